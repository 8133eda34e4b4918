"""When channels are open: hours that one or several of them keep, and the company's own days."""

from datetime import date

from sqlmodel import Field, UniqueConstraint

from samovar.storage.tables.base import Base, Json, identity

Spans = list[list[int]]
"""From, to: minutes after midnight, as domain/channels/hours.py reads them."""


class Hours(Base, table=True):
    """Opening hours under a name, on the wall clock of whichever channel keeps them."""

    __table_args__ = (UniqueConstraint("site_id", "name"),)
    id: str = identity()
    site_id: str = Field(foreign_key="site.id", ondelete="CASCADE")
    name: str = Field(max_length=100)
    week: list[Spans] = Field(sa_type=Json, nullable=False)
    """Seven, Monday first."""
    country: str = Field(default="", max_length=8)
    """Whose public holidays are days off; empty: nobody's."""
    rev: int = Field(default=0)


class OwnDay(Base, table=True):
    """A date that is not as usual: closed, or open at other hours."""

    __tablename__ = "own_day"
    hours_id: str = Field(foreign_key="hours.id", ondelete="CASCADE", primary_key=True)
    day: date = Field(primary_key=True)
    spans: Spans = Field(default_factory=list, sa_type=Json, nullable=False)
    reason: str = Field(default="", max_length=200)
    """What visitors read."""
    reason_en: str = Field(default="", max_length=200)
    """The same for those who read English; empty: as it is."""
