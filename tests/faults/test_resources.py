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
from faults.people import house, operator, visitor
from faults.supervisor import Zygote
from faults.waiting import World, waits
from faults.wire import SHAKE
from house import SHOP, until

BLOCKS = of(1, 5)
BLOCKED = 5.0
STARVED = of(2, 20)
FILES = 256
GUESTS = 300
HALVES = 237


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
                # Sockets that say nothing: of requests the oldest would give way.
                crowd = [await asyncio.open_connection("127.0.0.1", server.port) for _ in range(GUESTS)]
                for _, writer in crowd:
                    writer.write(SHAKE.format(path="/ws/visitor", headers=f"Origin: {SHOP}\r\n").encode())
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


async def test_58_half_requests_leave_room_for_everybody_else(zygote: Zygote, tmp_path: Path):
    """237 of them at the sign-in used up 256 descriptors for 10 s: nobody came in, and no database could be opened."""
    server = await (await house(zygote, tmp_path, 2, 1)).start(limits={"NOFILE": FILES})
    half = (
        b"POST /signin HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        b"Content-Length: 1000\r\n\r\nemail=a"
    )
    crowd = []
    for _ in range(HALVES):
        crowd.append(await asyncio.open_connection("127.0.0.1", server.port))
        crowd[-1][1].write(half)
    # Before any of theirs is over by its deadline of 10 s.
    async with asyncio.timeout(8):
        gone = [await reader.read() for reader, _ in crowd[:20]]
        # Whose bytes were still on the way reads nothing.
        assert b"HTTP/1.1 503" in {answer[:12] for answer in gone} <= {b"HTTP/1.1 503", b""}
        for each in (visitor(server, 0, KILLED), operator(server, 0, KILLED)):
            each.start()
            await until(lambda: each.live)  # noqa: B023
            each.stop()
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert (await reader.read()).startswith(b"HTTP/1.1 200")
        writer.close()
    # The newest still wait for the rest of theirs.
    assert open_files(server.pid) < FILES
    assert not crowd[-1][0].at_eof()
    for _, writer in crowd:
        writer.transport.abort()
    assert "ERROR" not in server.said() and "Traceback" not in server.said()
