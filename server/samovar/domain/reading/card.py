"""The visitor's card: who they are, how they came, what they read, their other conversations."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from samovar.domain.reading.views import FullRow
from samovar.live.presence import Presence
from samovar.model.conversation import Conversation
from samovar.storage import tables
from samovar.storage.engine.database import Session
from samovar.storage.queries import lists, visitors
from samovar.storage.tables import PageView, Visit

EARLIER = 50


class PageRead(msgspec.Struct, kw_only=True):
    """One page of a visit. `ms`: the time spent there; nothing for the one being read now."""

    url: str
    title: str
    at: datetime
    ms: int | None


class VisitView(msgspec.Struct, kw_only=True):
    """One stay on the site, pages newest first."""

    started_at: datetime
    referrer: str
    source: str
    utm: dict[str, str]
    device: str
    on_site_ms: int
    here: bool
    pages: list[PageRead]


class CardView(msgspec.Struct, kw_only=True):
    """All of it at one moment. `city_by`: the operator who corrected the city."""

    conv: str
    visitor: str
    name: str
    phone: str
    email: str
    city: str
    city_how: str
    city_by: str | None
    visits: int
    visit: VisitView | None
    earlier: list[FullRow]


@dataclass(frozen=True, slots=True)
class Found:
    """What is stored of it."""

    visitor: tables.Visitor
    visit: Visit | None
    pages: list[PageView]
    earlier: list[Conversation]


def find(session: Session, talk: Conversation, person: str | None, overseen: Iterable[str]) -> Found:
    """Of the visitor of a conversation. `person`: of the other talks only those of this operator, and of the channels
    `overseen` by them."""
    visit, pages = visitors.latest_visit(session, talk.visitor_id) or (None, [])
    others = lists.page(session, visitor=talk.visitor_id, person=person, overseen=overseen, limit=EARLIER + 1)
    earlier = [each for each in others if each.id != talk.id][:EARLIER]
    return Found(session.get_one(tables.Visitor, talk.visitor_id), visit, pages, earlier)


def card(talk: Conversation, found: Found, visit: VisitView | None, earlier: list[FullRow]) -> CardView:
    """The card, of its pieces."""
    visitor = found.visitor
    return CardView(
        conv=talk.id, visitor=visitor.id, name=visitor.called or visitor.name, phone=visitor.phone,
        email=visitor.email, city=visitor.city, city_how=visitor.city_how, city_by=visitor.city_by,
        visits=visitor.visits, visit=visit, earlier=earlier,
    )  # fmt: skip


def visit_view(visit: Visit, pages: Sequence[PageView], visitors: Presence, now: datetime) -> VisitView:
    """A visit as far as it has gone."""
    here, until = _on_site(visit, visitors, now)
    return VisitView(
        started_at=visit.started_at, referrer=visit.referrer, source=visit.source,
        utm={key: str(value) for key, value in visit.utm.items()}, device=visit.device,
        on_site_ms=_ms(visit.started_at, until), here=here, pages=_pages(pages, None if here else until),
    )  # fmt: skip


def _on_site(visit: Visit, visitors: Presence, now: datetime) -> tuple[bool, datetime]:
    """Whether the visitor is on the site, and until when at least they were."""
    if visitors.here(visit.visitor_id):
        return True, now
    quiet = visitors.quiet_for(visit.visitor_id)
    return False, visit.seen_at if quiet is None else max(visit.seen_at, now - timedelta(seconds=quiet))


def _pages(pages: Sequence[PageView], until: datetime | None) -> list[PageRead]:
    """Newest first; each page lasted until the next one, the last one to `until`, or still."""
    made = []
    for page in pages:
        ms = None if until is None else _ms(page.at, until)
        made.append(PageRead(url=page.url, title=page.title, at=page.at, ms=ms))
        until = page.at
    return made


def _ms(since: datetime, until: datetime) -> int:
    return max(0, int((until - since).total_seconds() * 1000))
