"""All there is as one archive, made when an administrator asks for it, and gone a day later."""

import asyncio
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event

from samovar.domain.company.journal import record
from samovar.domain.periodic import tick
from samovar.settings import Settings
from samovar.storage.archive.manifest import Manifest
from samovar.storage.archive.write import Stopped, export
from samovar.storage.engine.database import Database, Unavailable
from samovar.storage.engine.opening import CannotOpen
from samovar.storage.engine.writer import Writer
from samovar.upkeep.stamps import STAMP, moment, stamp
from samovar.upkeep.timer import Failure, failure_of

EVERY = 60.0
KEPT = timedelta(days=1)
NAMED = re.compile(rf"samovar-all-{STAMP}\.zip")
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ready:
    """An archive that may be fetched. `size`: bytes."""

    path: Path
    at: datetime
    size: int

    @property
    def until(self) -> datetime:
        """When it goes."""
        return self.at + KEPT


class WholeArchive:
    """Makes one at a time, in a thread with a loop of its own: nobody's talk waits for it. `since`: when the one that
    is being made was begun; `failed`: why the last one was not made, if so."""

    def __init__(self, settings: Settings, writer: Writer, clock: Callable[[], datetime]) -> None:
        self._settings = settings
        self._writer = writer
        self._clock = clock
        self._stopped = Event()
        self._task: asyncio.Task[None] | None = None
        self.since: datetime | None = None
        self.failed: Failure | None = None

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return self._settings.data / "archives"

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set; what is half made then goes, and is made when somebody asks again."""
        for left in self.folder.glob("samovar-all-*.part"):
            left.unlink(missing_ok=True)
        await tick("archives", EVERY, self.tick, stop)
        self._stopped.set()
        if self._task:
            await self._task

    async def tick(self, _ticks: int = 0) -> None:
        """What is a day old goes."""
        for each in self._all():
            if each.until <= self._clock():
                each.path.unlink(missing_ok=True)
                log.info("an archive of everything is a day old, and gone: %s", each.path.name)

    def ready(self) -> Ready | None:
        """The newest."""
        fresh = [each for each in self._all() if each.until > self._clock()]
        return fresh[-1] if fresh else None

    def written(self) -> int:
        """Bytes of the one that is being made."""
        return sum(each.stat().st_size for each in self.folder.glob("samovar-all-*.part"))

    def begin(self, by: str) -> None:
        """Make one, unless one is being made. `by`: the administrator's operator id."""
        if self.since is None:
            self.since, self.failed = self._clock(), None
            self._task = asyncio.create_task(self._make(self.since, by), name="archive")

    async def _make(self, now: datetime, by: str) -> None:
        to = self.folder / f"samovar-all-{stamp(now)}.zip"
        try:
            made = await asyncio.to_thread(lambda: asyncio.run(self._export(to, now)))
            for older in self._all():
                if older.path != to:
                    older.path.unlink(missing_ok=True)
            rows = {"rows": [None, made.rows]}
            await self._writer.run(lambda session: record(session, by, "data", "", "exported", rows))
            log.info("an archive of everything was made: %s, %d rows", to.name, made.rows)
        except Stopped:
            log.warning("the server stops: the archive that was being made is not kept")
        except (CannotOpen, OSError) as error:
            self._failed(failure_of(error, Database(self._settings.database_url).address), error)
        except Unavailable as error:
            # Nothing leaves this house that the journal does not know of.
            to.unlink(missing_ok=True)
            self._failed(Failure("settings.data.all_busy", {}), error)
        except Exception as error:
            log.exception("an archive of everything")
            self._failed(Failure("settings.data.all_ours", {}), error)
        finally:
            self.since = None

    def _failed(self, failure: Failure, error: Exception) -> None:
        self.failed = failure
        log.warning("no archive of everything was made: %r", error)

    async def _export(self, to: Path, now: datetime) -> Manifest:
        settings = self._settings
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        database = Database(settings.database_url)
        try:
            ours = not settings.secret
            return await export(database, to, settings.keys, now, with_secrets=ours, stopped=self._stopped.is_set)
        finally:
            await database.close()

    def _all(self) -> list[Ready]:
        """The newest last."""
        named = ((each, NAMED.fullmatch(each.name)) for each in sorted(self.folder.glob("samovar-all-*.zip")))
        return [Ready(each, moment(name[1]), each.stat().st_size) for each, name in named if name]
