"""c16, c17, c18: everybody comes back at once; a deploy under load; a stop that is cut short."""

import asyncio
import random
import signal
import time
from pathlib import Path

import pytest
from bench.processes import allow_files

from faults.checker import compare
from faults.client import Client
from faults.figures import Figures, of
from faults.fleet import Fleet, crew
from faults.pace import KILLED, REAL
from faults.people import house
from faults.supervisor import Zygote
from faults.waiting import World, waits

pytestmark = pytest.mark.timeout(900)
CROWD = of(200, 1000)


async def test_c16_everybody_is_back_after_a_kill(zygote: Zygote, tmp_path: Path, figures: Figures):
    """With the real constants: the server's window for a herd, growing delays."""
    allow_files()
    server = await (await house(zygote, tmp_path, CROWD - 4, 4)).start()
    async with Fleet.lives(server, crew(server, CROWD - 4, 4, REAL)) as fleet:
        await fleet.level(60)
        await fleet.begin(held=False, within=180)
        await server.end()
        for client in random.sample(fleet.visitors, CROWD // 10):
            fleet.says(client)
        await server.start()
        began = time.monotonic()
        await fleet.level(60)
        span = time.monotonic() - began
        (await compare(server.url, fleet.clients)).check()
        fleet.check_quiet()
    figures.note("c16 clients", CROWD, "1000")
    assert fleet.acknowledged == fleet.written
    figures.span("c16 all level after the restart, s", span, 15)


class Watch:
    """The longest time that one client was not connected."""

    def __init__(self, clients: list[Client]) -> None:
        self.longest = 0.0
        self._since: dict[str, float] = {}
        self._looking = asyncio.create_task(self._look(clients))

    async def _look(self, clients: list[Client]) -> None:
        while True:
            now = time.monotonic()
            for client in clients:
                if client.live:
                    self.longest = max(self.longest, now - self._since.pop(client.name, now))
                else:
                    self._since.setdefault(client.name, now)
            await asyncio.sleep(0.05)

    def stop(self) -> float:
        self._looking.cancel()
        return self.longest


@waits
async def test_c17_a_deploy_under_load(world: World) -> None:
    """With the real constants in both sets: no send fails, everybody comes back inside the window he was told."""
    server = await world.server(40, 10)
    async with Fleet.lives(server, crew(server, 40, 10, REAL)) as fleet:
        await fleet.begin()
        watch = Watch(fleet.clients)
        async with fleet.chatter(100):
            await asyncio.sleep(1)
            began = time.monotonic()
            assert await server.end(signal.SIGTERM) in (0, -signal.SIGTERM)
            stopped = time.monotonic() - began
            await server.start()
            await fleet.level_lines(30)
        await fleet.level(30)
        gap = watch.stop()
        (await compare(server.url, fleet.clients)).check()
        fleet.check_quiet()
        refused = sum(client.outbox.delayed for client in fleet.clients)
    world.figures.note("c17 sends that failed", fleet.written - fleet.acknowledged, "0")
    world.figures.note("c17 sends told to wait", refused)
    assert fleet.acknowledged == fleet.written and fleet.total("drains") == len(fleet.clients)
    world.figures.span("c17 exit after SIGTERM, s", stopped, 20)
    world.figures.span("c17 longest gap a user sees, s", gap, 10)


@waits
async def test_c18_a_stop_cut_short_by_a_kill(world: World) -> None:
    rounds = of(3, 20)
    server = await (await world.house(20, 4)).start()
    async with Fleet.lives(server, crew(server, 20, 4, KILLED)) as fleet:
        await fleet.begin()
        async with fleet.chatter(150):
            for _ in range(rounds):
                await asyncio.sleep(random.uniform(0.3, 0.6))
                server.tell(signal.SIGTERM)
                await asyncio.sleep(1)
                assert await server.end(signal.SIGKILL) == -signal.SIGKILL
                await server.start()
        await fleet.level()
        found = await compare(server.url, fleet.clients)
    world.figures.note("c18 stops cut short", rounds)
    world.figures.note("c18 lost, doubled, disordered, gaps", sum(found.counts().values()), "0")
    found.check()
    fleet.check_quiet()
    assert fleet.acknowledged == fleet.written
