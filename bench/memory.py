"""Memory of an idle visitor's connection, after hello, beside an empty socket on the same server."""

import asyncio

from bench.people import World
from bench.processes import Server, load, server
from bench.report import Samples

WARM, COUNT = 100, 2_000
SETTLE_SECONDS = 0.5
WITHIN = 60.0


async def measure(world: World, number: int, samples: Samples) -> None:
    """Both servers once."""
    folder = world.copy(f"idle-{number}")
    async with server("bench.house", str(folder)) as house:
        visitor = await _growth(house, str(world.folder))
    async with server("bench.peers.empty") as peer:
        empty = await _growth(peer, "")
    samples.add("visitor.idle_kb", visitor)
    samples.add("empty.idle_kb", empty)
    samples.add("idle_of_empty", visitor / empty)


async def _growth(serving: Server, world: str) -> float:
    """kB (1,000 bytes) by which each connection made the server grow."""
    job = {"port": serving.port, "warm": WARM, "count": COUNT, "world": world}
    async with load("idle", job) as idling:
        await idling.line(WITHIN)
        await asyncio.sleep(SETTLE_SECONDS)
        before = serving.child.resident
        idling.tell("go on")
        await idling.line(WITHIN)
        await asyncio.sleep(SETTLE_SECONDS)
        return (serving.child.resident - before) / COUNT / 1000
