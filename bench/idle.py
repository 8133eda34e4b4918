"""Idle connections: what each weighs, how fast they come in; a visitor's, a console's, an empty socket's."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

from bench.load.dialects import empty, idling, operator, visitor
from bench.load.job import End
from bench.processes import Server, python, server
from bench.run import Run
from bench.servers import samovar

WARM, COUNT, COMING = 100, 10_000, 2_000
UNTIL = 800.0
SETTLE_SECONDS = 2.5
"""A second after somebody came, everybody is told."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Connections of one kind, and the server they go to."""

    name: str
    serve: Callable[[Run], AbstractAsyncContextManager[Server]]
    ends: Callable[[Run, int], Sequence[End]]


@asynccontextmanager
async def _house(run: Run) -> AsyncIterator[Server]:
    async with samovar(run.copy(run.office)) as serving:
        yield serving


def _empty(run: Run) -> AbstractAsyncContextManager[Server]:
    return server(python("bench.peers.empty"))


def _visitors(run: Run, count: int) -> Sequence[End]:
    return [visitor(token) for token in run.office.lookers[:count]]


def _consoles(run: Run, count: int) -> Sequence[End]:
    """Tabs of all operators by turns."""
    talks = run.office.talks
    return [operator(talks[number % len(talks)]) for number in range(count)]


VISITOR = Kind("visitor", _house, _visitors)
CONSOLE = Kind("console", _house, _consoles)
EMPTY = Kind("empty", _empty, lambda run, count: [empty()] * count)


async def weigh(run: Run) -> None:
    """Growth of the server's resident memory, kB (1,000 bytes) a connection. Repeats to 1 %, so once is enough."""
    for kind in (EMPTY, VISITOR, CONSOLE):
        dialect = idling(kind.ends(run, WARM + COUNT))
        async with kind.serve(run) as serving, run.load(serving, dialect) as load:
            await load.ask(f"enter {WARM}")
            await asyncio.sleep(SETTLE_SECONDS)
            before = serving.child.resident
            await load.ask(f"enter {WARM + COUNT}", 300)
            await asyncio.sleep(SETTLE_SECONDS)
            run.samples.add(f"{kind.name}.idle_kb", (serving.child.resident - before) / COUNT / 1000)
            run.samples.add(f"{kind.name}.process_mb", serving.child.resident / 1e6)


async def come(run: Run, rounds: int) -> None:
    """Connections a second, 64 under way: hello answered with welcome, beside an empty socket's handshake."""
    for number in run.rounds(rounds, UNTIL):
        rates = {kind.name: await _rate(run, kind) for kind in (VISITOR, EMPTY)[:: -1 if number % 2 else 1]}
        for name, rate in rates.items():
            run.samples.add(f"{name}.accepted_per_second", rate)
        run.samples.add("accepted_of_empty", rates["visitor"] / rates["empty"])


async def _rate(run: Run, kind: Kind) -> float:
    run.probe()
    async with kind.serve(run) as serving, run.load(serving, idling(kind.ends(run, WARM + COMING))) as load:
        await load.ask(f"enter {WARM}")
        answer = await load.ask(f"enter {WARM + COMING}", 120)
        return float(answer["entered"] / answer["seconds"])
