"""What runs by the clock, from the first look to the last."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial

from samovar.domain.channels.bell import Bell
from samovar.domain.conversation.replies import take_reply
from samovar.domain.conversation.timers import TICK, Timers
from samovar.domain.personal.removing_sites import KIND as SITE_REMOVAL
from samovar.domain.personal.retention import KIND as RETENTION
from samovar.domain.personal.retention import Retention
from samovar.live import loop
from samovar.live.presence import SETTLE
from samovar.outbound.incoming import EVERY as LOOK
from samovar.outbound.incoming import Incoming
from samovar.outbound.letters import Letters
from samovar.outbound.outcomes import Outcomes
from samovar.outbound.post import Post
from samovar.outbound.reply_address import ReplyAddresses
from samovar.outbound.worker import EVERY, Handler, Worker
from samovar.storage.engine.writer import Writer
from samovar.web.services import Services

STOP_SECONDS = 5.0
"""How long whatever is under way may take to come to an end."""


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


USUAL = Spans()


@contextlib.asynccontextmanager
async def running(services: Services, writer: Writer, spans: Spans) -> AsyncIterator[None]:
    """All of it, as long as the context lasts."""
    stop, timers = asyncio.Event(), _timers(services, spans)
    upkeep = (services.copy_timer, services.whole_archive)
    clockwork = (timers, services.reconciler, *upkeep, *_post(services, writer, spans), _bell(services))
    ticking = [asyncio.create_task(each.run(stop)) for each in clockwork]
    watching = asyncio.create_task(loop.watch(), name="loop")
    try:
        yield
    finally:
        watching.cancel()
        stop.set()
        await asyncio.wait(ticking, timeout=STOP_SECONDS)
        await timers.close()


def _timers(services: Services, spans: Spans) -> Timers:
    return Timers(
        services.desk, services.database, services.hub, services.directory, services.operators, services.visitors,
        services.tokens.for_letter, spans.tick,
    )  # fmt: skip


def _bell(services: Services) -> Bell:
    return Bell(services.directory, services.hub, services.clock)


def _post(services: Services, writer: Writer, spans: Spans) -> tuple[Worker, Incoming, Retention]:
    """Letters that go and come, and what else stands in the table of jobs."""
    database, desk, clock = services.database, services.desk, services.clock
    settings, texts = services.settings, services.texts
    addresses = ReplyAddresses(settings.keys)
    retention = Retention(writer, services.directory, services.personal, clock)
    handlers: dict[str, Handler] = {
        "mail": Post(database, Letters(texts, settings.origin), services.mail_servers, addresses, clock),
        "mail_outcome": Outcomes(database, desk),
        RETENTION: retention,
        SITE_REMOVAL: services.removing_sites,
    }
    incoming = Incoming(
        database, writer, services.mail_servers, addresses, partial(take_reply, desk, database), texts, clock,
        spans.look,
    )  # fmt: skip
    return Worker(database, writer, clock, handlers, spans.work), incoming, retention
