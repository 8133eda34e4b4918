"""Sites with their channels and cities."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from samovar.storage.tables.base import Base, Json, document, identity, moment, new_id, utc_now


class Instance(Base, table=True):
    """The one row about this database itself."""

    __tablename__ = "house"  # Copies of every version have it under this name.
    __table_args__ = (CheckConstraint("id = 1", name="one"),)
    id: int = Field(default=1, primary_key=True)
    epoch: str = Field(default_factory=new_id, max_length=64)
    """Replaced when history is rewound (restore from a backup)."""
    created_at: datetime = moment(default_factory=utc_now)


class Site(Base, table=True):
    """A web site that carries the widget."""

    id: str = identity()
    key: str = Field(max_length=64, unique=True)
    """Public key in the script tag."""
    name: str = Field(max_length=100)
    origins: list[str] = Field(default_factory=list, sa_type=Json, nullable=False)
    """Origins (scheme://host[:port]) whose pages may talk to us."""
    lang: str = Field(default="", max_length=8)
    """"ru" or "en" wins over the page's language; empty: the page decides."""
    languages: list[str] = Field(default_factory=lambda: ["ru", "en"], sa_type=Json, nullable=False)
    rev: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """Of its settings; grows with each change that a person makes."""
    settings: dict[str, Any] = document()
    """What differs from the defaults of SiteSettings (domain/channels/sites.py)."""
    created_at: datetime = moment(default_factory=utc_now)


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
        CheckConstraint("answer_seconds > 0 AND late_seconds >= answer_seconds", name="limits"),
    )
    id: str = identity()
    site_id: str = Field(foreign_key="site.id", ondelete="CASCADE")
    name: str = Field(max_length=100)
    time_zone: str = Field(default="Europe/Moscow", max_length=64)
    """IANA name."""
    latin: str = Field(default="", max_length=100)
    """The name in Latin letters; empty: that of a city we know (domain/cities.py), else as it is."""
    fallback: bool = Field(default=False)
    """Takes the cities that have no channel; at most one a site."""
    position: int = Field(default=0)
    hours_id: str | None = Field(default=None, foreign_key="hours.id", ondelete="RESTRICT", index=True)
    """None: open round the clock."""
    opens_on: date | None = Field(default=None)
    """Its first day; before that it is not open yet."""
    closed_at: datetime | None = moment(default=None, nullable=True)
    """Closed for good: it takes no conversations, its old ones stay."""
    email: str = Field(default="", max_length=254)
    """Where questions go that nobody is there for."""
    email_confirmed_at: datetime | None = moment(default=None, nullable=True)
    """Mail goes there from then on."""
    answer_seconds: int = Field(default=30)
    """A visitor who waits that long has a right to be impatient."""
    late_seconds: int = Field(default=60)
    """And that long is too long."""
    missed_minutes: int = Field(default=10, sa_column_kwargs={"server_default": "10"})
    """What nobody has answered by then, and whose visitor has left, counts as missed."""
    away_minutes: int | None = Field(default=None)
    """How long an owner may be offline while the visitor waits; None: as the site says."""
    rev: int = Field(default=0)
    """Grows with every change made in the settings."""
    created_at: datetime = moment(default_factory=utc_now)


class City(Base, table=True):
    """One spelling of a city that leads to a channel; aliases are rows of their own."""

    __table_args__ = (UniqueConstraint("site_id", "spelling"),)
    id: str = identity()
    site_id: str = Field(foreign_key="site.id", ondelete="CASCADE")
    channel_id: str = Field(foreign_key="channel.id", ondelete="CASCADE", index=True)
    spelling: str = Field(max_length=100)
    """Folded by domain/channels/cities.py (case, ё, hyphens)."""
    written: str = Field(default="", max_length=100)
    """As somebody wrote it; empty in rows from before that was kept."""
    name: str = Field(max_length=100)
    """The city's own name, for people."""
    lat: float | None = Field(default=None)
    lon: float | None = Field(default=None)
    """Where it lies, in degrees, if that is known: for those who live near it."""


class TagCall(Base, table=True):
    """The script tag has called from a page of this address, last at this time."""

    __tablename__ = "tag_call"
    site_id: str = Field(foreign_key="site.id", ondelete="CASCADE", primary_key=True)
    origin: str = Field(primary_key=True, max_length=300)
    at: datetime = moment()
