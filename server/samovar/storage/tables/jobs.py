"""What is to be done at a time of its own."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from samovar.storage.tables.base import Base, document, identity, moment, utc_now


class Timer(Base, table=True):
    """When the clock looks at a conversation, and for what: an offer that nobody answers, an owner who is gone, the
    last owner for whom a visitor is kept, a question or an answer to be mailed, a question that nobody answers.
    Whether there is anything to do then the rules say, not the row."""

    __table_args__ = (
        CheckConstraint("kind IN ('offer', 'owner', 'keeper', 'question', 'answer', 'missed')", name="kind"),
        Index(None, "kind", "due_at"),
    )
    conversation_id: str = Field(foreign_key="conversation.id", ondelete="CASCADE", primary_key=True, max_length=64)
    kind: str = Field(max_length=8, primary_key=True)
    due_at: datetime = moment()


class Job(Base, table=True):
    """Work for the world outside, inserted by the transaction that causes it."""

    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'done', 'failed')", name="state"),
        Index(None, "state", "due_at"),
    )
    id: str = identity()
    kind: str = Field(max_length=32)
    dedupe: str = Field(max_length=200, unique=True)
    """The same work is never queued twice."""
    data: dict[str, Any] = document()
    state: str = Field(default="waiting", max_length=8)
    attempts: int = Field(default=0)
    due_at: datetime = moment(default_factory=utc_now)
    leased_until: datetime | None = moment(default=None, nullable=True)
    """Whoever does it has so long; then another may."""
    handed: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """How often the world may have taken it without our knowing: counted before it is given away, taken back by any
    answer."""
    error: str = Field(default="", max_length=500)
    created_at: datetime = moment(default_factory=utc_now)
