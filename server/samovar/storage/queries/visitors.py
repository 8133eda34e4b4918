"""Visitors, their visits and pages: functions that take a session."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, text, update
from sqlmodel import col

from samovar.storage import tables
from samovar.storage.engine.database import Session
from samovar.storage.engine.types import Utc
from samovar.storage.tables import PageView, Visit

_NEWEST = "SELECT id FROM visit WHERE visitor_id = :visitor ORDER BY started_at DESC LIMIT 1"
_VISITOR_SEEN, _VISIT_SEEN = (
    text(f"UPDATE {table} SET seen_at = :at WHERE id = {which} AND seen_at < :at").bindparams(
        bindparam("at", type_=Utc())
    )
    for table, which in (("visitor", ":visitor"), ("visit", f"({_NEWEST})"))
)

Says = Callable[[Visit, tables.Visitor], dict[str, str] | None]
"""What is said to whom in which visit, as Visit.greeting keeps it; nothing where the window stays shut."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """What a page load tells of the visit."""

    client_id: str
    referrer: str
    source: str
    utm: dict[str, Any]
    device: str
    lang: str


def arrive(
    session: Session, site_id: str, visitor_id: str | None, stay: Stay, now: datetime
) -> tuple[tables.Visitor, Visit]:
    """The visitor and the visit, made when new."""
    visitor = session.get(tables.Visitor, visitor_id) if visitor_id else None
    if visitor is None or visitor.site_id != site_id:
        visitor = tables.Visitor(site_id=site_id, created_at=now, seen_at=now)
        session.add(visitor)
        session.flush()
    visitor.seen_at = now
    visit = visit_of(session, visitor.id, stay.client_id)
    if visit is None:
        visitor.visits += 1
        visit = Visit(
            visitor_id=visitor.id, client_id=stay.client_id, referrer=stay.referrer, source=stay.source, utm=stay.utm,
            device=stay.device, lang=stay.lang, started_at=now, seen_at=now,
        )  # fmt: skip
        session.add(visit)
        session.flush()
    return visitor, visit


def there(session: Session, ids: Sequence[str]) -> list[bool]:
    """Whether these visitors are known."""
    found = set(session.scalars(select(col(tables.Visitor.id)).where(col(tables.Visitor.id).in_(ids))))
    return [each in found for each in ids]


def change_card(session: Session, visitor_id: str, values: Mapping[str, Any]) -> None:
    """Write on a visitor's card, column by column."""
    session.execute(update(tables.Visitor).where(col(tables.Visitor.id) == visitor_id).values(**values))


def visit_of(session: Session, visitor_id: str, client_id: str) -> Visit | None:
    """A visit by the browser's own id of it."""
    return session.scalars(
        select(Visit).where(col(Visit.visitor_id) == visitor_id, col(Visit.client_id) == client_id)
    ).first()


def turn(session: Session, visit: Visit, url: str, title: str, now: datetime) -> PageView:
    """The visit goes on to a page; a reload of the same page is not a new one."""
    visit.seen_at = now
    last = session.scalars(
        select(PageView).where(col(PageView.visit_id) == visit.id).order_by(col(PageView.at).desc()).limit(1)
    ).first()
    if last is not None and last.url == url:
        last.title = title or last.title
        return last
    view = PageView(visit_id=visit.id, url=url, title=title, at=now)
    session.add(view)
    return view


def last_seen(session: Session, seen: Mapping[str, datetime]) -> None:
    """These visitors were on the site until then, in their newest visit."""
    values = [{"visitor": visitor, "at": at} for visitor, at in seen.items()]
    session.execute(_VISITOR_SEEN, values)
    session.execute(_VISIT_SEEN, values)


def greeted(session: Session, visitor_id: str, client_id: str, now: datetime, says: Says) -> dict[str, str] | None:
    """The window opens by itself in this visit and says that, unless it has already or a conversation is open."""
    visit = visit_of(session, visitor_id, client_id)
    if visit is None or visit.greeted_at is not None or open_conversation(session, visitor_id):
        return None
    said = says(visit, session.get_one(tables.Visitor, visitor_id))
    if said is not None:
        visit.greeted_at, visit.greeting = now, said
    return said


def open_conversation(session: Session, visitor_id: str) -> tables.Conversation | None:
    """The visitor's open conversation."""
    return session.scalars(
        select(tables.Conversation).where(
            col(tables.Conversation.visitor_id) == visitor_id, col(tables.Conversation.state) != "closed"
        )
    ).first()


def unread(session: Session, visitor_id: str) -> int:
    """Answers not read yet, in all conversations of the visitor."""
    return session.execute(
        select(func.coalesce(func.sum(col(tables.Conversation.unread_visitor)), 0)).where(
            col(tables.Conversation.visitor_id) == visitor_id
        )
    ).scalar_one()


def latest_visit(session: Session, visitor_id: str, pages: int = 50) -> tuple[Visit, list[PageView]] | None:
    """The newest visit with its pages, newest first."""
    visit = session.scalars(
        select(Visit).where(col(Visit.visitor_id) == visitor_id).order_by(col(Visit.started_at).desc()).limit(1)
    ).first()
    if visit is None:
        return None
    views = session.scalars(
        select(PageView).where(col(PageView.visit_id) == visit.id).order_by(col(PageView.at).desc()).limit(pages)
    )
    return visit, list(views)
