"""What pages of our sites ask: the widget's HTTP questions.

No cookies cross here: who the visitor is, the token in the body says. Answers carry CORS headers for the site's own
origins only.
"""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import msgspec
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from samovar.domain.channels import sites
from samovar.domain.channels.routing import OTHER
from samovar.domain.visitors.visits import Arrival, Landing
from samovar.model.errors import BadRequest, Busy, Forbidden, NoSite, NotFound, NotListed, RateLimited, Refused
from samovar.model.people import Visitor
from samovar.model.text import line, plain
from samovar.storage import tables
from samovar.storage.engine.database import Unavailable
from samovar.storage.tables import Channel, Site, Visit
from samovar.web import wire
from samovar.web.endpoints.decoration import question_of
from samovar.web.guard.links import link_of, without_link
from samovar.web.guard.origins import READABLE, address_of, cors, customer_of, origin_of
from samovar.web.guard.tokens import BadToken
from samovar.web.present.host import Host
from samovar.web.present.presenter import as_channel, as_met
from samovar.web.services import Services
from samovar.web.transport.bodies import SlowBody, TooBig, body_of

BODY = 64 * 1024
"""Bytes of a question."""
T = TypeVar("T")


class Embed:
    """Handlers for pages of our sites. Who: anybody; each answer holds only what the token's owner may know."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._host = Host(services)

    def routes(self) -> list[Route]:
        """One address a question."""
        return [
            Route("/widget/start", self._asked(wire.Start, self.start), methods=["POST", "OPTIONS"]),
            Route("/widget/page", self._asked(wire.Turned, self.turn), methods=["POST", "OPTIONS"]),
            Route("/widget/greeting", self._asked(wire.Greet, self.greet), methods=["POST", "OPTIONS"]),
        ]

    def _asked(
        self, kind: type[T], answer: Callable[[Request, T], Awaitable[bytes]]
    ) -> Callable[[Request], Awaitable[Response]]:
        """A question in JSON, whatever its content type says (text/plain needs no preflight)."""
        decoder = msgspec.json.Decoder(kind)

        async def handle(request: Request) -> Response:
            origin = origin_of(request.scope)
            headers = cors(self._services.directory, origin)
            if request.method == "OPTIONS":
                return Response("", 204, headers)
            asked: T | None = None
            try:
                if not headers:
                    self._services.tags.refused(origin)
                    raise NotListed
                asked = question_of(decoder, await self._body(request))
                body = await answer(request, asked)
            except Refused as refusal:
                self._services.holds.refused(refusal, customer_of(request.scope))
                status, body = self._services.refusals.problem(refusal, self._lang(request, asked))
                # What everybody is refused, everybody may read: the reason stands in the console of the page.
                return Response(body, status, headers or READABLE, "application/json")
            return Response(body, 200 if body else 204, headers, "application/json")

        return handle

    async def _body(self, request: Request) -> bytes:
        try:
            return await body_of(request, BODY)
        except (TooBig, SlowBody, ClientDisconnect):
            raise BadRequest from None

    async def start(self, request: Request, ask: wire.Start) -> bytes:
        """A page load."""
        site = self._services.directory.site_by_key(ask.key)
        if site is None:
            raise NoSite
        self._of_this_site(request, site)
        self._services.tags.called(site, origin_of(request.scope))
        visitor = self._visitor(ask.token, site)
        rate_limits = self._services.rate_limits
        if visitor and (wait := rate_limits.pages.take(visitor)):
            raise RateLimited("pages_per_second", wait)
        if not visitor and (wait := rate_limits.starts.take(customer_of(request.scope))):
            raise RateLimited("starts_per_hour", wait)
        link = link_of(ask.page.url, self._services.tokens)
        arrival = await _stored(self._services.visits.arrive(site, visitor, _landing(request, ask), link))
        return wire.encoder.encode(await self._started(site, arrival, ask))

    def _visitor(self, token: str, site: Site) -> str | None:
        """The visitor of a token, or nobody: a forged or old token starts a new visitor."""
        try:
            guest = self._services.tokens.visitor(token)
        except BadToken:
            return None
        return guest.id if guest.site_id == site.id else None

    async def _started(self, site: Site, arrival: Arrival, ask: wire.Start) -> wire.Started:
        channel, other = arrival.route.channel, arrival.route.other
        there = await _stored(self._services.teams.of(channel)) if channel else None
        city, title = arrival.route.city, line(ask.page.title)
        lang, first = self._host.lang_of(site, ask.lang), self._host.first(channel)
        started = self._host.started(site, lang, channel, there, city, title, first)
        return msgspec.structs.replace(
            started, token=self._services.tokens.for_visitor(arrival.guest),
            choose=[as_channel(each) for each in arrival.route.choose],
            other=wire.Other(channel=as_channel(other), say=OTHER) if other else None,
            open=arrival.wanted, unread=arrival.unread, greeted=arrival.greeted,
            hidden=not arrival.wanted and self._host.hides(site, channel, ask.page.url),
        )  # fmt: skip

    async def turn(self, request: Request, ask: wire.Turned) -> bytes:
        """Another page without a page load."""
        guest = self._guest(request, ask.token)
        site, url = self._site(guest), plain(without_link(ask.page.url))
        channel = self._channel_of(site, ask.channel)
        talks = await _stored(self._services.visits.turn(guest, ask.visit, url, plain(ask.page.title)))
        if not sites.settings_of(site).hidden_pages:
            return b""
        return wire.encoder.encode(wire.Shown(hidden=not talks and self._host.hides(site, channel, url)))

    async def greet(self, request: Request, ask: wire.Greet) -> bytes:
        """The window is about to open by itself: who greets and how, or why not."""
        guest = self._guest(request, ask.token)
        site = self._site(guest)
        channel = self._channel_of(site, ask.channel)
        first, name = self._host.first(channel), channel.name if channel else site.name
        page = ask.page or wire.PageSeen(url="")

        def says(visit: Visit, visitor: tables.Visitor) -> dict[str, str] | None:
            if not self._host.may_greet(site, channel, visit, page.url):
                return None
            lang = self._host.lang_of(site, visit.lang)
            text = self._host.sentence(site, channel, lang, visitor.city, line(page.title), first)
            return {"text": text, "by": first.id if first else "", "name": name}

        said = await _stored(self._services.visits.greet(guest, ask.visit, says))
        there, who = as_channel(channel) if channel else None, as_met(first) if first else None
        text = said["text"] if said else ""
        return wire.encoder.encode(wire.Greeting(show=said is not None, text=text, channel=there, operator=who))

    def _channel_of(self, site: Site, channel_id: str | None) -> Channel | None:
        """The channel that a window says is its visitor's."""
        channel = self._services.directory.channel(channel_id) if channel_id else None
        if channel_id and (channel is None or channel.site_id != site.id):
            raise NotFound
        return channel

    def _site(self, guest: Visitor) -> Site:
        site = self._services.directory.site(guest.site_id)
        if site is None:
            raise NotFound
        return site

    def _guest(self, request: Request, token: str) -> Visitor:
        try:
            guest = self._services.tokens.visitor(token)
        except BadToken:
            raise Forbidden from None
        self._of_this_site(request, self._site(guest))
        if wait := self._services.rate_limits.pages.take(guest.id):
            raise RateLimited("pages_per_second", wait)
        return guest

    def _of_this_site(self, request: Request, site: Site) -> None:
        if (origin := origin_of(request.scope)) not in site.origins:
            self._services.tags.refused(origin)
            raise NotListed

    def _lang(self, request: Request, asked: Any) -> Any:
        """The window's language, or that which it would have; the browser's where nothing tells of a window."""
        if isinstance(asked, wire.Start):
            return self._host.lang_of(self._services.directory.site_by_key(asked.key), asked.lang)
        return getattr(asked, "lang", None) or self._services.pick_lang(request.headers.get("accept-language", ""))


async def _stored(work: Awaitable[T]) -> T:
    try:
        return await work
    except Unavailable:
        raise Busy from None


def _landing(request: Request, ask: wire.Start) -> Landing:
    page = ask.page
    return Landing(
        visit=ask.visit, url=plain(without_link(page.url)), title=plain(page.title), referrer=plain(page.referrer),
        city=line(ask.city), channel=ask.channel, lang=plain(ask.lang),
        user_agent=request.headers.get("user-agent", "")[:500], address=address_of(request.scope),
    )  # fmt: skip
