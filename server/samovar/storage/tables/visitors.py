"""Visitors, their visits and the pages they read."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field

from samovar.storage.tables.base import Base, Json, document, identity, moment, utc_now


class Visitor(Base, table=True):
    """One person in one browser."""

    __table_args__ = (CheckConstraint("city_how IN ('', 'page', 'chosen', 'ip', 'operator')", name="city_how"),)
    id: str = identity()
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
    fields: dict[str, Any] = document()
    visits: int = Field(default=0)
    created_at: datetime = moment(default_factory=utc_now)
    seen_at: datetime = moment(default_factory=utc_now)


class Visit(Base, table=True):
    """One stay on the site."""

    __table_args__ = (UniqueConstraint("visitor_id", "client_id"), Index(None, "visitor_id", "started_at"))
    id: str = identity()
    visitor_id: str = Field(foreign_key="visitor.id", ondelete="CASCADE")
    client_id: str = Field(max_length=64)
    """The browser's own id of this stay."""
    referrer: str = Field(default="", max_length=2048)
    source: str = Field(default="", max_length=100)
    """Where they came from, named: "Яндекс", "vk.com", "" for direct."""
    utm: dict[str, Any] = document()
    device: str = Field(default="", max_length=100)
    lang: str = Field(default="", max_length=35)
    started_at: datetime = moment(default_factory=utc_now)
    seen_at: datetime = moment(default_factory=utc_now)
    greeted_at: datetime | None = moment(default=None, nullable=True)
    """When the window opened by itself."""
    greeting: dict[str, Any] = Field(
        default_factory=dict, sa_type=Json, nullable=False, sa_column_kwargs={"server_default": "{}"}
    )
    """What it said then: {text, by: operator id or "", name: of channel or site}. Empty where it did not open."""


class PageView(Base, table=True):
    """One page of a visit."""

    __tablename__ = "page_view"
    __table_args__ = (Index(None, "visit_id", "at"),)
    id: str = identity()
    visit_id: str = Field(foreign_key="visit.id", ondelete="CASCADE")
    url: str = Field(max_length=2048)
    title: str = Field(default="", max_length=300)
    at: datetime = moment(default_factory=utc_now)


class Contact(Base, table=True):
    """How a visitor may be answered when they are gone, with the consent as it was shown."""

    __table_args__ = (
        CheckConstraint("kind IN ('phone', 'email')", name="kind"),
        CheckConstraint("consent <> ''", name="consent"),
        Index(None, "conversation_id", "at"),
        Index(None, "visitor_id", "at"),
        Index(None, "value"),
    )
    id: str = identity()
    visitor_id: str = Field(foreign_key="visitor.id", ondelete="CASCADE")
    conversation_id: str = Field(foreign_key="conversation.id", ondelete="CASCADE")
    kind: str = Field(max_length=5)
    value: str = Field(max_length=254)
    """E.164, or an address."""
    way: str = Field(max_length=16)
    """Where they would like to be answered."""
    category: str = Field(default="", max_length=60)
    consent: str = Field(sa_type=Text)
    """What they agreed to."""
    consent_version: int = Field(default=0)
    consent_link: str = Field(default="", max_length=2048)
    at: datetime = moment(default_factory=utc_now)
    confirmed_at: datetime | None = moment(default=None, nullable=True)
    """When somebody came by a link that was mailed there, or answered from there: then it is theirs."""
    refused_at: datetime | None = moment(default=None, nullable=True)
    """When whose address it is asked for no more letters."""
