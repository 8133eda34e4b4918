"""The load of idle connections: come in, stay, and wait to be told."""

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path

from bench.load.dialects import enter_visitor
from bench.load.line import Line
from bench.load.pairs import AT_ONCE
from bench.people import load_world


@dataclass(slots=True)
class Job:
    """`warm`: connections before the first look at the server's memory. `world`: empty for an empty socket."""

    port: int
    warm: int
    count: int
    world: str = ""


async def idle(job: Job) -> None:
    """Connect the first, say so, wait for a word; connect the others, say so, wait."""
    tokens = load_world(Path(job.world)).lookers if job.world else [""] * (job.warm + job.count)
    kept = await _connect(job.port, tokens[: job.warm])
    await _told("warm")
    kept += await _connect(job.port, tokens[job.warm : job.warm + job.count])
    await _told("full")


async def _connect(port: int, tokens: list[str]) -> list[Line]:
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(token: str) -> Line:
        async with gate:
            return await (enter_visitor(port, token) if token else Line.open(port, "/", {}))

    return await asyncio.gather(*(one(token) for token in tokens))


async def _told(words: str) -> None:
    print(words, flush=True)
    await asyncio.to_thread(sys.stdin.readline)
