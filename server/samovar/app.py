"""Builds the application from its settings: the only place that knows everybody."""

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

from samovar import clockwork
from samovar.clockwork import USUAL, Spans
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
from samovar.domain.personal.removing_sites import RemovingSites
from samovar.domain.reading.colleagues import Colleagues
from samovar.domain.reading.library import Library
from samovar.domain.reading.views import Rows
from samovar.domain.visitors.visits import Visits
from samovar.live.connections import Connections
from samovar.live.hub import Hub
from samovar.live.presence import Presence
from samovar.live.signals import further
from samovar.live.throttle import Throttle
from samovar.outbound.letters import Letters
from samovar.sealing import Seal
from samovar.settings import Settings
from samovar.storage.engine.database import Database
from samovar.storage.engine.writer import Writer
from samovar.storage.geo import CityBase
from samovar.storage.recent import Recent
from samovar.storage.tables import utc_now
from samovar.texts import Texts
from samovar.upkeep.figures import Instruments
from samovar.upkeep.timer import CopyTimer
from samovar.upkeep.whole import WholeArchive
from samovar.web.doors import Doors
from samovar.web.endpoints.long_polls import LongPolls
from samovar.web.endpoints.sockets import Sockets
from samovar.web.guard.devices import Devices
from samovar.web.guard.rate_limits import SIGNAL_SECONDS, RateLimits
from samovar.web.guard.tokens import Tokens
from samovar.web.present.html import Html
from samovar.web.present.opening_words import OpeningWords
from samovar.web.present.presenter import Presenter
from samovar.web.present.refusals import Refusals
from samovar.web.present.roster import Roster
from samovar.web.services import Services
from samovar.web.site import MoreRoutes, site
from samovar.web.visitor.changes import SiteChanges
from samovar.web.visitor.teams import Teams


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
    spans: Spans = USUAL,
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
        removing_sites=RemovingSites(database, writer, hub, directory, personal, clock),
        sites=Sites(writer, directory), looks=Looks(writer, directory, hub),
        tags=Tags(database, writer, clock), journal=Journal(database),
        personal=personal, mail_log=MailLog(database, writer, clock), letters=letters,
        mail_servers=MailServers(
            database, writer, Seal(settings.keys), clock, {"smtp": settings.outgoing, "imap": settings.incoming}
        ),
        reconciler=reconciler, holds=holds,
        looking_after=looking_after, copy_timer=CopyTimer(settings, database, looking_after, clock),
        whole_archive=WholeArchive(settings, writer, clock),
        instruments=Instruments(
            database=database, writer=writer, consoles=consoles, windows=windows, publisher=desk.publisher,
            holds=holds, reconciler=reconciler,
        ),
        presenter=presenter, roster=Roster(Colleagues(directory, operators, clock), hub),
        refusals=Refusals(texts, presenter), texts=texts, tokens=tokens, devices=Devices(settings),
        rate_limits=RateLimits(settings.limits), clock=clock,
    )  # fmt: skip
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
        try:
            async with clockwork.running(services, writer, spans):
                yield
        finally:
            await polling.end(clockwork.STOP_SECONDS)
            services.marks.flush()
            await writer.stop()
            await database.close()
            geo.close()

    return App(Doors(site(services, html, polling, lifespan, more), sockets), services, sockets, polling, writer, spans)


def _warn(consoles: Connections[Console], hold: Hold) -> None:
    for console in consoles.all():
        console.warn(hold)
