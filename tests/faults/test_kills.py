"""c1: the server dies at random moments, again and again, while everybody writes."""

import asyncio
import random
import signal
import time
from pathlib import Path

import pytest

from faults.checker import compare
from faults.figures import Figures, of
from faults.fleet import Fleet, crew
from faults.pace import KILLED
from faults.people import house
from faults.supervisor import Supervisor, Zygote
from house import until

CYCLES = of(100, 1000)
VISITORS, OPERATORS = 42, 8
PER_SECOND = 500
A_LIFE = 160
"""Most messages that a life acknowledges before it ends."""


@pytest.mark.timeout(of(600, 3000))
async def test_c1_nothing_acknowledged_is_lost_or_doubled_by_kills(zygote: Zygote, tmp_path: Path, figures: Figures):
    server = await (await house(zygote, tmp_path, VISITORS, OPERATORS)).start()
    async with Fleet.lives(server, crew(server, VISITORS, OPERATORS, KILLED)) as fleet:
        await fleet.begin()
        before, began = fleet.acknowledged, time.monotonic()
        async with fleet.chatter(PER_SECOND):
            await kill(server, fleet, CYCLES)
        span = time.monotonic() - began
        await fleet.level()
        rate = (fleet.acknowledged - before) / span
        found = await compare(server.url, fleet.clients)
    counts = found.counts() | {"refetched": fleet.total("gaps")}
    for name, value in {"cycles": CYCLES, "clients": len(fleet.clients), "messages/s": rate, **counts}.items():
        aim = {"cycles": "1000", "clients": ">= 50", "messages/s": ">= 100"}.get(name, "0")
        figures.note(f"c1 {name}", value, aim)
    figures.note("c1 start, median s", sorted(server.starts)[len(server.starts) // 2])
    found.check()
    fleet.check_quiet()
    assert fleet.acknowledged == fleet.written
    assert fleet.total("breaks") > CYCLES * len(fleet.clients) // 3


async def kill(server: Supervisor, fleet: Fleet, cycles: int) -> None:
    """Dies and lives again at random moments, early or late in its work; the last life goes on."""
    for _ in range(cycles):
        enough = fleet.acknowledged + random.randint(0, A_LIFE)
        await until(lambda: fleet.acknowledged >= enough, 30)  # noqa: B023
        await asyncio.sleep(random.uniform(0.0, 0.02))
        assert await server.end(signal.SIGKILL) == -signal.SIGKILL
        await server.start()
