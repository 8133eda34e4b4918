"""The life of a socket: hello in time, limits at the limit and one beyond, slow readers, an orderly stop."""

import asyncio
import json
import socket as plain
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import websockets

from house import SHOP, Running, Within, running, until
from peer import Closed, Peer, arrive, begin, enter, first_frame, held, new_id, operator
from samovar.clockwork import Spans
from samovar.settings import Limits
from samovar.web.doors import largest
from samovar.web.endpoints.long_polls import AT_ONCE


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


# ---------------------------------------------------------------- sizes


@pytest.mark.parametrize("side", ["visitor", "operator"])
async def test_a_message_of_the_longest_size_is_stored_and_one_more_character_refused(at: Running, side: str):
    mary, anna = await held(at)
    peer, longest = (mary, 5000) if side == "visitor" else (anna, 10_000)
    more = {"lock": anna.lock} if side == "operator" else {}
    for letter in ("ж", "a"):
        assert (await peer.say(letter * longest, conv=mary.conv, **more))["t"] == "ok"
        refused = await peer.say(letter * (longest + 1), conv=mary.conv, **more)
        assert (refused["t"], refused["code"]) == ("no", "too_long") and "длинн" in refused["text"]
    assert [len(event["body"]) for event in (await anna.ask("get", conv=mary.conv))["events"][2:]] == [longest] * 2


async def test_a_message_far_too_long_is_refused_in_words_too(at: Running):
    mary, anna = await held(at)
    for peer, size, most, more in ((mary, 60_000, 5_000, {}), (anna, 120_000, 10_000, {"lock": anna.lock})):
        refused = await peer.say("a" * size, conv=mary.conv, **more)
        assert refused["code"] == "too_long" and str(most) in refused["text"]


def about(cid: object, frame: dict[str, Any]) -> bool:
    return frame.get("cid") == cid


@pytest.mark.parametrize("escaped", [False, True])
@pytest.mark.parametrize("letter", ["😀", "\u0001", '"', "\\", "ж", "\u2028"])
@pytest.mark.parametrize("side", ["visitor", "operator"])
async def test_a_text_within_its_limit_comes_in_however_it_is_written(
    at: Running, side: str, letter: str, escaped: bool
):
    """4,200 emoji closed the socket and nothing was said: the frame's limit was stricter than the text's."""
    mary, anna = await held(at)
    peer, longest = (mary, 5_000) if side == "visitor" else (anna, 10_000)
    body = "." + letter * (longest - 1)
    for text, answer in ((body, "ok"), (body + letter, "no")):
        frame = {"t": "send", "cid": new_id(), "conv": mary.conv, "body": text}
        frame |= {"lock": anna.lock} if side == "operator" else {}
        await peer.raw(json.dumps(frame, ensure_ascii=escaped))
        told = await peer.expect(answer, partial(about, frame["cid"]))
        assert told.get("code", "") == ("" if answer == "ok" else "too_long")


@pytest.mark.parametrize("body", [500, 5_000, 100_000])
def test_whatever_a_text_may_be_its_frame_and_its_request_may_be_more(body: int):
    limits = Limits(visitor_body=body, operator_body=body)
    written = len(json.dumps("😀" * body))
    assert min(limits.visitor_frame, limits.operator_frame) > written + 20_000
    assert largest(limits) > AT_ONCE * (limits.operator_frame + 1) + 64


@pytest.mark.parametrize("side", ["visitor", "operator"])
async def test_a_frame_of_thelargest_size_is_read_and_one_more_byte_ends_it(at: Running, side: str):
    mary, anna = await held(at)
    peer = mary if side == "visitor" else anna
    limit = at.settings.limits.visitor_frame if side == "visitor" else at.settings.limits.operator_frame
    ping = '{"t":"ping"}'
    await peer.raw(ping + " " * (limit - len(ping)))
    await peer.expect("pong")
    await peer.raw(ping + " " * (limit + 1 - len(ping)))
    assert await peer.closes() == 1009


@pytest.mark.parametrize("side", ["visitor", "operator"])
async def test_a_frame_of_ten_megabytes_ends_it(at: Running, side: str):
    mary, anna = await held(at)
    peer = mary if side == "visitor" else anna
    await peer.raw("x" * 10_000_000)
    assert await peer.closes() == 1009
    again = Peer(at, peer.token, peer.path, peer.headers)
    assert (await again.come_in())["t"] == "welcome"


async def test_a_frame_in_endless_fragments_ends_it(at: Running):
    mary = await begin(at)

    async def fragments() -> AsyncIterator[str]:
        while True:
            yield "x" * 8192
            await asyncio.sleep(0)

    with pytest.raises(websockets.ConnectionClosed):
        async with asyncio.timeout(5):
            await mary.socket.send(fragments())
    assert await mary.closes() == 1009


# ---------------------------------------------------------------- how often


async def test_frames_beyond_the_limit_are_refused_and_a_flood_ends_it(within: Within):
    async with within(frames_burst=20, frames_per_second=0.001) as at:
        mary = await arrive(at)
        await mary.come_in()
        answers = [await mary.ask("list") for _ in range(21)]
        assert [each["t"] for each in answers] == ["page"] * 20 + ["no"]
        assert answers[-1]["code"] == "rate" and answers[-1]["retry"] and answers[-1]["after_ms"] > 0
        assert "часто" in answers[-1]["text"]
        for _ in range(40):
            await mary.send(t="list", rid=new_id())
        assert await mary.closes() == 4429


async def test_an_operator_may_send_five_times_as_many(within: Within):
    async with within(frames_burst=4, frames_per_second=0.001) as at:
        [anna] = await enter(at, "anna")
        answers = [await anna.ask("list") for _ in range(21)]
        assert [each["t"] for each in answers] == ["page"] * 20 + ["no"]


async def test_pings_and_dropped_signals_cost_nobody_his_words(within: Within):
    async with within(frames_burst=5, frames_per_second=20) as at:
        mary = await begin(at)
        for kind in ({"t": "ping"}, {"t": "typing", "conv": mary.conv}):
            for _ in range(6):
                await mary.send(**kind)
        await asyncio.sleep(0.2)
        assert (await mary.say("Всё ещё можно"))["t"] == "ok"


async def test_messages_come_in_a_burst_then_are_told_to_wait(within: Within):
    async with within(messages_burst=10, messages_per_second=0.5) as at:
        mary = await begin(at)
        told = [await mary.say(f"{n}") for n in range(10)]
        assert [each["t"] for each in told] == ["ok"] * 9 + ["no"]
        assert told[-1]["code"] == "rate" and 0 < told[-1]["after_ms"] <= 2001
        assert len((await mary.ask("get", conv=mary.conv))["events"]) == 10
        # Another tab of the same visitor shares the limit, another visitor does not.
        tab = Peer(at, mary.token, mary.path, mary.headers, conv=mary.conv)
        await tab.come_in()
        assert (await tab.say("Из другого окна"))["code"] == "rate"
        assert (await (await begin(at)).say("А я другой"))["t"] == "ok"


async def test_messages_of_a_day_are_limited(within: Within):
    async with within(messages_per_day=3) as at:
        mary = await begin(at)
        told = [await mary.say(f"{n}") for n in range(3)]
        assert [each["t"] for each in told] == ["ok", "ok", "no"] and told[-1]["code"] == "rate"


async def another(at: Running, mary: Peer) -> dict[str, Any]:
    """She ends her talk and comes back much later with a new question."""
    await mary.cmd("close", mary.conv)
    at.clock.ahead += timedelta(hours=2)
    mary.conv = ""
    return await mary.say("Ещё вопрос")


async def test_new_conversations_of_one_visitor_are_limited_and_not_those_of_an_address(within: Within):
    async with within(conversations_per_half_day=2) as at:
        [marina] = await enter(at, "marina")
        mary = await begin(at)
        for _ in range(6):
            await begin(at)
        assert (await another(at, mary))["t"] == "ok"
        refused = await another(at, mary)
        assert (refused["t"], refused["code"], refused["retry"]) == ("no", "rate", True)
        assert "разговоров" in refused["text"] and refused["after_ms"] > 3600_000
        held = await marina.expect("held")
        assert (held["limit"], held["people"]) == ("conversations_per_half_day", 1)
        # Whoever comes to the console later hears of it, too; operators can do nothing about it.
        [again, anna] = await enter(at, "marina", "anna")
        assert (await again.expect("held"))["until"] == held["until"]
        await anna.expect_silence("held")


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


# ---------------------------------------------------------------- slow readers


async def deaf(at: Running, peer: Peer) -> plain.socket:
    """The same person on a socket that is never read, with the smallest buffer there is."""
    made = plain.socket()
    made.setsockopt(plain.SOL_SOCKET, plain.SO_RCVBUF, 2048)
    made.setblocking(False)
    await asyncio.get_running_loop().sock_connect(made, ("127.0.0.1", at.port))
    key = "dGhlIHNhbXBsZSBub25jZQ=="
    head = "".join(f"{name}: {value}\r\n" for name, value in peer.headers.items())
    shake = (
        f"GET {peer.path} HTTP/1.1\r\nHost: 127.0.0.1:{at.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n{head}\r\n"
    )
    await asyncio.get_running_loop().sock_sendall(made, shake.encode())
    assert b" 101 " in await asyncio.get_running_loop().sock_recv(made, 500)
    hello = json.dumps(first_frame(peer.token)).encode()
    mask = b"\0\0\0\0"
    length = bytes([0x80 | 126]) + len(hello).to_bytes(2, "big")
    await asyncio.get_running_loop().sock_sendall(made, bytes([0x81]) + length + mask + hello)
    return made


async def test_a_reader_who_leaves_a_megabyte_unread_is_dropped_and_others_never_wait(within: Within):
    """Long before it is one who takes nothing for too long."""
    async with within(queue_bytes=100_000, write_seconds=60.0) as at:
        mary, anna = await held(at)
        slow = await deaf(at, mary)
        await until(lambda: at.house.sockets.living == 3)
        for _ in range(50):
            assert (await anna.say("ж" * 10_000, lock=anna.lock))["t"] == "ok"
        assert at.house.sockets.living == 2
        assert (await mary.say("А у меня всё пришло"))["t"] == "ok"
        slow.close()


async def test_a_reader_who_takes_nothing_for_too_long_is_dropped(within: Within):
    async with within(write_seconds=0.3) as at:
        mary, anna = await held(at)
        slow = await deaf(at, mary)
        await until(lambda: at.house.sockets.living == 3)
        # More than the kernel takes, and less than may wait.
        for _ in range(20):
            await anna.say("ж" * 10_000, lock=anna.lock)
        await until(lambda: at.house.sockets.living == 2)
        slow.close()


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
