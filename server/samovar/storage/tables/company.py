"""What the company does with its own settings: who changed what."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from samovar.storage.tables.base import Base, document, identity, moment, utc_now


class JournalEntry(Base, table=True):
    """One change of settings, people or data; rewritten only where it names a visitor who is erased."""

    __tablename__ = "journal"
    __table_args__ = (Index(None, "at", "id"), Index(None, "row_id", "rev"))
    id: str = identity()
    at: datetime = moment(default_factory=utc_now)
    by: str | None = Field(default=None, foreign_key="operator.id", ondelete="SET NULL")
    """Operator; empty: the system itself, or the command line."""
    what: str = Field(max_length=32)
    """Kind of thing: a word of `domain/company/journal.py`."""
    row_id: str = Field(default="", max_length=64)
    name: str = Field(default="", max_length=100)
    """What people called it then."""
    rev: int = Field(default=0)
    """The row's own after the change; 0 where it has none."""
    verb: str = Field(max_length=32)
    changes: dict[str, Any] = document()
    """Field → [before, after], without secrets."""


class Upkeep(Base, table=True):
    """How the house looks after itself: one row, made when somebody first says something of it."""

    __table_args__ = (
        CheckConstraint("id = 'house'", name="one"),
        CheckConstraint("copy_hours >= 0", name="hours"),
        CheckConstraint("copy_keep > 0", name="keep"),
    )
    id: str = Field(default="house", primary_key=True, max_length=8)
    copy_hours: int = Field(default=0)
    """Between two copies; 0: none are made by the clock."""
    copy_keep: int = Field(default=7)
    rev: int = Field(default=0)
