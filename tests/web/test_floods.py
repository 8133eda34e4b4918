"""One client sends far too much of anything: it is closed, and its frames never hold up the others."""

import asyncio
import contextlib
import json
from collections import Counter
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from faults.wire import PING, PONG, Wire, dial, frame
from house import Within, until
from peer import Peer, begin, first_frame, held
from polled import polled
from samovar.live.token_bucket import FRAMES
from samovar.web import wire
from samovar.web.operator.side import OperatorEntrance
from samovar.web.visitor.side import VisitorEntrance

BURST = 10
SIGNAL = b'{"t":"%s","conv":"%s"%s}'
FLOODS: dict[str, Callable[[str], bytes]] = {
    "PING": lambda conv: frame(b"", PING),
    "PONG": lambda conv: frame(b"", PONG),
    "application pings": lambda conv: frame(b'{"t":"ping"}'),
    "read marks": lambda conv: frame(SIGNAL % (b"read", conv.encode(), b',"seq":1')),
    "arrivals": lambda conv: frame(SIGNAL % (b"got", conv.encode(), b',"seq":1')),
    "typing": lambda conv: frame(SIGNAL % (b"typing", conv.encode(), b"")),
    "questions": lambda conv: frame(b'{"t":"list","rid":"a-made-up-id-0000"}'),
}
BROKEN = {"empty texts": frame(b""), "texts that are no JSON": frame("привет".encode())}


async def raw(peer: Peer) -> Wire:
    """The same person on a socket that sends whatever one likes, after its welcome."""
    line = await dial(peer.at.port, peer.path, peer.headers, 5)
    peer.at.guests.append(Cut(line))
    came = asyncio.get_running_loop().create_future()
    line.hear = lambda text: came.done() or came.set_result(text)
    line.send(json.dumps(first_frame(peer.token)).encode())
    assert json.loads(await asyncio.wait_for(came, 5))["t"] == "welcome"
    return line


class Cut:
    """What tests/house.py does with lines that are left open."""

    def __init__(self, line: Wire) -> None:
        self.transport = line.transport

    async def wait_closed(self) -> None:
        self.transport.abort()


async def code_of(line: Wire, within: float = 2.0) -> int:
    ended = asyncio.get_running_loop().create_future()
    line.gone = lambda code: ended.done() or ended.set_result(code)
    return await asyncio.wait_for(ended, within)  # type: ignore[no-any-return]


class Counting:
    """A decoder that counts what it is given."""

    def __init__(self, decoder: Any, counts: Counter[str]) -> None:
        self._decoder, self._counts, self.type = decoder, counts, decoder.type

    def decode(self, data: bytes) -> Any:
        self._counts["all"] += 1
        return self._decoder.decode(data)


@pytest.fixture
def carried(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How many frames were looked at, those that are none among them."""
    counts: Counter[str] = Counter()
    for side in (VisitorEntrance, OperatorEntrance):
        monkeypatch.setattr(side, "decoder", Counting(side.decoder, counts))
    return counts


@pytest.mark.parametrize("side", ["visitor", "operator"])
@pytest.mark.parametrize("kind", FLOODS)
async def test_three_times_the_limit_of_any_frame_ends_the_socket(
    within: Within, carried: Counter[str], side: str, kind: str
):
    """All of it in one go, so that most is still unread when the socket is closed: nothing of that is looked at."""
    async with within(frames_burst=BURST, frames_per_second=0.001) as at:
        mary, anna = await held(at)
        line = await raw(mary if side == "visitor" else anna)
        carried.clear()
        line.transport.write(FLOODS[kind](mary.conv) * 20_000)
        assert await code_of(line) == wire.CloseCode.RATE
        assert int(line.reason) > 0
        assert carried["all"] <= 3 * BURST * (5 if side == "operator" else 1)
        assert (await mary.say("А мне это не мешает"))["t"] == "ok"


@pytest.mark.parametrize("kind", FLOODS)
async def test_up_to_three_times_the_limit_nobody_is_closed(within: Within, kind: str):
    async with within(frames_burst=BURST, frames_per_second=0.001) as at:
        mary = await begin(at)
        line = await raw(mary)
        line.transport.write(FLOODS[kind](mary.conv) * (3 * BURST - 2))
        answered = asyncio.get_running_loop().create_future()
        line.hear = lambda text: json.loads(text)["t"] == "pong" and (answered.done() or answered.set_result(None))
        line.send(b'{"t":"ping"}')
        await asyncio.wait_for(answered, 5)


@pytest.mark.parametrize("kind", BROKEN)
async def test_after_a_frame_that_is_none_nothing_is_looked_at(within: Within, carried: Counter[str], kind: str):
    async with within() as at:
        mary = await begin(at)
        line = await raw(mary)
        carried.clear()
        line.transport.write(BROKEN[kind] * 20_000)
        assert await code_of(line) == wire.CloseCode.BAD_FRAME
        assert carried["all"] == 1


async def test_a_flood_before_the_hello_ends_it_too(within: Within):
    async with within(frames_burst=BURST, frames_per_second=0.001) as at:
        line = await dial(at.port, "/ws/visitor", (await begin(at)).headers, 5)
        line.transport.write(frame(b"", PING) * 20_000)
        assert await code_of(line) == wire.CloseCode.RATE


@pytest.mark.parametrize("kind", FLOODS)
async def test_the_others_come_first_after_some_frames(within: Within, monkeypatch: pytest.MonkeyPatch, kind: str):
    """However much is allowed: no turn of the loop takes more than so many frames of one socket."""
    async with within(frames_burst=10**9) as at:
        mary = await begin(at)
        line = await raw(mary)
        # A question asks the database, and takes a thousand times as long as the rest.
        turns, per_turn, total = 0, Counter[int](), 20 * FRAMES if kind == "questions" else 4000

        async def count_turns() -> None:
            nonlocal turns
            while True:
                turns += 1
                await asyncio.sleep(0)

        socket = next(each.socket for each in at.house.sockets.connections if each.socket.client[1] == port_of(line))
        take = socket.arrivals.take
        noted = SimpleNamespace(take=lambda: per_turn.update([turns]) or take())
        monkeypatch.setattr(socket, "arrivals", noted)
        counting = asyncio.create_task(count_turns())
        line.transport.write(FLOODS[kind](mary.conv) * total)
        await until(lambda: per_turn.total() >= total, 30)
        counting.cancel()
        assert max(per_turn.values()) <= 2 * FRAMES


def port_of(line: Wire) -> int:
    return int(line.transport.get_extra_info("sockname")[1])


async def test_what_waits_behind_the_database_is_dropped_when_the_socket_is_closed(
    within: Within, monkeypatch: pytest.MonkeyPatch
):
    """A session that ended carries out nothing more, also of what had come before."""
    async with within() as at:
        mary, anna = await held(at)
        held_up, done, came = asyncio.Event(), list[Any](), Counter[str]()

        async def slow(conv: str) -> None:
            came["asked"] += 1
            await held_up.wait()

        connection = next(each for each in at.house.sockets.connections if each.person == "operator-anna-000")
        monkeypatch.setattr(at.house.services.library.access, "ask", slow)
        monkeypatch.setattr(at.house.services.desk, "submit", lambda *message: done.append(message))
        take = connection.socket.arrivals.take
        noted = SimpleNamespace(take=lambda: came.update(["frames"]) or take())
        monkeypatch.setattr(connection.socket, "arrivals", noted)
        await anna.send(t="look", rid="a-made-up-id-0000", conv=mary.conv)
        await anna.send(t="send", cid="a-made-up-id-0001", conv=mary.conv, body="Поздно", lock=anna.lock)
        await until(lambda: came == {"asked": 1, "frames": 2})
        connection.socket.finish(wire.CloseCode.TOKEN)
        held_up.set()
        assert await anna.closes() == wire.CloseCode.TOKEN
        await until(lambda: connection not in at.house.sockets.connections)
        assert done == []


# ---------------------------------------------------------------- on lines made of requests

LINES = {
    "application pings": b'{"t":"ping"}',
    "typing": b'{"t":"typing","conv":"a-made-up-id-0000"}',
    "arrivals": b'{"t":"got","conv":"a-made-up-id-0000","seq":1}',
    "questions": b'{"t":"list","rid":"a-made-up-id-0000"}',
}


@pytest.mark.parametrize("kind", LINES)
async def test_a_line_ends_beyond_three_times_the_limit(within: Within, carried: Counter[str], kind: str):
    async with within(frames_burst=BURST, frames_per_second=0.001) as at:
        mary = polled(await begin(at))
        await mary.come_in()
        carried.clear()
        told = await mary.request("/say", mary.line, *[LINES[kind]] * 1000)
        assert (told.status_code, told.headers["connection"]) == (204, "close")
        assert await mary.closes() == wire.CloseCode.RATE
        assert carried["all"] <= 3 * BURST
        await until(lambda: not at.house.polling.lines)
        assert (await mary.request("/say", mary.line, LINES[kind])).status_code == 404


@pytest.mark.parametrize("deed", ["/say", "/take"])
async def test_requests_that_bring_nothing_count_too(within: Within, deed: str):
    async with within(frames_burst=BURST, frames_per_second=0.001) as at:
        mary = polled(await begin(at), fetches=False)
        await mary.come_in()
        for _ in range(3 * BURST + 1):
            await mary.request(deed, mary.line, *(["77"] if deed == "/take" else []))
        ended = await mary.take()
        assert json.loads(ended.text.split("\n")[-1])["code"] == wire.CloseCode.RATE


async def test_a_line_lets_the_others_in_between(within: Within):
    async with within(frames_burst=10**9) as at:
        mary = polled(await begin(at))
        await mary.come_in()
        line = at.house.polling.lines[mary.line]
        turns = Counter[int]()
        turn = 0

        async def count_turns() -> None:
            nonlocal turn
            while True:
                turn += 1
                await asyncio.sleep(0)

        line.listen(lambda data: turns.update([turn]))
        counting = asyncio.create_task(count_turns())
        await line.tell([LINES["typing"]] * 1000)
        counting.cancel()
        assert turns.total() == 1000 and max(turns.values()) <= 2 * FRAMES


async def test_requests_that_wait_for_no_answer_are_cut_off(within: Within):
    async with within() as at:
        reader, writer = await asyncio.open_connection("127.0.0.1", at.port)
        writer.write(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n" * 5000)
        answers = b""
        with contextlib.suppress(ConnectionError):
            answers = await asyncio.wait_for(reader.read(), 5)
        assert 1 <= answers.count(b"HTTP/1.1 200") <= 2 and b"connection: close" in answers
        writer.close()


async def test_some_requests_that_wait_for_no_answer_are_answered_in_order(within: Within):
    async with within() as at:
        reader, writer = await asyncio.open_connection("127.0.0.1", at.port)
        writer.write(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n" * 10)
        async with asyncio.timeout(5):
            for _ in range(10):
                await reader.readuntil(b'{"status":"ok"}')
        writer.close()
