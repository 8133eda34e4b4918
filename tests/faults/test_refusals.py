"""c5, 64: what is refused for a moment is sent again, and nothing that was written later overtakes it."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from faults.checker import compare
from faults.figures import Figures, of
from faults.fleet import Fleet, crew
from faults.pace import KILLED
from faults.people import house
from faults.supervisor import Zygote
from house import until

MESSAGES = of(40, 400)
LIMITS: dict[str, dict[str, Any]] = {
    "c5-the-database-is-busy": {"breaks": {"busy": 4}},
    "64-a-visitor-is-too-fast": {"MESSAGES_BURST": "5", "MESSAGES_PER_SECOND": "20"},
    "64-a-connection-is-too-fast": {"FRAMES_BURST": "4", "FRAMES_PER_SECOND": "20"},
}


@pytest.mark.timeout(of(120, 600))
@pytest.mark.parametrize("case", LIMITS)
async def test_nothing_overtakes_a_refused_message(case: str, zygote: Zygote, tmp_path: Path, figures: Figures):
    limits = dict(LIMITS[case])
    breaks = limits.pop("breaks", {})
    server = await house(zygote, tmp_path, 6, 2, **{f"SAMOVAR_LIMIT_{name}": each for name, each in limits.items()})
    await server.start()
    async with Fleet.lives(server, crew(server, 6, 2, KILLED)) as fleet:
        for client in fleet.clients:
            client.tells_got = False
        await fleet.begin()
        await server.end()
        await server.start(**breaks)
        await fleet.level()
        for _ in range(MESSAGES // 8):
            for client in fleet.visitors:
                for _ in range(8):
                    fleet.says(client)
            await asyncio.sleep(0.1)
            await until(lambda: all(len(client.outbox.waiting) < 8 for client in fleet.visitors), 60)
        await fleet.level(60)
        found = await compare(server.url, fleet.clients)
    told = sum(client.outbox.delayed for client in fleet.clients)
    figures.note(f"{case}: told to wait", told)
    figures.note(f"{case}: disordered", len(found.disordered), "0")
    found.check()
    fleet.check_quiet(traces="busy" in breaks)
    assert told > 0 and fleet.acknowledged == fleet.written
