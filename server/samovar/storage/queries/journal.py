"""The journal, newest first."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, tuple_
from sqlmodel import col

from samovar.storage.engine.database import Session
from samovar.storage.tables import JournalEntry


def page(
    session: Session, *, what: str = "", by: str = "", before: tuple[datetime, str] | None = None, limit: int = 50
) -> Sequence[JournalEntry]:
    """Entries newest first. `before`: time and id of the last one of the page before."""
    asked = select(JournalEntry).order_by(col(JournalEntry.at).desc(), col(JournalEntry.id).desc()).limit(limit)
    if what:
        asked = asked.where(col(JournalEntry.what) == what)
    if by:
        asked = asked.where(col(JournalEntry.by) == by)
    if before:
        asked = asked.where(tuple_(col(JournalEntry.at), col(JournalEntry.id)) < before)
    return session.scalars(asked).all()


def since(session: Session, what: str, row: str, rev: int) -> Sequence[JournalEntry]:
    """What happened to a row after that revision of it, oldest first."""
    return session.scalars(
        select(JournalEntry)
        .where(col(JournalEntry.row_id) == row, col(JournalEntry.rev) > rev, col(JournalEntry.what) == what)
        .order_by(col(JournalEntry.rev))
    ).all()
