"""Letters to people outside, and the servers they go out and come in by."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, Text
from sqlmodel import Field

from samovar.storage.tables.base import Base, document, identity, moment, some_index, utc_now


class Mail(Base, table=True):
    """One letter: what it says is made of its places each time it is sent or shown."""

    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'sent', 'delivered', 'failed')", name="state"),
        CheckConstraint("sent_at IS NOT NULL OR state IN ('waiting', 'failed')", name="sent"),
        Index(None, "created_at"),
        Index(None, "recipient", "created_at"),
        some_index("ix_mail_of_conversation", "conversation_id IS NOT NULL", "conversation_id"),
    )
    id: str = identity()
    """With the edition the left half of its Message-ID."""
    kind: str = Field(max_length=32)
    dedupe: str = Field(max_length=200, unique=True)
    """The same letter is never written twice."""
    recipient: str = Field(max_length=254)
    lang: str = Field(max_length=8)
    places: dict[str, Any] = document()
    """What fills the letter's sentences, by kind (outbound/kinds.py). `path` leads to our own pages."""
    state: str = Field(default="waiting", max_length=9)
    edition: int = Field(default=1)
    """+1 each time a person sends it again: a letter of its own for the world, and a job of its own for us."""
    reason: str = Field(default="", max_length=16)
    """Why it has not arrived: key of the words (texts, mail.reasons)."""
    error: str = Field(default="", sa_type=Text)
    """The other server's own words."""
    conversation_id: str | None = Field(default=None, foreign_key="conversation.id", ondelete="CASCADE")
    created_at: datetime = moment(default_factory=utc_now)
    sent_at: datetime | None = moment(default=None, nullable=True)
    """When the mail server took it."""


class MailServerRow(Base, table=True):
    """The server that letters go out (smtp) or come in by (imap), as the Mail page sets it."""

    __tablename__ = "mail_server"
    __table_args__ = (
        CheckConstraint("id IN ('smtp', 'imap')", name="protocol"),
        CheckConstraint("tls IN ('tls', 'starttls', 'none')", name="tls"),
        CheckConstraint("port BETWEEN 0 AND 65535", name="port"),
    )
    id: str = Field(primary_key=True, max_length=4)
    rev: int = Field(default=0)
    host: str = Field(default="", max_length=254)
    """Empty: none."""
    port: int = Field(default=0)
    tls: str = Field(default="tls", max_length=8)
    username: str = Field(default="", max_length=254)
    password: str = Field(default="", sa_type=Text)
    """Sealed with the server's key (sealing.py)."""
    sender: str = Field(default="", max_length=254)
    """The address that letters come from, or that answers come to."""
    folder: str = Field(default="INBOX", max_length=200)
    read_where: str = Field(default="", max_length=800, sa_column_kwargs={"server_default": ""})
    """Of imap: which mailbox `read_up_to` speaks of."""
    read_up_to: str = Field(default="", max_length=40, sa_column_kwargs={"server_default": ""})
    """Its UIDVALIDITY and the last number that was read, with a colon between them."""
