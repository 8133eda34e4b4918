"""The load of messages: as fast as pairs can in a closed loop, then a fixed rate in an open one."""

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from typing import Any

from bench.load.dialects import Dialect, Plain, Samovar
from bench.load.pace import pace
from bench.load.pairs import Pair, enter
from bench.processes import cpu_seconds

WARM_SECONDS = 0.7
CALM_SECONDS = 1.2
"""A server tells everybody who has come, a second later; without a frame for so long that is over."""
CALM_LOOKS = 16
END_SECONDS = 10.0


@dataclass(slots=True)
class Job:
    """What to do. `world`: folder of a Samovar's people, empty for a plain relay; `pid`: the server's."""

    port: int
    pid: int
    pairs: int
    seconds: float
    rate: float
    rate_seconds: float
    world: str = ""


async def talk(job: Job) -> dict[str, Any]:
    """Both loads; the figures by name."""
    dialect: Dialect = Samovar(Path(job.world)) if job.world else Plain()
    pairs = await enter(dialect, job.port, job.pairs)
    await calm(pairs)
    found = await closed_loop(pairs, job)
    await asyncio.sleep(0.3)
    return found | await open_loop(pairs, job) | {"messages": sum(len(pair.delays) for pair in pairs)}


async def calm(pairs: list[Pair]) -> None:
    """Wait until nothing more is told."""
    before = -1
    for _ in range(CALM_LOOKS):
        if before == (before := sum(pair.heard for pair in pairs)):
            return
        await asyncio.sleep(CALM_SECONDS)
    raise TimeoutError("the server goes on telling though nobody does anything")


async def closed_loop(pairs: list[Pair], job: Job) -> dict[str, float]:
    """Every pair sends its next message when the last is done."""
    done = 0

    def again(pair: Pair) -> None:
        nonlocal done
        done += 1
        pair.send(0.0)

    for pair in pairs:
        pair.done = again
        pair.send(0.0)
    await asyncio.sleep(WARM_SECONDS)
    began, before, own, server = time.perf_counter(), done, time.process_time(), cpu_seconds(job.pid)
    await asyncio.sleep(job.seconds)
    span, count = time.perf_counter() - began, done - before
    busy, used = (time.process_time() - own) / span, cpu_seconds(job.pid) - server
    await _settled(pairs)
    return {"per_second": count / span, "load_busy": busy, "cpu_us": used / max(count, 1) * 1e6}


async def open_loop(pairs: list[Pair], job: Job) -> dict[str, float]:
    """A message every 1/rate seconds, whatever became of those before; delays from when each was due."""
    before = [len(pair.delays) for pair in pairs]
    count = int(job.rate * job.rate_seconds)
    await pace(job.rate, count, lambda number, due: pairs[number % len(pairs)].send(due))
    await _settled(pairs)
    delays = [delay for pair, known in zip(pairs, before, strict=True) for delay in pair.delays[known:]]
    cuts = quantiles(delays, n=100)
    return {"p50_ms": cuts[49] * 1000, "p99_ms": cuts[98] * 1000}


async def _settled(pairs: list[Pair]) -> None:
    """No more messages, and none under way."""
    busy = {pair for pair in pairs if not pair.idle}
    ended = asyncio.Event()

    def over(pair: Pair) -> None:
        busy.discard(pair)
        if not busy:
            ended.set()

    for pair in pairs:
        pair.done = over
    try:
        await asyncio.wait_for(ended.wait() if busy else asyncio.sleep(0), END_SECONDS)
    except TimeoutError:
        raise TimeoutError(f"no end of {len(busy)} messages: {', '.join(pair.state for pair in busy)}") from None
