"""The life of a socket: hello in time, limits at the limit and one beyond, slow readers, an orderly stop."""

import asyncio

import pytest
import websockets

from house import SHOP, Running, Within, running, until
from peer import Closed, Peer, arrive, begin, enter, held, new_id, operator
from samovar.clockwork import Spans
from samovar.settings import Limits


async def opened(at: Running, path: str = "/ws/visitor", **headers: str) -> websockets.ClientConnection:
    """A bare socket that has said nothing yet."""
    given = {"Origin": SHOP if path == "/ws/visitor" else at.http} | headers
    made = await websockets.connect(at.ws + path, additional_headers=given, proxy=None, max_queue=None)
    at.guests.append(made)
    return made


async def code_of(socket: websockets.ClientConnection, within: float = 5.0) -> int:
    async with asyncio.timeout(within):
        await socket.wait_closed()
    return socket.close_code or 0


# ---------------------------------------------------------------- hello


@pytest.mark.parametrize("side", ["visitor", "operator"])
async def test_whoever_says_nothing_is_sent_away(within: Within, side: str):
    async with within(hello_seconds=0.2) as at:
        cookie = {"Cookie": "samovar_session=secret-anna"} if side == "operator" else {}
        silent = await opened(at, f"/ws/{side}", **cookie)
        assert await code_of(silent) == 4408
        assert at.house.sockets.living == 0


async def test_half_a_request_is_not_waited_for(within: Within):
    async with within(hello_seconds=0.2) as at:
        reader, writer = await asyncio.open_connection("127.0.0.1", at.port)
        writer.write(b"GET /ws/visitor HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        async with asyncio.timeout(3):
            assert await reader.read() == b""
        writer.close()


async def test_half_a_second_request_is_not_waited_for_either(within: Within):
    async with within(hello_seconds=0.2) as at:
        reader, writer = await asyncio.open_connection("127.0.0.1", at.port)
        writer.write(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\nGET /health HTTP/1.1\r\nX-Slow: ")
        async with asyncio.timeout(3):
            assert (await reader.read()).count(b"HTTP/1.1 200") == 1
        writer.close()


async def test_a_socket_that_has_said_hello_stays(within: Within):
    async with within(hello_seconds=0.2) as at:
        mary = await begin(at)
        await asyncio.sleep(0.5)
        assert (await mary.say("Ещё здесь"))["t"] == "ok"


# ---------------------------------------------------------------- how many


async def test_a_visitor_has_so_many_tabs_and_a_closed_one_makes_room(within: Within):
    async with within(sockets_visitor=3) as at:
        mary = await arrive(at)
        tabs = [Peer(at, mary.token, mary.path, mary.headers) for _ in range(4)]
        for tab in tabs[:3]:
            await tab.come_in()
        await tabs[3].connect()
        assert await tabs[3].closes() == 1013
        await tabs[0].leave()
        await (await arrive(at)).come_in()
        await until(lambda: at.house.sockets.living == 3)
        await Peer(at, mary.token, mary.path, mary.headers).come_in()


async def test_an_address_has_so_many_sockets(within: Within):
    async with within(sockets_address=2) as at:
        mary = await begin(at)
        await (await arrive(at)).come_in()
        more = await arrive(at)
        await more.connect()
        assert await more.closes() == 1013
        assert (await mary.say("Мне это не мешает"))["t"] == "ok"
        await enter(at, "anna", "ivan", "marina")
        assert at.house.services.rate_limits.sockets == at.house.sockets.living


async def test_a_64_of_ipv6_has_as_many_sockets_as_one_address(within: Within):
    async with within(sockets_address=2) as at:
        for n, welcome in (("1:2::1", True), ("1:2:3::1", True), ("1:2:ffff::1", False), ("1:3::1", True)):
            peer = await arrive(at)
            peer.headers["X-Forwarded-For"] = f"2001:db8:{n}"
            if welcome:
                await peer.come_in()
            else:
                await peer.connect()
                assert await peer.closes() == 1013


async def test_strangers_leave_room_for_operators_and_for_those_who_talk(within: Within):
    """Of ten sockets two are kept, one for each."""
    async with within(sockets=10) as at:
        talking = [await begin(at) for _ in range(2)]
        for peer in talking:
            await peer.leave()
        await until(lambda: at.house.sockets.living == 0)
        for _ in range(8):
            await (await arrive(at)).come_in()
        late = await arrive(at)
        await late.connect()
        assert await late.closes() == 1013
        await Peer(at, talking[0].token, talking[0].path, talking[0].headers).come_in()
        other = Peer(at, talking[1].token, talking[1].path, talking[1].headers)
        await other.connect()
        assert await other.closes() == 1013
        await enter(at, "anna")
        full = operator(at, "ivan")
        await full.connect()
        assert await full.closes() == 1013
        await until(lambda: at.house.sockets.living == 10)
        assert at.house.services.rate_limits.sockets == 10


async def test_sockets_that_say_nothing_give_way(within: Within):
    """However many there are: who says hello comes in at once, operator or visitor with an open talk or not."""
    async with within(sockets=6) as at:
        mary = await begin(at)
        await mary.leave()
        await until(lambda: at.house.sockets.living == 0)
        silent = [await opened(at) for _ in range(20)]
        assert at.house.sockets.living <= 5
        await Peer(at, mary.token, mary.path, mary.headers).come_in()
        await (await arrive(at)).come_in()
        await enter(at, "anna", "ivan")
        await until(lambda: at.house.services.rate_limits.sockets == at.house.sockets.living <= 6)
        for each in silent[:10]:
            assert await code_of(each) == 1006


async def test_a_stranger_who_leaves_makes_room_for_another(within: Within):
    """Of four sockets two are for strangers."""
    async with within(sockets=4) as at:
        for _ in range(3):
            two = [await arrive(at) for _ in range(2)]
            for peer in two:
                await peer.come_in()
            for peer in two:
                await peer.leave()
            await until(lambda: at.house.sockets.living == 0)


async def test_sockets_that_never_came_in_are_given_back(within: Within):
    async with within(sockets_address=2, hello_seconds=0.1) as at:
        for _ in range(3):
            sockets = [await opened(at) for _ in range(2)]
            for each in sockets:
                assert await code_of(each) == 4408
        assert at.house.services.rate_limits.sockets == 0


# ---------------------------------------------------------------- stopping


async def test_a_stopping_server_says_when_to_come_back_and_keeps_committing_meanwhile(within: Within):
    async with within(Spans(drain=0.5)) as at:
        mary, anna = await held(at)
        at.stop.set()
        for peer in (mary, anna):
            drain = await peer.expect("drain")
            assert 0 < drain["min_ms"] < drain["max_ms"] <= 30_000
        assert (await mary.say("Последнее слово"))["t"] == "ok"
        assert (await anna.say("И моё", lock=anna.lock))["t"] == "ok"
        for peer in (mary, anna):
            assert await peer.closes() == 1012
        folder = at.settings.data
    async with running(folder, filled=False) as again:
        marina = operator(again, "marina")
        await marina.come_in()
        page = await marina.ask("get", conv=mary.conv)
        assert [event.get("body") for event in page["events"]][2:] == ["Последнее слово", "И моё"]


async def test_nobody_new_is_let_in_while_stopping(at: Running):
    mary = await begin(at)
    at.house.sockets.drain(1, 2)
    late = Peer(at, mary.token, mary.path, mary.headers)
    await late.connect()
    assert await late.closes() == 1012


async def test_the_window_for_coming_back_grows_with_the_crowd(at: Running):
    mary = await arrive(at)
    assert (await mary.come_in())["herd_ms"] == 1000
    at.house.services.rate_limits.places.taken += 3000
    tab = Peer(at, mary.token, mary.path, mary.headers)
    assert (await tab.come_in())["herd_ms"] == 10_006
    at.house.services.rate_limits.places.taken -= 3000


async def test_a_broken_handler_ends_its_own_socket_only(at: Running, monkeypatch: pytest.MonkeyPatch):
    mary, anna = await held(at)
    monkeypatch.setattr("samovar.web.operator.side.Note", lambda **_: 1 / 0)
    await anna.send(t="send", cid=new_id(), conv=mary.conv, kind="note", body="Ой")
    assert await anna.closes() == 1011
    assert (await mary.say("Слышно?"))["t"] == "ok"
    await enter(at, "anna")


def test_the_limits_are_those_that_the_design_names():
    limits = Limits()
    assert (limits.visitor_body, limits.operator_body) == (5000, 10_000)
    assert (limits.frames_burst, limits.frames_per_second) == (20, 1.0)
    assert (limits.messages_burst, limits.messages_per_second, limits.messages_per_day) == (10, 0.5, 600)
    assert (limits.conversations_per_half_day, limits.starts_per_hour) == (6, 600)
    assert (limits.sockets_visitor, limits.sockets_address, limits.sockets) == (8, 50, 10_000)
    assert (limits.hello_seconds, limits.write_seconds, limits.queue_bytes) == (10, 8, 2**20)
    assert (limits.sign_ins_address, limits.sign_ins_account) == (5, 10)


async def test_a_socket_that_cannot_be_written_to_silences_nobody_else(at: Running, monkeypatch: pytest.MonkeyPatch):
    """What is pushed in one turn leaves together; the others' frames leave all the same."""
    first, second = await enter(at, "anna", "anna")
    broken = next(iter(at.house.sockets.connections))

    def uncork() -> None:
        raise MemoryError

    monkeypatch.setattr(broken.socket, "uncork", uncork)
    await begin(at)
    assert (await second.expect("summary"))["row"]["state"] == "waiting"
    with pytest.raises(Closed, match="1006"):
        await first.expect("summary")
