"""c20, c35, c36: a process that is held up, has no memory left, or no file descriptors."""

import asyncio
import resource
import signal
from pathlib import Path

import pytest

from faults.checker import compare
from faults.figures import Figures, of
from faults.fleet import Fleet, crew
from faults.harm import address_space, limited, open_files
from faults.pace import KILLED, REAL
from faults.people import house, visitor
from faults.supervisor import Zygote
from faults.waiting import World, waits
from house import until

BLOCKS = of(1, 5)
BLOCKED = 5.0
STARVED = of(2, 20)
FILES = 256
GUESTS = 300


@waits
async def test_c20_a_loop_held_up_for_5_s_is_logged_and_nobody_is_dropped(world: World) -> None:
    server = await (await world.house(6, 2)).start(blocking=BLOCKED)
    async with Fleet.lives(server, crew(server, 6, 2, REAL)) as fleet:
        await fleet.begin()
        for number in range(BLOCKS):
            fleet.visitors[0]._write({"t": "typing", "conv": fleet.visitors[0].conv})
            before = fleet.acknowledged
            for client in fleet.visitors:
                fleet.says(client)
            await until(lambda: fleet.acknowledged == before + 6, 30)  # noqa: B023
            await until(lambda: server.said().count("the event loop was held up for") == number + 1)  # noqa: B023
        found = await compare(server.url, fleet.clients)
    found.check()
    fleet.check_quiet()
    assert fleet.total("breaks") == 0
    world.figures.note("c20 held up 5 s: connections lost", 0, "0")


async def test_c35_without_memory_nothing_acknowledged_is_lost(zygote: Zygote, tmp_path: Path, figures: Figures):
    server = await (await house(zygote, tmp_path, 12, 2)).start()
    ended = 0
    async with Fleet.lives(server, crew(server, 12, 2, KILLED)) as fleet:
        await fleet.begin()
        async with fleet.chatter(200):
            for _ in range(STARVED):
                before = fleet.acknowledged
                with limited(server.pid, resource.RLIMIT_AS, address_space(server.pid) + 512 * 1024):
                    await asyncio.wait({server.life.ended}, timeout=1.5)
                ended += not server.alive
                # What the kernel does in the end.
                await server.end(signal.SIGKILL)
                await server.start()
                await until(lambda: fleet.acknowledged > before + 50, 30)  # noqa: B023
        await fleet.level()
        found = await compare(server.url, fleet.clients)
    found.check()
    # A connection may break with 1011 here; a message may not be refused for ever.
    assert [client.outbox.refused for client in fleet.clients if client.outbox.refused] == []
    assert fleet.acknowledged == fleet.written
    figures.note("c35 without memory: lost, doubled, disordered, gaps", sum(found.counts().values()), "0")
    figures.note("c35 without memory: ended by itself", ended)


@pytest.mark.parametrize("rounds", [of(1, 5)])
async def test_c36_without_file_descriptors_who_is_there_stays(
    rounds: int, zygote: Zygote, tmp_path: Path, figures: Figures
):
    server = await (await house(zygote, tmp_path, 6, 2)).start(limits={"NOFILE": FILES})
    async with Fleet.lives(server, crew(server, 6, 2, REAL)) as fleet:
        await fleet.begin()
        async with fleet.chatter(50):
            for _ in range(rounds):
                crowd = [await asyncio.open_connection("127.0.0.1", server.port) for _ in range(GUESTS)]
                await until(lambda: open_files(server.pid) >= FILES - 1, 10)
                before = fleet.acknowledged
                await until(lambda: fleet.acknowledged > before + 50, 30)  # noqa: B023
                for _, writer in crowd:
                    writer.transport.abort()
                late = visitor(server, 0, KILLED, tab=1).start()
                await until(lambda: late.live, 30)  # noqa: B023
                late.stop()
        await fleet.level()
        found = await compare(server.url, fleet.clients)
    found.check()
    fleet.check_quiet()
    assert fleet.total("breaks") == 0
    figures.note("c36 no descriptors left: connections lost", 0, "0")
