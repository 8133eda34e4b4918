"""One run of the benchmark: its folder, its people, what it has found."""

from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from bench import probe
from bench.load import job
from bench.load.dialects import Dialect
from bench.people import World
from bench.postgres import Postgres
from bench.processes import Child, Server, child, python
from bench.report import Samples
from bench.tools import GENERATOR, slow


@dataclass(frozen=True, slots=True)
class Shared:
    """A PostgreSQL for all, and the people of the database that Samovar's are copies of."""

    server: Postgres
    world: World


@dataclass(slots=True)
class Run:
    """`world`: the people of every Samovar in it, each pair in a channel of its own; `office`: fifty operators in one
    channel, ten thousand visitors who look, one who waits."""

    folder: Path
    world: World
    office: World
    samples: Samples
    shared: Shared | None = None
    _numbers: "count[int]" = field(default_factory=count)

    def rounds(self, count: int, until: float) -> Iterator[int]:
        """Numbers of rounds, as many as begin before that second of the run; at least one."""
        for number in range(count):
            if number and self.samples.seconds > until:
                self.samples.note(f"{number} of {count} rounds at {until:.0f} s: this machine is slow or busy now.")
                return
            yield number

    def fresh(self, name: str) -> Path:
        """A folder of its own for a server."""
        made = self.folder / f"{name}-{next(self._numbers)}"
        made.mkdir()
        return made

    def copy(self, world: World) -> Path:
        """A folder with the people's database as it was made."""
        return world.copy(f"samovar-{next(self._numbers)}")

    def probe(self) -> float:
        """Look at the machine; gives back how slow its processor is now, in ms."""
        half, most = probe.fsync_ms(self.folder)
        spin = probe.spin_ms()
        for name, value in (("fsync.p50_ms", half), ("fsync.p99_ms", most), ("spin_ms", spin)):
            self.samples.add(name, value)
        return spin

    def load(self, serving: Server, dialect: Dialect) -> AbstractAsyncContextManager[Child]:
        """A load generator for a server."""
        path = self.folder / f"job-{next(self._numbers)}"
        job.write(path, serving.port, dialect.manner, dialect.rooms)
        return child([str(GENERATOR), str(path)])

    async def shimmed_fsync(self) -> float:
        """p50 of an fsync that takes 4 ms more, in ms."""
        async with child(python("bench.probe", str(self.folder)), slow()) as probing:
            return float(await probing.line(60))
