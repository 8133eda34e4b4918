"""How a running server does: what its administrators see, and what machines read of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from samovar.domain.conversation.publish import Publisher
from samovar.domain.delivery.alarm import Alarm
from samovar.domain.delivery.reconcile import Reconciler
from samovar.domain.holds import Holds
from samovar.live.connections import Connections
from samovar.storage.engine.database import Database
from samovar.storage.engine.spans import Spans
from samovar.storage.engine.writer import Writer
from samovar.storage.queries import upkeep


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """At one moment; counts are since the start of the process."""

    operators: int
    """Connections of consoles."""
    visitors: int
    """Connections of windows."""
    memory: int
    """Bytes that the process holds; 0 where the system does not tell."""
    waiting: int
    """Pieces of work before the writer."""
    commits: Spans
    messages: int
    refusals: Mapping[str, int]
    alarm: Alarm | None
    jobs: Mapping[str, int]
    """waiting, failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruments:
    """Where they are read."""

    database: Database
    writer: Writer
    consoles: Connections[Any]
    windows: Connections[Any]
    publisher: Publisher
    holds: Holds
    reconciler: Reconciler

    async def read(self) -> Figures:
        """Now. Raises Unavailable."""
        return Figures(
            operators=len(self.consoles.all()), visitors=len(self.windows.all()), memory=memory(),
            waiting=self.writer.waiting, commits=self.writer.commits, messages=self.publisher.messages,
            refusals=self.holds.refusals, alarm=self.reconciler.alarm, jobs=await self.database.read(upkeep.jobs),
        )  # fmt: skip


def memory() -> int:
    """Of this process, as Linux counts it."""
    try:
        import resource

        pages = Path("/proc/self/statm").read_text("ascii").split()[1]
    except (ImportError, OSError):
        return 0
    return int(pages) * resource.getpagesize()
