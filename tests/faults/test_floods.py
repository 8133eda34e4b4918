"""One connection sends 20 MB of tiny frames as fast as it can: it is closed, and nobody else has to wait for it."""

import asyncio
import socket
import time
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from select import select

import pytest

from faults.checker import compare
from faults.client import Client
from faults.figures import Figures, of
from faults.fleet import Fleet, crew
from faults.lifeline import encode
from faults.pace import KILLED
from faults.people import house
from faults.supervisor import Supervisor, Zygote
from faults.test_slow import p99
from faults.wire import CLOSE, PING, PONG, SHAKE, frame
from house import SHOP

pytestmark = pytest.mark.timeout(900)
BYTES = 20 * 1024 * 1024
MESSAGES = of(200, 1500)
"""Of the others in a span, 50 a second."""
LIMITS = {"SAMOVAR_LIMIT_FRAMES_BURST": "1000", "SAMOVAR_LIMIT_FRAMES_PER_SECOND": "100"}
"""Far more than anybody is allowed by default, so that the others may write fast here."""
MACHINE = 400.0
"""Milliseconds that a busy machine may add to a message of the others. Taken whole, a flood holds them up for 2 to 16
seconds."""
PAUSE = 0.1
"""Seconds between two floods: one connection at a time, and then the next one."""
TEXTS: dict[str, Callable[[str], bytes]] = {
    "empty texts": lambda conv: b"",
    "no JSON": lambda conv: b"{",
    "application pings": lambda conv: b'{"t":"ping"}',
    "read marks": lambda conv: encode({"t": "read", "conv": conv, "seq": 1}),
    "typing": lambda conv: encode({"t": "typing", "conv": conv}),
}
GOOD = list(TEXTS)[2:]
Flood = Callable[[Supervisor, Client], float]


def of_frames(piece: Callable[[str], bytes]) -> Flood:
    """So much on a socket."""

    def flood(server: Supervisor, client: Client) -> float:
        with socket.create_connection(("127.0.0.1", server.port)) as sock:
            told = "".join(f"{name}: {value}\r\n" for name, value in client.headers.items())
            sock.sendall(SHAKE.format(path=client.path, headers=told).encode())
            sock.recv(4096)
            sock.sendall(frame(encode(client.hello())))
            sock.recv(4096)
            return poured(sock, piece(client.conv), bytes((CLOSE,)))

    return flood


def of_requests(piece: Callable[[str], bytes]) -> Flood:
    """So much on a line made of requests, one after another without waiting for the answers."""

    def flood(server: Supervisor, client: Client) -> float:
        def post(deed: str, body: bytes) -> bytes:
            head = (
                f"POST /line/visitor{deed} HTTP/1.1\r\nHost: x\r\nOrigin: {SHOP}\r\nContent-Length: {len(body)}\r\n\r\n"
            )
            return head.encode() + body

        with socket.create_connection(("127.0.0.1", server.port)) as sock:
            sock.sendall(post("", encode(client.hello())))
            line = sock.recv(65536).partition(b"\r\n\r\n")[2].split(b"\n")[0]
            if b"\r\n" in line:
                line = line.rpartition(b"\r\n")[2]
            few = b"\n".join([line, *[piece(client.conv)] * 50])
            return poured(sock, post("/say", few), b"connection: close")

    return flood


def poured(sock: socket.socket, piece: bytes, end: bytes) -> float:
    """Send it again and again; seconds until the server says that it is over, or breaks off."""
    began, answers, sent = time.monotonic(), b"", 0
    much = piece * (1 + 2 * 65536 // len(piece))
    while end not in answers:
        readable, writable, _ = select([sock], [sock] if sent < BYTES else [], [], 5)
        try:
            if readable:
                more = sock.recv(65536)
                answers = answers[-100:] + more
                if not more:
                    break
            elif writable:
                at = sent % len(piece)
                sent += sock.send(much[at : at + 65536])
            else:
                break
        except OSError:
            break
    return time.monotonic() - began


SOCKETS = {name: of_frames(lambda conv, text=text: frame(text(conv))) for name, text in TEXTS.items()} | {  # type: ignore[misc]
    "PING": of_frames(lambda conv: frame(b"", PING)),
    "PONG": of_frames(lambda conv: frame(b"", PONG)),
    "all at once": of_frames(
        lambda conv: b"".join([frame(b"", PING), frame(b"", PONG), *(frame(TEXTS[kind](conv)) for kind in GOOD)])
    ),
}  # fmt: skip
LINES = {name: of_requests(text) for name, text in TEXTS.items()}


@pytest.mark.parametrize(("way", "floods"), [("sockets", SOCKETS), ("requests", LINES)])
async def test_57_a_flood_holds_up_nobody_and_is_closed(
    way: str, floods: dict[str, Flood], zygote: Zygote, tmp_path: Path, figures: Figures
):
    server = await (await house(zygote, tmp_path, 11, 2, **LIMITS)).start()
    async with Fleet.lives(server, crew(server, 11, 2, KILLED)) as fleet:
        await fleet.begin()
        flooder, *others = fleet.visitors
        took: dict[str, list[float]] = {name: [] for name in floods}
        stop = False

        def pour(kinds: Iterator[str]) -> None:
            while not stop or not all(took.values()):
                kind = next(kinds)
                took[kind].append(floods[kind](server, flooder))
                time.sleep(PAUSE)

        calm = await p99(fleet, others, MESSAGES)
        pouring = asyncio.create_task(asyncio.to_thread(pour, cycle(floods)))
        slowest = await p99(fleet, others, MESSAGES)
        stop = True
        await pouring
        await fleet.level()
        (await compare(server.url, fleet.clients)).check()
        fleet.check_quiet()
    longest = max(map(max, took.values()))
    figures.note(f"57 20 MB on {way}: without it, ms", calm * 1000)
    figures.span(f"57 20 MB on {way}: p99 of the others, ms", slowest * 1000, 100, grace=MACHINE)
    figures.span(f"57 20 MB on {way}: closed after, s", longest, 2)
