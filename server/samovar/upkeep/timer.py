"""Copies by the clock, as often as the administrators have said, into the folder that the settings name."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from samovar.domain.company.looking_after import LookingAfter
from samovar.domain.periodic import tick
from samovar.settings import Settings
from samovar.storage.engine.address import Address
from samovar.storage.engine.backup import Held, NotACopy
from samovar.storage.engine.database import Database
from samovar.storage.engine.opening import CannotOpen
from samovar.storage.tables import Upkeep
from samovar.upkeep import copies

EVERY = 60.0
AGAIN = timedelta(minutes=15)
"""After a copy that failed."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no copy. `key`: of the words; `places`: what stands in them."""

    key: str
    places: Mapping[str, object]


class CopyTimer:
    """Looks each minute. `failed`: why the last attempt failed, if it did."""

    def __init__(
        self, settings: Settings, database: Database, looking_after: LookingAfter, clock: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._settings = settings
        self._looking_after = looking_after
        self._clock = clock
        self._again: datetime | None = None
        self.failed: Failure | None = None

    @property
    def near(self) -> bool:
        """Whether the copies lie on the disk of the data."""
        return copies.on_one_disk(self._settings.copies, self._database.address.file)

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set."""
        await tick("copies", EVERY, self.tick, stop)

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
            made = await self._made(plan.copy_keep, now)
        except (NotACopy, Held, CannotOpen, OSError) as error:
            self.failed, self._again = failure_of(error, self._database.address), now + AGAIN
            log.warning("no copy was made: %r; it is tried again in %d min", error, AGAIN.seconds // 60)
            return False
        self.failed, self._again = None, None
        log.info("a copy was made: %s", made.name)
        return True

    async def _made(self, keep: int, now: datetime) -> Path:
        """A copy of the SQLite file, or an archive of PostgreSQL."""
        settings, file = self._settings, self._database.address.file
        given = (settings.copies, settings.keys, now)
        ours = not settings.secret
        if file:
            return await asyncio.to_thread(copies.make, file, *given, keep=keep, with_secrets=ours)
        return await copies.make_archive(self._database, *given, keep=keep, with_secrets=ours)


def failure_of(error: Exception, at: Address) -> Failure:
    """In words that say what to do."""
    match error:
        case OSError():
            words = ": ".join(str(each) for each in (error.filename, error.strerror or error) if each)
            return Failure("settings.server.copy_no_room", {"words": words})
        case CannotOpen():
            return Failure(f"cli.database.{error.kind}", error.places)
    return Failure(f"cli.database.{'busy' if isinstance(error, Held) else 'unsound'}", {"name": at.name})
