"""What has been kept long enough goes, once a day: as each site says, talks, visits and letters.

The day's work is a job, so that one of several processes does it, and another where that one dies. Jobs themselves go
some time after they were done.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial

from samovar.domain.channels.directory import Directory
from samovar.domain.channels.sites import settings_of
from samovar.domain.company.journal import record
from samovar.domain.periodic import tick
from samovar.domain.personal.data import PersonalData
from samovar.storage.engine.database import Session
from samovar.storage.engine.writer import Writer
from samovar.storage.queries import jobs, personal
from samovar.storage.queries.jobs import Taken
from samovar.storage.tables import Conversation, Site

KIND = "retention"
EVERY = 600.0
"""Seconds between two looks at whether a new day has begun."""
JOBS_KEPT = timedelta(days=30)
AT_ONCE = 50
"""Rows of one transaction: nobody's message waits long behind them."""
log = logging.getLogger(__name__)


class Retention:
    """Queues the day's job, and does it."""

    def __init__(self, writer: Writer, directory: Directory, data: PersonalData, clock: Callable[[], datetime]) -> None:
        self._writer = writer
        self._directory = directory
        self._data = data
        self._clock = clock

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set."""
        await self.queue_today()
        await tick(KIND, EVERY, self.tick, stop)

    async def tick(self, _ticks: int = 0) -> None:
        """A new day may have begun, and jobs may have grown old."""
        await self.queue_today()
        before = self._clock() - JOBS_KEPT
        while await self._writer.run(partial(jobs.forget_old, before=before, most=AT_ONCE)) == AT_ONCE:
            pass

    async def queue_today(self) -> None:
        """One job a day, and none where everything is kept for good."""
        now = self._clock()
        if any(_limits(site) for site in self._directory.sites()):
            today = f"{KIND}:{now:%Y-%m-%d}"
            await self._writer.run(lambda session: jobs.queue(session, KIND, today, {}, now))

    # ------------------------------------------------ a handler of the worker

    def ready(self) -> bool:
        """It needs nobody outside."""
        return True

    async def do(self, job: Taken, hand_over: Callable[[], Awaitable[None]]) -> Callable[[Session], None]:
        """A few rows at a time, until nothing is left that is too old."""
        gone: dict[str, dict[str, int]] = {site.id: await self._of_site(site) for site in self._directory.sites()}
        if any(map(any, (found.values() for found in gone.values()))):
            await self._data.fold()
        return partial(_written_down, gone)

    def failed(self, session: Session, job: Taken, error: Exception, again: datetime | None) -> None:
        """The log has it, and the next day comes."""

    async def _of_site(self, site: Site) -> dict[str, int]:
        now, limits = self._clock(), _limits(site)
        steps = {"talks": self._talks, "visits": self._visits, "letters": self._letters}
        return {what: await self._all(steps[what], site.id, now - kept) for what, kept in limits.items()}

    async def _all(self, step: Callable[[str, datetime], Awaitable[int]], site_id: str, before: datetime) -> int:
        total = 0
        while found := await step(site_id, before):
            total += found
        return total

    async def _talks(self, site_id: str, before: datetime) -> int:
        now = self._clock()

        def work(session: Session) -> list[Conversation]:
            talks = personal.old_talks(session, site_id, before, AT_ONCE)
            for talk in talks:
                personal.empty(session, talk, None, now)
            session.flush()
            personal.forget_cards(session, site_id, before, AT_ONCE)
            return talks

        talks = await self._writer.run(work, self._data.forget)
        return len(talks)

    async def _visits(self, site_id: str, before: datetime) -> int:
        return await self._writer.run(partial(personal.old_visits, site_id=site_id, before=before, most=AT_ONCE))

    async def _letters(self, site_id: str, before: datetime) -> int:
        return await self._writer.run(partial(personal.old_letters, site_id=site_id, before=before, most=AT_ONCE))


def _limits(site: Site) -> dict[str, timedelta]:
    """How long a site keeps what; nothing of what it keeps for good."""
    settings = settings_of(site)
    days = {
        "talks": settings.keep_talks_days, "visits": settings.keep_visits_days, "letters": settings.keep_mail_days,
    }  # fmt: skip
    return {what: timedelta(days=each) for what, each in days.items() if each}


def _written_down(gone: dict[str, dict[str, int]], session: Session) -> None:
    for site, found in gone.items():
        if any(found.values()):
            record(session, None, "data", site, "erased", {what: [count, 0] for what, count in found.items() if count})
            log.info("kept long enough, and gone: %s", ", ".join(f"{count} {what}" for what, count in found.items()))
