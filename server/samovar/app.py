"""Builds the application from its settings: the only place that knows everybody."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

from argon2 import PasswordHasher
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from samovar.domain.channels.bell import Bell
from samovar.domain.channels.checking import Check
from samovar.domain.channels.directory import Directory
from samovar.domain.channels.editing import Channels
from samovar.domain.channels.editing_hours import HoursBook
from samovar.domain.channels.editing_looks import Looks
from samovar.domain.channels.editing_sites import Sites
from samovar.domain.channels.pace import Pace
from samovar.domain.channels.tags import Tags
from samovar.domain.channels.team import Team
from samovar.domain.company.journal import Journal
from samovar.domain.company.looking_after import LookingAfter
from samovar.domain.conversation.desk import Desk
from samovar.domain.conversation.replies import take_reply
from samovar.domain.conversation.timers import TICK, Timers
from samovar.domain.conversation.verbs import MarkRead
from samovar.domain.delivery.reconcile import Console, Reconciler, Watched
from samovar.domain.holds import Hold, Holds
from samovar.domain.mails.log import MailLog
from samovar.domain.mails.servers import MailServers
from samovar.domain.people.accounts import Accounts
from samovar.domain.people.attendance import Attendance
from samovar.domain.people.inviting import Inviting
from samovar.domain.people.new_passwords import NewPasswords
from samovar.domain.people.passwords import Passwords
from samovar.domain.people.profiles import Profiles
from samovar.domain.people.providers import Providers
from samovar.domain.people.second_factor import SecondFactor
from samovar.domain.people.sessions import Sessions
from samovar.domain.people.staff import Staff
from samovar.domain.personal.data import PersonalData
from samovar.domain.personal.retention import KIND as RETENTION
from samovar.domain.personal.retention import Retention
from samovar.domain.reading.colleagues import Colleagues
from samovar.domain.reading.library import Library
from samovar.domain.reading.views import Rows
from samovar.domain.visitors.visits import Visits
from samovar.live import loop
from samovar.live.connections import Connections
from samovar.live.hub import Hub
from samovar.live.presence import SETTLE, Presence
from samovar.live.signals import further
from samovar.live.throttle import Throttle
from samovar.outbound.incoming import EVERY as LOOK
from samovar.outbound.incoming import Incoming
from samovar.outbound.letters import Letters
from samovar.outbound.outcomes import Outcomes
from samovar.outbound.post import Post
from samovar.outbound.reply_address import ReplyAddresses
from samovar.outbound.worker import EVERY, Handler, Worker
from samovar.sealing import Seal
from samovar.settings import Limits, Settings
from samovar.storage.engine.database import Database, Unavailable
from samovar.storage.engine.writer import Writer
from samovar.storage.geo import CityBase
from samovar.storage.recent import Recent
from samovar.storage.tables import utc_now
from samovar.texts import Texts
from samovar.upkeep.figures import Instruments
from samovar.upkeep.timer import CopyTimer
from samovar.web.endpoints.doctor import Doctor
from samovar.web.endpoints.embed import Embed
from samovar.web.endpoints.files import Files
from samovar.web.endpoints.leaving import Leaving
from samovar.web.endpoints.long_polls import AT_ONCE, LongPolls
from samovar.web.endpoints.metrics import Metrics
from samovar.web.endpoints.scripts import Scripts
from samovar.web.endpoints.sockets import Sockets
from samovar.web.guard.devices import Devices
from samovar.web.guard.origins import address_of
from samovar.web.guard.rate_limits import SIGNAL_SECONDS, RateLimits
from samovar.web.guard.tokens import Tokens
from samovar.web.pages.channel_address import ChannelAddressPages
from samovar.web.pages.console import ConsolePages
from samovar.web.pages.invitations import InvitationPages
from samovar.web.pages.new_password import NewPasswordPages
from samovar.web.pages.provider import ProviderPages
from samovar.web.pages.second_step import SecondStepPages
from samovar.web.pages.sign_in import SignInPages
from samovar.web.pages.unwanted import UnwantedPages
from samovar.web.present.html import Html
from samovar.web.present.opening_words import OpeningWords
from samovar.web.present.presenter import Presenter
from samovar.web.present.refusals import Refusals
from samovar.web.present.roster import Roster
from samovar.web.services import Services
from samovar.web.settings.pages import settings_routes
from samovar.web.transport.bodies import SlowBody, TooBig, within_bounds
from samovar.web.transport.unfinished import KEY
from samovar.web.visitor.changes import SiteChanges
from samovar.web.visitor.teams import Teams

STOP_SECONDS = 5.0
"""How long what runs by the clock may take to come to an end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spans:
    """Seconds that are no setting, but that tests do not wait for."""

    drain: float = 2.0
    """How long commands are still taken after a stop was announced."""
    settle: float = SETTLE
    """How long people of the process before this one may be on the way back."""
    tick: float = TICK
    """Between two looks of the timers."""
    work: float = EVERY
    """Between two looks of the worker."""
    look: float = LOOK
    """Between two looks into the mailbox."""


MoreRoutes = Callable[[Services, Html], Sequence[BaseRoute]]


@dataclass(slots=True)
class App:
    """A built server: the ASGI application and what its runner needs."""

    asgi: Any
    services: Services
    sockets: Sockets
    polling: LongPolls
    writer: Writer
    spans: Spans


def create_app(
    settings: Settings,
    clock: Callable[[], datetime] = utc_now,
    more: MoreRoutes | None = None,
    templates: Sequence[Path] = (),
    *,
    spans: Spans = Spans(),
    seconds: Callable[[], float] = monotonic,
    hasher: PasswordHasher | None = None,
) -> App:
    """An application ready to run; nothing is opened before its lifespan begins. `clock`: the time now, aware;
    `seconds`: the monotonic clock of who is here; `hasher`: of passwords, another than the usual one."""
    database = Database(settings.database_url)
    writer, hub, directory, recent = Writer(database), Hub(), Directory(database), Recent()
    operators, visitors = Presence(seconds, spans.settle), Presence(seconds, spans.settle)
    consoles: Connections[Console] = Connections()
    windows: Connections[Watched] = Connections()
    geo = CityBase(settings.geoip_db)
    passwords, sessions = Passwords(hasher), Sessions(database, writer, hub, clock)
    rows, texts = Rows(directory, operators, visitors, clock), Texts.load()
    presenter, tokens, opening_words = Presenter(directory, rows), Tokens(settings.keys), OpeningWords(texts)
    team = Team(directory, operators)
    letters = Letters(texts, settings.origin)
    desk = Desk(writer, hub, directory, operators, clock, recent, team)
    reconciler = Reconciler(database, directory, consoles, windows, clock, seconds)
    holds = Holds(clock, partial(_warn, consoles))
    looking_after = LookingAfter(database, writer)
    personal = PersonalData(database, writer, hub, recent, clock)
    services = Services(
        settings=settings, database=database, hub=hub, directory=directory,
        library=Library(database, directory, rows, visitors, clock), operators=operators, visitors=visitors,
        consoles=consoles, windows=windows, team=team,
        teams=Teams(directory, team, Pace(database, clock), hub, opening_words, clock), opening_words=opening_words,
        channels=Channels(writer, directory, hub, clock, tokens.confirmation), check=Check(directory, geo, clock),
        hours_book=HoursBook(writer, directory, hub),
        site_changes=SiteChanges(directory, hub),
        desk=desk, attendance=Attendance(desk, directory, hub, operators),
        marks=Throttle(
            lambda mark: desk.submit(MarkRead(by=mark.person, seq=mark.seq), mark.conv), SIGNAL_SECONDS, further
        ),
        visits=Visits(writer, hub, directory, geo, clock, recent),
        accounts=Accounts(database, writer, directory, clock, passwords, settings.keys),
        sessions=sessions, second_factor=SecondFactor(database, writer, clock, Seal(settings.keys)),
        new_passwords=NewPasswords(database, writer, directory, sessions, passwords, clock),
        providers=Providers(database, writer), profiles=Profiles(writer, directory, hub),
        staff=Staff(writer, directory, hub, sessions, clock),
        inviting=Inviting(database, writer, directory, clock, settings.keys),
        sites=Sites(writer, directory), looks=Looks(writer, directory, hub),
        tags=Tags(database, writer, clock), journal=Journal(database),
        personal=personal, mail_log=MailLog(database, writer, clock), letters=letters,
        mail_servers=MailServers(
            database, writer, Seal(settings.keys), clock, {"smtp": settings.outgoing, "imap": settings.incoming}
        ),
        reconciler=reconciler, holds=holds,
        looking_after=looking_after, copy_timer=CopyTimer(settings, database, looking_after, clock),
        instruments=Instruments(
            database=database, writer=writer, consoles=consoles, windows=windows, publisher=desk.publisher,
            holds=holds, reconciler=reconciler,
        ),
        presenter=presenter, roster=Roster(Colleagues(directory, operators, clock), hub),
        refusals=Refusals(texts, presenter), texts=texts, tokens=tokens, devices=Devices(settings),
        rate_limits=RateLimits(settings.limits), clock=clock,
    )  # fmt: skip
    timers = Timers(
        services.desk, database, hub, directory, operators, visitors, services.tokens.for_letter, spans.tick
    )
    addresses = ReplyAddresses(settings.keys)
    post = Post(database, letters, services.mail_servers, addresses, clock)
    incoming = Incoming(
        database, writer, services.mail_servers, addresses, partial(take_reply, desk, database), texts, clock,
        spans.look,
    )  # fmt: skip
    retention = Retention(writer, directory, personal, clock)
    handlers: dict[str, Handler] = {
        "mail": post, "mail_outcome": Outcomes(database, desk), RETENTION: retention,
    }  # fmt: skip
    worker = Worker(database, writer, clock, handlers, spans.work)
    html, sockets = Html(services, *templates), Sockets(services)
    polling = LongPolls(sockets)

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        await directory.refresh()
        services.site_changes.look()
        await services.tags.load()
        await services.mail_servers.refresh()
        services.epoch = await database.epoch()
        writer.start()
        stop = asyncio.Event()
        bell = Bell(directory, hub, clock)
        clockwork = (timers, services.reconciler, services.copy_timer, worker, incoming, retention, bell)
        ticking = [asyncio.create_task(each.run(stop)) for each in clockwork]
        watching = asyncio.create_task(loop.watch(), name="loop")
        try:
            yield
        finally:
            watching.cancel()
            stop.set()
            await asyncio.wait(ticking, timeout=STOP_SECONDS)
            await timers.close()
            await polling.end(STOP_SECONDS)
            services.marks.flush()
            await writer.stop()
            await database.close()
            geo.close()

    pages = (
        SignInPages(services, html),
        SecondStepPages(services, html),
        NewPasswordPages(services, html),
        ProviderPages(services, html),
        InvitationPages(services, html),
        ChannelAddressPages(services, html),
        UnwantedPages(services, html),
        ConsolePages(services, html),
        Scripts(),
        Embed(services),
        Leaving(services),
        polling,
        Files(services),
        Doctor(services),
        Metrics(services),
    )
    routes = [
        *(more(services, html) if more else ()),
        *(route for each in pages for route in each.routes()),
        *settings_routes(services, html),
    ]
    site = Starlette(routes=routes, lifespan=lifespan, exception_handlers=_errors(html))
    # A redirect would be built from the Host header, which anybody can forge.
    site.router.redirect_slashes = False
    return App(Doors(site, sockets), services, sockets, polling, writer, spans)


class Doors:
    """Sockets go to their endpoints as raw ASGI, everything else to Starlette (speed.md, 7)."""

    def __init__(self, site: Starlette, sockets: Sockets) -> None:
        self.site = site
        limits = sockets.services.limits
        self._within, self._most = limits.hello_seconds, largest(limits)
        """What answers to requests."""
        self.sockets = {"/ws/visitor": sockets.visitor, "/ws/operator": sockets.operator}

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """One connection."""
        if scope["type"] == "websocket" and (endpoint := self.sockets.get(scope["path"])):
            await endpoint(scope, receive, send)
        else:
            if scope["type"] == "http":
                # Other servers than ours, as tests use them, bring whole requests only.
                if way := scope.get(KEY):
                    way.unfinished.known(way, address_of(scope))
                receive = within_bounds(scope, receive, self._within, self._most)
            await self.site(scope, receive, send)


def _warn(consoles: Connections[Console], hold: Hold) -> None:
    for console in consoles.all():
        console.warn(hold)


def largest(limits: Limits) -> int:
    """Bytes of a request: a photo in a form, or as many frames as one request may bring."""
    return max(6 * 1024 * 1024, 2 * AT_ONCE * limits.operator_frame)


def _errors(html: Html) -> dict[Any, Any]:
    async def failed(request: Request, error: Exception) -> Response:
        status = (
            error.status_code if isinstance(error, HTTPException) else 503 if isinstance(error, Unavailable) else 500
        )
        kind = {404: "not_found", 403: "forbidden", 503: "unavailable", 500: "error"}.get(status, "bad_request")
        return html.message(request, kind, status)

    async def not_whole(request: Request, error: Exception) -> Response:
        """What was sent is of no use, and what still comes of it neither."""
        answer = html.message(request, "not_whole", 408)
        answer.headers["connection"] = "close"
        return answer

    async def too_big(request: Request, error: Exception) -> Response:
        return html.message(request, "too_large", 413)

    useless = {SlowBody: not_whole, ClientDisconnect: not_whole, TooBig: too_big}
    return {HTTPException: failed, Unavailable: failed, **useless, 500: failed}
