"""Conversations as logs of entries; what stands on the row besides is written in the same transaction as the entry
that changes it."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field

from samovar.storage.tables.base import Base, document, identity, moment, some_index, utc_now


class Conversation(Base, table=True):
    """A numbered talk of one visitor in one channel."""

    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'held', 'closed')", name="state"),
        CheckConstraint("origin IN ('incoming', 'invited', 'outgoing')", name="origin"),
        CheckConstraint("(state = 'held') = (owner_id IS NOT NULL)", name="owner"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed"),
        CheckConstraint("offered_to IS NULL OR state = 'held'", name="offer"),
        CheckConstraint("visible_seq <= last_seq", name="visible"),
        UniqueConstraint("site_id", "number"),
        UniqueConstraint("visitor_id", "ccid"),
        some_index("uq_conversation_open", "state <> 'closed'", "visitor_id", unique=True),
        some_index("ix_conversation_open_in_channel", "state <> 'closed'", "channel_id", "updated_at"),
        some_index("ix_conversation_closed_in_channel", "state = 'closed'", "channel_id", "updated_at"),
        some_index("ix_conversation_held", "owner_id IS NOT NULL", "owner_id"),
        some_index("ix_conversation_open_since", "state <> 'closed'", "channel_id", "opened_at"),
        some_index("ix_conversation_closed_since", "state = 'closed'", "channel_id", "closed_at"),
        some_index("ix_conversation_closed_by", "state = 'closed'", "last_owner_id", "closed_at"),
        Index(None, "visitor_id", "opened_at"),
        some_index("ix_conversation_staffed", "staffed", "channel_id", "opened_at", "answered_at"),
    )  # fmt: skip
    id: str = identity()
    site_id: str = Field(foreign_key="site.id", ondelete="CASCADE")
    channel_id: str = Field(foreign_key="channel.id")
    visitor_id: str = Field(foreign_key="visitor.id", ondelete="CASCADE")
    visit_id: str | None = Field(default=None, foreign_key="visit.id", ondelete="SET NULL")
    number: int
    """Seven random digits: a label to be said aloud, never an id; tells nobody how many others there are."""
    ccid: str = Field(max_length=64)
    """The client's id of this conversation."""
    origin: str = Field(default="incoming", max_length=8)
    state: str = Field(default="waiting", max_length=8)
    lock: int = Field(default=0)
    """Fencing number: +1 on every claim, transfer, release."""
    rev: int = Field(default=0)
    """+1 on every change of what a list shows."""
    owner_id: str | None = Field(default=None, foreign_key="operator.id")
    last_owner_id: str | None = Field(default=None, foreign_key="operator.id")
    """Who held it last; a reopened one waits for them first."""
    offered_to: str | None = Field(default=None, foreign_key="operator.id")
    offered_at: datetime | None = moment(default=None, nullable=True)
    offer_note: str = Field(default="", max_length=2000)
    offered_by: str | None = Field(default=None, max_length=64)
    """Who offers it: the owner, or an administrator. Whoever did is told how it came back."""
    returned_by: str | None = Field(default=None, max_length=64)
    """Who did not take the last offer; until the owner goes on with the talk."""
    returned_how: str = Field(default="", max_length=8, sa_column_kwargs={"server_default": ""})
    """declined or expired."""
    last_seq: int = Field(default=0)
    visible_seq: int = Field(default=0)
    """Last seq the visitor may see."""
    last_text: str = Field(default="", max_length=200)
    """Start of the newest message, for lists."""
    last_side: str = Field(default="", max_length=8)
    last_by: str | None = Field(default=None, max_length=64)
    """Who wrote it: visitor or operator id."""
    last_at: datetime | None = moment(default=None, nullable=True)
    last_message_seq: int = Field(default=0)
    question: str = Field(default="", max_length=200)
    """Start of the visitor's first message that is not answered yet; empty when all are."""
    unanswered: int = Field(default=0)
    """Visitor's messages since the last answer."""
    unread_operator: int = Field(default=0)
    """Visitor's messages no operator has read."""
    unread_visitor: int = Field(default=0)
    opened_at: datetime = moment(default_factory=utc_now)
    staffed: bool = Field(default=False)
    """Whether somebody of its channel was online when the visitor began it."""
    waiting_at: datetime | None = moment(default=None, nullable=True)
    """Since when the visitor waits for an answer; NULL when answered."""
    claimed_at: datetime | None = moment(default=None, nullable=True)
    answered_at: datetime | None = moment(default=None, nullable=True)
    """First answer of an operator."""
    closed_at: datetime | None = moment(default=None, nullable=True)
    erased_at: datetime | None = moment(default=None, nullable=True)
    """When what was said in it, and who said it, was erased; numbers and times stay."""
    updated_at: datetime = moment(default_factory=utc_now)


class Entry(Base, table=True):
    """One entry of a conversation's log; its identity is (conversation, seq)."""

    __table_args__ = (
        CheckConstraint("seq > 0", name="seq"),
        CheckConstraint("author IN ('visitor', 'operator', 'system')", name="author"),
        CheckConstraint("audience IN ('all', 'operators')", name="audience"),
        # In this order, since clients' ids rise with time: new ones stand together at the index's end, and a group of
        # messages writes two of its pages, not one for each author.
        UniqueConstraint("cid", "author_id"),
    )
    conversation_id: str = Field(foreign_key="conversation.id", ondelete="CASCADE", primary_key=True)
    seq: int = Field(primary_key=True)
    kind: str = Field(max_length=16)
    author: str = Field(max_length=8)
    author_id: str | None = Field(default=None, max_length=64)
    """Visitor or operator id; NULL for the system."""
    cid: str | None = Field(default=None, max_length=64)
    """The client's id of the message, or of the command that made this entry (`rid`)."""
    audience: str = Field(default="all", max_length=9)
    body: str = Field(default="", sa_type=Text)
    data: dict[str, Any] = document()
    at: datetime = moment(default_factory=utc_now)


class Seen(Base, table=True):
    """How far one side has read a conversation."""

    __table_args__ = (CheckConstraint("side IN ('visitor', 'operator')", name="side"),)
    conversation_id: str = Field(foreign_key="conversation.id", ondelete="CASCADE", primary_key=True)
    side: str = Field(max_length=8, primary_key=True)
    seq: int
    at: datetime = moment(default_factory=utc_now)
