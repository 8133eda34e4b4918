"""A visitor arrives on a page: who they are, how they came, which channel is theirs, who greets them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from samovar.domain.channels.directory import Directory
from samovar.domain.channels.gazetteer import Spot
from samovar.domain.channels.routing import Known, Route, route
from samovar.domain.topics import conversation_topic
from samovar.domain.visitors.sources import device_of, source_of, utm_of
from samovar.live.hub import Hub
from samovar.live.signals import Signal
from samovar.model.errors import NotFound
from samovar.model.letters import cut
from samovar.model.people import Visitor
from samovar.storage import tables
from samovar.storage.engine.database import Session
from samovar.storage.engine.writer import Writer
from samovar.storage.geo import CityBase
from samovar.storage.queries import letters, visitors
from samovar.storage.recent import Recent
from samovar.storage.tables import PageView, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Landing:
    """A page load as the browser tells it."""

    visit: str
    url: str
    title: str
    referrer: str
    city: str
    channel: str | None
    lang: str
    user_agent: str
    address: str


Link = tuple[Visitor, str]
"""Of a letter: to whom it was written, and the contact it went to."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """What the widget needs to know."""

    guest: Visitor
    route: Route
    open: str | None
    """The open conversation."""
    page: PageView
    unread: int
    greeted: bool
    linked: bool
    """By a letter's link."""

    @property
    def wanted(self) -> bool:
        """Whether they have something to go on with."""
        return self.linked or self.open is not None


class Visits:
    """Arrivals, page turns and greetings."""

    def __init__(
        self, writer: Writer, hub: Hub, directory: Directory, geo: CityBase,
        clock: Callable[[], datetime], recent: Recent,
    ) -> None:  # fmt: skip
        self._writer = writer
        self._hub = hub
        self._directory = directory
        self._geo = geo
        self._clock = clock
        self._recent = recent

    async def arrive(self, site: Site, visitor_id: str | None, landing: Landing, link: Link | None = None) -> Arrival:
        """Remember the visit and its page, and find the channel."""
        now = self._clock()
        at = await self._directory.map(site, now)
        by_ip, spot = self._geo.cities(landing.address), self._geo.spot(landing.address)

        def work(session: Session) -> Arrival:
            linked = _came_by(session, site, visitor_id, link, now)
            visitor, visit = visitors.arrive(session, site.id, linked or visitor_id, _stay(landing), now)
            page = visitors.turn(session, visit, landing.url, landing.title, now)
            found = route(at, _known(landing, visitor, by_ip, spot))
            _remember_city(visitor, found)
            opened = visitors.open_conversation(session, visitor.id)
            return Arrival(
                Visitor(visitor.id, site.id), found, opened.id if opened else None, page,
                visitors.unread(session, visitor.id), visit.greeted_at is not None, linked is not None,
            )  # fmt: skip

        arrival = await self._writer.run(work, self._forget)
        self._show(arrival.guest, arrival.open, arrival.page)
        return arrival

    def _forget(self, arrival: Arrival) -> None:
        """The talk's row shows their city and how often they have come."""
        self._recent.forget([arrival.open] if arrival.open else [])

    async def turn(self, guest: Visitor, visit: str, url: str, title: str) -> bool:
        """The visitor went to another page of the site. Tells whether a conversation is open."""
        now = self._clock()

        def work(session: Session) -> tuple[str | None, PageView]:
            found = visitors.visit_of(session, guest.id, visit)
            if found is None:
                raise NotFound
            opened = visitors.open_conversation(session, guest.id)
            return opened.id if opened else None, visitors.turn(session, found, url, title, now)

        conv, page = await self._writer.run(work)
        self._show(guest, conv, page)
        return conv is not None

    def _show(self, guest: Visitor, conv: str | None, page: PageView) -> None:
        """Whoever talks with them sees the page they read."""
        if conv:
            self._hub.publish(conversation_topic(conv), Signal("page", conv, "visitor", guest.id, page))

    async def refuse_letters(self, contact_id: str) -> None:
        """Whose address somebody has left wants none."""
        now = self._clock()
        await self._writer.run(lambda session: letters.refuse(session, contact_id, now))

    async def greet(self, guest: Visitor, visit: str, says: visitors.Says) -> dict[str, str] | None:
        """The window is about to open by itself: once per visit, never over an open conversation. Answers what was
        said, which the visit keeps for the log of the conversation that answers it."""
        now = self._clock()
        return await self._writer.run(lambda session: visitors.greeted(session, guest.id, visit, now, says))


def _came_by(session: Session, site: Site, visitor_id: str | None, link: Link | None, now: datetime) -> str | None:
    """To whom the letter was written that they came by: so its address is theirs. Who talks here as somebody else just
    now goes on with that: nobody is led away from their own talk by a link."""
    if link is None or link[0].site_id != site.id:
        return None
    guest, contact = link
    if visitor_id and visitor_id != guest.id and visitors.open_conversation(session, visitor_id):
        return None
    return guest.id if letters.confirm(session, contact, guest.id, now) else None


def _stay(landing: Landing) -> visitors.Stay:
    return visitors.Stay(
        client_id=landing.visit, referrer=landing.referrer, source=source_of(landing.referrer, landing.url),
        utm=utm_of(landing.url), device=device_of(landing.user_agent), lang=landing.lang,
    )  # fmt: skip


def _known(landing: Landing, visitor: tables.Visitor, by_ip: Sequence[str], spot: Spot | None) -> Known:
    corrected = visitor.city if visitor.city_how == "operator" else ""
    return Known(page=landing.city, chosen=landing.channel, corrected=corrected, ip=by_ip, spot=spot)


def _remember_city(visitor: tables.Visitor, found: Route) -> None:
    """What an operator wrote stays until an operator changes it."""
    if found.city and visitor.city_how != "operator":
        visitor.city, visitor.city_how = cut(found.city, 100), found.how
