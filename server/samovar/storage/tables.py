"""The facts: every table with its constraints. Validation happens at the edge; the database guards.

Ids are random (`new_id`), times aware UTC. A conversation is a log of entries; what stands on the
conversation row besides is written in the same transaction as the entry that changes it.
"""

import secrets
from datetime import UTC, datetime
from functools import lru_cache
from time import time
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, LargeBinary, MetaData, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from samovar.storage.engine.types import Utc

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
Json = JSON().with_variant(JSONB(), "postgresql")


def new_id() -> str:
    """A public id: 128 random bits, 22 characters of URL-safe base64."""
    return secrets.token_urlsafe(16)


def utc_now() -> datetime:
    """The time now, aware, in whole milliseconds; one object for all that happens within one, so that it is written
    out only once."""
    return _moment(int(time() * 1000))


@lru_cache(maxsize=1)
def _moment(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)


class Base(SQLModel):
    """Common ground of all tables."""

    metadata = MetaData(naming_convention=NAMING)


def _id() -> Any:
    return Field(default_factory=new_id, primary_key=True, max_length=64)


def _time(**more: Any) -> Any:
    return Field(sa_type=Utc, **more)


def _json(**more: Any) -> Any:
    return Field(default_factory=dict, sa_type=Json, nullable=False, **more)


class Instance(Base, table=True):
    """The one row about this database itself."""

    __tablename__ = "house"  # Copies of every version have it under this name.
    __table_args__ = (CheckConstraint("id = 1", name="one"),)
    id: int = Field(default=1, primary_key=True)
    epoch: str = Field(default_factory=new_id, max_length=64)
    """Replaced when history is rewound (restore from a backup)."""
    created_at: datetime = _time(default_factory=utc_now)


class Site(Base, table=True):
    """A web site that carries the widget."""

    id: str = _id()
    key: str = Field(max_length=64, unique=True)
    """Public key in the script tag."""
    name: str = Field(max_length=100)
    origins: list[str] = Field(default_factory=list, sa_type=Json, nullable=False)
    """Origins (scheme://host[:port]) whose pages may talk to us."""
    lang: str = Field(default="", max_length=8)
    """"ru" or "en" wins over the page's language; empty: the page decides."""
    languages: list[str] = Field(default_factory=lambda: ["ru", "en"], sa_type=Json, nullable=False)
    settings: dict[str, Any] = _json()
    """delay_ms, closed_days, reopen_minutes, away_minutes, greeting {ru, en}, latin, people {ru, en};
    defaults in domain/sites.py."""
    created_at: datetime = _time(default_factory=utc_now)


class Channel(Base, table=True):
    """The room where one city's or department's conversations arrive."""

    __table_args__ = (
        UniqueConstraint("site_id", "name"),
        Index(
            "uq_channel_fallback",
            "site_id",
            unique=True,
            sqlite_where=text("fallback"),
            postgresql_where=text("fallback"),
        ),
    )
    id: str = _id()
    site_id: str = Field(foreign_key="site.id", ondelete="CASCADE")
    name: str = Field(max_length=100)
    time_zone: str = Field(default="Europe/Moscow", max_length=64)
    """IANA name."""
    latin: str = Field(default="", max_length=100)
    """The name in Latin letters; empty: that of a city we know (domain/cities.py), else as it is."""
    fallback: bool = Field(default=False)
    """Takes the cities that have no channel; at most one a site."""
    position: int = Field(default=0)
    created_at: datetime = _time(default_factory=utc_now)


class City(Base, table=True):
    """One spelling of a city that leads to a channel; aliases are rows of their own."""

    __table_args__ = (UniqueConstraint("site_id", "spelling"),)
    id: str = _id()
    site_id: str = Field(foreign_key="site.id", ondelete="CASCADE")
    channel_id: str = Field(foreign_key="channel.id", ondelete="CASCADE", index=True)
    spelling: str = Field(max_length=100)
    """Folded by domain/routing.py (case, ё, hyphens)."""
    name: str = Field(max_length=100)
    """The city's own name, for people."""


class Photo(Base, table=True):
    """A face. Uploads are re-encoded before they come here."""

    id: str = _id()
    media_type: str = Field(max_length=40)
    content: bytes = Field(sa_type=LargeBinary)


class Operator(Base, table=True):
    """A person who answers: operator or administrator."""

    __table_args__ = (
        CheckConstraint("role IN ('operator', 'administrator')", name="role"),
        CheckConstraint("presence IN ('online', 'busy', 'away')", name="presence"),
        CheckConstraint("grammar IN ('', 'she', 'he')", name="grammar"),
    )
    id: str = _id()
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
    presence: str = Field(default="online", max_length=8)
    """What they chose to be while connected; being connected is a lease in memory."""
    why: str = Field(default="", max_length=100)
    disabled_at: datetime | None = _time(default=None, nullable=True)
    created_at: datetime = _time(default_factory=utc_now)


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
    created_at: datetime = _time(default_factory=utc_now)
    used_at: datetime = _time(default_factory=utc_now)
    ends_at: datetime = _time()


class Invitation(Base, table=True):
    """A one-time link to an account; the table holds the SHA-256 of its secret."""

    __table_args__ = (CheckConstraint("role IN ('operator', 'administrator')", name="role"),)
    id: str = Field(primary_key=True, max_length=64)
    email: str = Field(default="", max_length=254)
    """Empty for the first-run link: whoever opens it names their own."""
    name: str = Field(default="", max_length=100)
    role: str = Field(default="operator", max_length=16)
    channels: list[str] = Field(default_factory=list, sa_type=Json, nullable=False)
    invited_by: str | None = Field(default=None, foreign_key="operator.id", ondelete="SET NULL")
    created_at: datetime = _time(default_factory=utc_now)
    ends_at: datetime = _time()
    used_at: datetime | None = _time(default=None, nullable=True)


def _some(name: str, which: str, *columns: str, unique: bool = False) -> Index:
    """An index of some rows only."""
    return Index(name, *columns, unique=unique, sqlite_where=text(which), postgresql_where=text(which))


class Visitor(Base, table=True):
    """One person in one browser."""

    __table_args__ = (CheckConstraint("city_how IN ('', 'page', 'chosen', 'ip', 'operator')", name="city_how"),)
    id: str = _id()
    site_id: str = Field(foreign_key="site.id", ondelete="CASCADE", index=True)
    name: str = Field(default="", max_length=100)
    """As the visitor gave it."""
    called: str = Field(default="", max_length=100)
    """As operators wrote it on the card, for themselves: nothing tells the visitor."""
    phone: str = Field(default="", max_length=32)
    email: str = Field(default="", max_length=254)
    city: str = Field(default="", max_length=100)
    city_how: str = Field(default="", max_length=8)
    city_by: str | None = Field(default=None, foreign_key="operator.id", ondelete="SET NULL")
    fields: dict[str, Any] = _json()
    visits: int = Field(default=0)
    created_at: datetime = _time(default_factory=utc_now)
    seen_at: datetime = _time(default_factory=utc_now)


class Visit(Base, table=True):
    """One stay on the site."""

    __table_args__ = (UniqueConstraint("visitor_id", "client_id"), Index(None, "visitor_id", "started_at"))
    id: str = _id()
    visitor_id: str = Field(foreign_key="visitor.id", ondelete="CASCADE")
    client_id: str = Field(max_length=64)
    """The browser's own id of this stay."""
    referrer: str = Field(default="", max_length=2048)
    source: str = Field(default="", max_length=100)
    """Where they came from, named: "Яндекс", "vk.com", "" for direct."""
    utm: dict[str, Any] = _json()
    device: str = Field(default="", max_length=100)
    lang: str = Field(default="", max_length=35)
    started_at: datetime = _time(default_factory=utc_now)
    seen_at: datetime = _time(default_factory=utc_now)
    greeted_at: datetime | None = _time(default=None, nullable=True)
    """When the window opened by itself."""
    greeting: dict[str, Any] = Field(
        default_factory=dict, sa_type=Json, nullable=False, sa_column_kwargs={"server_default": "{}"}
    )
    """What it said then: {text, by: operator id or "", name: of channel or site}. Empty where it did not open."""


class PageView(Base, table=True):
    """One page of a visit."""

    __tablename__ = "page_view"
    __table_args__ = (Index(None, "visit_id", "at"),)
    id: str = _id()
    visit_id: str = Field(foreign_key="visit.id", ondelete="CASCADE")
    url: str = Field(max_length=2048)
    title: str = Field(default="", max_length=300)
    at: datetime = _time(default_factory=utc_now)


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
        _some("uq_conversation_open", "state <> 'closed'", "visitor_id", unique=True),
        _some("ix_conversation_open_in_channel", "state <> 'closed'", "channel_id", "updated_at"),
        _some("ix_conversation_closed_in_channel", "state = 'closed'", "channel_id", "updated_at"),
        _some("ix_conversation_held", "owner_id IS NOT NULL", "owner_id"),
        _some("ix_conversation_open_since", "state <> 'closed'", "channel_id", "opened_at"),
        _some("ix_conversation_closed_since", "state = 'closed'", "channel_id", "closed_at"),
        _some("ix_conversation_closed_by", "state = 'closed'", "last_owner_id", "closed_at"),
        Index(None, "visitor_id", "opened_at"),
        _some("ix_conversation_staffed", "staffed", "channel_id", "opened_at", "answered_at"),
    )  # fmt: skip
    id: str = _id()
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
    offered_at: datetime | None = _time(default=None, nullable=True)
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
    last_at: datetime | None = _time(default=None, nullable=True)
    last_message_seq: int = Field(default=0)
    question: str = Field(default="", max_length=200)
    """Start of the visitor's first message that is not answered yet; empty when all are."""
    unanswered: int = Field(default=0)
    """Visitor's messages since the last answer."""
    unread_operator: int = Field(default=0)
    """Visitor's messages no operator has read."""
    unread_visitor: int = Field(default=0)
    opened_at: datetime = _time(default_factory=utc_now)
    staffed: bool = Field(default=False)
    """Whether somebody of its channel was online when the visitor began it."""
    waiting_at: datetime | None = _time(default=None, nullable=True)
    """Since when the visitor waits for an answer; NULL when answered."""
    claimed_at: datetime | None = _time(default=None, nullable=True)
    answered_at: datetime | None = _time(default=None, nullable=True)
    """First answer of an operator."""
    closed_at: datetime | None = _time(default=None, nullable=True)
    updated_at: datetime = _time(default_factory=utc_now)


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
    data: dict[str, Any] = _json()
    at: datetime = _time(default_factory=utc_now)


class Seen(Base, table=True):
    """How far one side has read a conversation."""

    __table_args__ = (CheckConstraint("side IN ('visitor', 'operator')", name="side"),)
    conversation_id: str = Field(foreign_key="conversation.id", ondelete="CASCADE", primary_key=True)
    side: str = Field(max_length=8, primary_key=True)
    seq: int
    at: datetime = _time(default_factory=utc_now)


class Timer(Base, table=True):
    """When the clock looks at a conversation, and for what: an offer that nobody answers, an owner who is gone, the
    last owner for whom a visitor is kept. Whether there is anything to do then the rules say, not the row."""

    __table_args__ = (
        CheckConstraint("kind IN ('offer', 'owner', 'keeper')", name="kind"),
        Index(None, "kind", "due_at"),
    )
    conversation_id: str = Field(foreign_key="conversation.id", ondelete="CASCADE", primary_key=True, max_length=64)
    kind: str = Field(max_length=8, primary_key=True)
    due_at: datetime = _time()


class Job(Base, table=True):
    """Work for the world outside, inserted by the transaction that causes it."""

    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'done', 'failed')", name="state"),
        Index(None, "state", "due_at"),
    )
    id: str = _id()
    kind: str = Field(max_length=32)
    dedupe: str = Field(max_length=200, unique=True)
    """The same work is never queued twice."""
    data: dict[str, Any] = _json()
    state: str = Field(default="waiting", max_length=8)
    attempts: int = Field(default=0)
    due_at: datetime = _time(default_factory=utc_now)
    leased_until: datetime | None = _time(default=None, nullable=True)
    error: str = Field(default="", max_length=500)
    created_at: datetime = _time(default_factory=utc_now)
