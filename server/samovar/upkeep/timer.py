"""Copies by the clock, as often as the administrators have said, into the folder that the settings name."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from samovar.domain.company.looking_after import LookingAfter
from samovar.domain.periodic import tick
from samovar.settings import Settings
from samovar.storage.engine.address import address
from samovar.storage.engine.backup import Held, NotACopy
from samovar.storage.tables import Upkeep
from samovar.upkeep import copies

EVERY = 60.0
AGAIN = timedelta(minutes=15)
"""After a copy that failed."""
log = logging.getLogger(__name__)


class CopyTimer:
    """Looks each minute. `failed`: the system's words of the last attempt, if that failed."""

    def __init__(self, settings: Settings, looking_after: LookingAfter, clock: Callable[[], datetime]) -> None:
        self._settings = settings
        self._looking_after = looking_after
        self._clock = clock
        self._again: datetime | None = None
        self.failed = ""

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set."""
        if self.file:
            await tick("copies", EVERY, self.tick, stop)

    @property
    def file(self) -> Path | None:
        """What is copied; PostgreSQL has ways of its own."""
        return address(self._settings.database_url).file

    async def tick(self, _ticks: int = 0) -> None:
        """One more copy, if it is time."""
        plan, now = await self._looking_after.read(), self._clock()
        if self._again and now < self._again:
            return
        if copies.due(plan, copies.newest(self._settings.copies), now):
            await self.make(plan)

    async def make(self, plan: Upkeep) -> bool:
        """A copy now; tells whether there is one."""
        now = self._clock()
        try:
            made = await asyncio.to_thread(self._make, plan.copy_keep, now)
        except (NotACopy, Held, OSError) as error:
            self.failed, self._again = _words(error), now + AGAIN
            log.warning("no copy was made: %s; it is tried again in %d min", self.failed, AGAIN.seconds // 60)
            return False
        self.failed, self._again = "", None
        log.info("a copy was made: %s", made.name)
        return True

    def _make(self, keep: int, now: datetime) -> Path:
        file, settings = self.file, self._settings
        assert file is not None
        ours = not settings.secret
        return copies.make(file, settings.copies, settings.keys, now, keep=keep, with_secrets=ours)


def _words(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"{error.filename or ''} {error.strerror or error}".strip()
    return "the database is kept busy" if isinstance(error, Held) else "the database is not sound"
