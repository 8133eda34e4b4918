"""Where conversations stand: the few columns that tell whose screen is behind, read for many at once."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime

from sqlalchemy import literal_column, select, union_all

from samovar.model.conversation import Version
from samovar.storage import tables
from samovar.storage.engine.database import Session
from samovar.storage.queries.lists import CLOSED, OPEN

_table = tables.Conversation.__table__  # type: ignore[attr-defined]
_columns = [_table.c[each.name] for each in fields(Version)]


def changed_since(session: Session, channels: Iterable[str], at: datetime) -> list[Version]:
    """Conversations of these channels that changed after `at`. The indexes of the lists serve, open and closed ones
    apart: one of its own would cost every message."""
    wanted = select(*_columns).where(_table.c.channel_id.in_(list(channels)), _table.c.updated_at > at)
    shelves = [wanted.where(literal_column(each)) for each in (OPEN, CLOSED)]
    return [Version(*row) for row in session.execute(union_all(*shelves))]
