"""Operators, and how they come in."""

from datetime import datetime

from sqlalchemy import CheckConstraint, LargeBinary
from sqlmodel import Field

from samovar.storage.tables.base import Base, Json, identity, moment, utc_now


class Photo(Base, table=True):
    """A face. Uploads are re-encoded before they come here."""

    id: str = identity()
    media_type: str = Field(max_length=40)
    content: bytes = Field(sa_type=LargeBinary)


class Operator(Base, table=True):
    """A person who answers: operator, senior or administrator."""

    __table_args__ = (
        CheckConstraint("role IN ('operator', 'senior', 'administrator')", name="role"),
        CheckConstraint("most_talks >= 0", name="most_talks"),
        CheckConstraint("presence IN ('online', 'busy', 'away')", name="presence"),
        CheckConstraint("grammar IN ('', 'she', 'he')", name="grammar"),
    )
    id: str = identity()
    name: str = Field(max_length=100)
    latin: str = Field(default="", max_length=100)
    """The name in Latin letters, for visitors who read English."""
    grammar: str = Field(default="", max_length=4)
    """How sentences speak of them: "she", "he", or empty for wordings that need neither."""
    title: str = Field(default="", max_length=100)
    """What visitors read under the name: "Дизайнер кухонь"."""
    title_latin: str = Field(default="", max_length=100)
    email: str = Field(max_length=254, unique=True)
    """Folded to lower case."""
    password: str = Field(default="", max_length=200)
    """argon2id hash; empty: cannot sign in by password."""
    role: str = Field(default="operator", max_length=16)
    lang: str = Field(default="ru", max_length=8)
    photo_id: str | None = Field(default=None, foreign_key="photo.id", ondelete="SET NULL")
    rev: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """Of its settings; grows with each change that a person makes."""
    presence: str = Field(default="online", max_length=8)
    """What they chose to be while connected; being connected is a lease in memory."""
    why: str = Field(default="", max_length=100)
    most_talks: int = Field(default=0)
    """Talks they may hold when they claim one more; 0: no limit."""
    seen_at: datetime | None = moment(default=None, nullable=True)
    """When one of their browsers was last known to be in use."""
    disabled_at: datetime | None = moment(default=None, nullable=True)
    created_at: datetime = moment(default_factory=utc_now)


class Membership(Base, table=True):
    """An operator belongs to a channel."""

    operator_id: str = Field(foreign_key="operator.id", ondelete="CASCADE", primary_key=True)
    channel_id: str = Field(foreign_key="channel.id", ondelete="CASCADE", primary_key=True, index=True)


class OperatorSession(Base, table=True):
    """A signed-in browser. The cookie holds a secret, the table its SHA-256."""

    __tablename__ = "operator_session"
    id: str = Field(primary_key=True, max_length=64)
    """Hex SHA-256 of the cookie's value."""
    operator_id: str = Field(foreign_key="operator.id", ondelete="CASCADE", index=True)
    created_at: datetime = moment(default_factory=utc_now)
    used_at: datetime = moment(default_factory=utc_now)
    ends_at: datetime = moment()
    address: str = Field(default="", max_length=64)
    """Where they signed in from."""
    device: str = Field(default="", max_length=64)
    """And on what: "iPhone, Safari"."""


class Invitation(Base, table=True):
    """A one-time link to an account; the table holds the SHA-256 of its secret."""

    __table_args__ = (CheckConstraint("role IN ('operator', 'senior', 'administrator')", name="role"),)
    id: str = Field(primary_key=True, max_length=64)
    seed: str = Field(default="", max_length=64)
    """What makes the secret together with the server's key, so that the link can be shown again; empty: it cannot."""
    email: str = Field(default="", max_length=254)
    """Empty for the first-run link: whoever opens it names their own."""
    name: str = Field(default="", max_length=100)
    role: str = Field(default="operator", max_length=16)
    channels: list[str] = Field(default_factory=list, sa_type=Json, nullable=False)
    mail_id: str | None = Field(default=None, foreign_key="mail.id", ondelete="SET NULL")
    """Its last letter."""
    invited_by: str | None = Field(default=None, foreign_key="operator.id", ondelete="SET NULL")
    created_at: datetime = moment(default_factory=utc_now)
    ends_at: datetime = moment()
    used_at: datetime | None = moment(default=None, nullable=True)
