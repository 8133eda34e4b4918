"""c14, c15: peers that do not read, and peers that never finish what they begin."""

import asyncio
import socket
import time
from pathlib import Path
from statistics import median, quantiles

import pytest

from faults.checker import compare
from faults.client import Client
from faults.figures import FULL, Figures, of
from faults.fleet import Fleet, crew
from faults.lifeline import encode
from faults.pace import KILLED
from faults.people import house
from faults.supervisor import Supervisor, Zygote
from faults.waiting import World, waits
from faults.wire import SHAKE, frame
from house import SHOP, until

pytestmark = pytest.mark.timeout(900)
MIB = 1024 * 1024
SECONDS = 10.0 if FULL else 1.5
"""The deadline of a handshake and of hello: the default in the full set."""
LIMIT = {"SAMOVAR_LIMIT_HELLO_SECONDS": str(SECONDS)}
ESTABLISHED = "01"
SPAN = of(150, 300)
"""Messages of the others in one span, 50 a second: over before the deaf tab is dropped."""


@waits
async def test_c15_whoever_does_not_finish_his_beginning_is_closed(world: World) -> None:
    """Nothing at all; a head byte by byte; no hello; a hello that never ends."""
    server = await world.server(1, 0, **LIMIT)
    head = SHAKE.format(path="/ws/visitor", headers=f"Origin: {SHOP}\r\n").encode()
    hello = frame(b'{"t":"hello","v":1,' + b" " * 3000)
    spans = await asyncio.gather(
        closed(server.port, b"", b""), closed(server.port, b"", head[:-2]), closed(server.port, head, b""),
        closed(server.port, head, hello[:-1]),
        closed(server.port, b"", b"POST /widget/start HTTP/1.1\r\nHost: 127.0.0.1\r\n"),
    )  # fmt: skip
    world.figures.span("c15 longest life of a slow beginner, s", max(spans), SECONDS, grace=1)


async def closed(port: int, whole: bytes, slowly: bytes) -> float:
    """Send some at once and the rest byte by byte; seconds until the server ends it, or says that it will."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    began = time.monotonic()
    writer.write(whole)
    if whole:
        await reader.readuntil(b"\r\n\r\n")
    dripping = asyncio.create_task(drip(writer, slowly))
    try:
        await asyncio.wait_for(reader.read(1), SECONDS * 3)
    except ConnectionError:
        pass
    finally:
        dripping.cancel()
        writer.transport.abort()
    return time.monotonic() - began


async def drip(writer: asyncio.StreamWriter, slowly: bytes) -> None:
    for at in range(len(slowly)):
        writer.write(slowly[at : at + 1])
        await asyncio.sleep(0.05)


class Deaf:
    """A tab of a visitor that says hello and never reads; its kernel keeps almost nothing for it."""

    def __init__(self, server: Supervisor, client: Client) -> None:
        self.sock = socket.socket()
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.sock.connect(("127.0.0.1", server.port))
        told = "".join(f"{name}: {value}\r\n" for name, value in client.headers.items())
        self.sock.send(SHAKE.format(path=client.path, headers=told).encode())

    def hello(self, client: Client) -> None:
        """Once the server has shaken hands."""
        self.sock.recv(4096)
        self.sock.send(frame(encode(client.hello())))

    @property
    def lives(self) -> bool:
        """Whether the server has not dropped it. Its own side would learn it only after all that it has not read."""
        here, there = self.sock.getsockname()[1], self.sock.getpeername()[1]
        ends = [line.split()[1:4] for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        return [f"0100007F:{there:04X}", f"0100007F:{here:04X}", ESTABLISHED] in ends

    async def dropped(self) -> float:
        """When the server dropped it."""
        async with asyncio.timeout(30):
            while self.lives:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        self.sock.close()
        return time.monotonic()


async def p99(fleet: Fleet, others: list[Client], number: int) -> float:
    """Of the others' acknowledgements, while each sends on its turn 50 times a second."""
    before = {client.name: len(client.outbox.ledger) for client in others}
    for turn in range(number):
        fleet.says(others[turn % len(others)])
        await asyncio.sleep(0.02)
    await until(lambda: not any(client.outbox.waiting for client in others), 30)
    took = [said.took for client in others for said in list(client.outbox.ledger.values())[before[client.name] :]]
    return quantiles(took, n=100)[98]


async def test_c14_a_reader_that_does_not_read_is_dropped(zygote: Zygote, tmp_path: Path, figures: Figures):
    """What it leaves unread is bounded, the others are served all the time: spans with and without it take turns,
    and the talk that it does not read is as lively in both."""
    server = await (await house(zygote, tmp_path, 11, 2)).start(small_buffers=32 * 1024)
    async with Fleet.lives(server, crew(server, 11, 2, KILLED)) as fleet:
        await fleet.begin()
        talker, *others = fleet.visitors
        shouting = asyncio.create_task(shout(talker))
        await p99(fleet, others, 100)
        calm, beside, dropped, gained = [], [], [], []
        for _ in range(of(1, 7)):
            calm.append(await p99(fleet, others, SPAN))
            deaf, memory = Deaf(server, talker), server.memory
            await asyncio.to_thread(deaf.hello, talker)
            began = time.monotonic()
            beside.append(await p99(fleet, others, SPAN))
            gained.append((server.memory - memory) / MIB)
            dropped.append(await deaf.dropped() - began)
        shouting.cancel()
        await fleet.level()
        (await compare(server.url, fleet.clients)).check()
        fleet.check_quiet()
    figures.note("c14 p99 of the others beside it, ms", median(beside) * 1000)
    figures.note("c14 p99 of the others without it, ms", median(calm) * 1000)
    figures.note("c14 p99 change, %", (median(beside) / median(calm) - 1) * 100, "< 20")
    figures.note("c14 memory gained beside one, MiB", max(gained), "flat")
    assert max(gained) < 16
    figures.span("c14 dropped after it stopped reading, s", max(dropped), 10)


async def shout(client: Client) -> None:
    """Fills a mebibyte in about three seconds."""
    number = 0
    while True:
        if len(client.outbox.waiting) < 8:
            client.say(f"Очень длинно {number} " + "ё" * 4000)
            number += 1
        await asyncio.sleep(0.025)
