"""c5, 64: what is refused for a moment is sent again, and nothing that was written later overtakes it."""

import asyncio

from faults.checker import compare
from faults.figures import of
from faults.fleet import Fleet, crew
from faults.pace import KILLED
from faults.supervisor import Supervisor
from faults.waiting import World, waits
from house import until

MESSAGES = of(40, 400)


@waits
async def test_c5_nothing_overtakes_what_a_busy_database_refuses(world: World) -> None:
    await nothing_overtakes(world, await world.house(6, 2), "c5 the database is busy", busy=4)


@waits
async def test_64_nothing_overtakes_what_a_visitor_sends_too_fast(world: World) -> None:
    limits = {"SAMOVAR_LIMIT_MESSAGES_BURST": "5", "SAMOVAR_LIMIT_MESSAGES_PER_SECOND": "20"}
    await nothing_overtakes(world, await world.house(6, 2, **limits), "64 a visitor is too fast")


@waits
async def test_64_nothing_overtakes_what_a_connection_sends_too_fast(world: World) -> None:
    limits = {"SAMOVAR_LIMIT_FRAMES_BURST": "4", "SAMOVAR_LIMIT_FRAMES_PER_SECOND": "20"}
    await nothing_overtakes(world, await world.house(6, 2, **limits), "64 a connection is too fast")


async def nothing_overtakes(world: World, server: Supervisor, case: str, **breaks: int) -> None:
    """Everybody writes more at once than is taken."""
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
    world.figures.note(f"{case}: told to wait", told)
    world.figures.note(f"{case}: disordered", len(found.disordered), "0")
    found.check()
    fleet.check_quiet(traces="busy" in breaks)
    assert told > 0 and fleet.acknowledged == fleet.written
