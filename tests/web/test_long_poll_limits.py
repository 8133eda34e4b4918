"""What may go over a line of requests, how much and how fast."""

import asyncio
import json
from typing import Any

import pytest
from starlette.requests import ClientDisconnect

from house import SHOP, Running, Within, until
from peer import arrive, begin, held, new_id, operator
from polled import PING, bodies, knock, nothing_waits, on_line, polled, still, waits
from samovar.settings import Limits
from samovar.web.transport.bodies import body_of


@pytest.mark.parametrize("limit", ["sockets_visitor", "sockets_address", "sockets"])
async def test_lines_and_sockets_are_counted_together_and_given_back(within: Within, limit: str):
    # Of four sockets of the process two are kept for others.
    async with within(**{limit: 4 if limit == "sockets" else 2}) as at:
        mary = await arrive(at)
        await mary.come_in()
        line = await on_line(mary)
        late = polled(mary)
        await late.connect()
        assert await late.closes() == 1013
        await waits(line)
        await line.leave()
        await until(lambda: at.house.sockets.living == 1)
        await on_line(mary)


@pytest.mark.parametrize(("proxies", "code"), [("127.0.0.1", None), ("192.0.2.1", 1013)])
async def test_an_address_is_believed_from_our_own_proxy_only(within: Within, proxies: str, code: int | None):
    async with within(proxies=proxies, sockets_address=1) as at:
        await on_line(await arrive(at))
        mary = await arrive(at)
        headers = mary.headers | {"X-Forwarded-For": "203.0.113.9"}
        assert await knock(at, "visitor", headers, mary.token) == code


FRAMES = [("visitor", Limits().visitor_frame), ("operator", Limits().operator_frame)]


@pytest.mark.parametrize(("side", "limit"), FRAMES)
async def test_a_frame_of_the_largest_size_is_read_and_one_more_byte_ends_it(at: Running, side: str, limit: int):
    peer = await on_line(await arrive(at) if side == "visitor" else operator(at, "anna"))
    await peer.raw(PING + " " * (limit - len(PING)))
    await peer.expect("pong")
    await peer.raw(PING + " " * (limit + 1 - len(PING)))
    assert await peer.closes() == 1009


@pytest.mark.parametrize(("side", "limit"), FRAMES)
async def test_eight_of_the_largest_frames_are_one_request_and_not_much_more(at: Running, side: str, limit: int):
    peer = await on_line(await arrive(at) if side == "visitor" else operator(at, "anna"))
    largest = PING + " " * (limit - len(PING))
    assert (await peer.request("/say", peer.line, *[largest] * 8)).status_code == 204
    for _ in range(8):
        await peer.expect("pong")
    for deed in ("", "/say", "/take"):
        assert (await peer.request(deed, peer.line, *[largest] * 9)).status_code == 413
    await peer.raw(PING)
    await peer.expect("pong")


async def test_a_body_that_does_not_come_is_not_waited_for(within: Within):
    async with within(hello_seconds=0.2) as at:
        reader, writer = await asyncio.open_connection("127.0.0.1", at.port)
        head = f"POST /line/visitor HTTP/1.1\r\nHost: x\r\nOrigin: {SHOP}\r\nContent-Length: 100\r\n\r\nhalf"
        writer.write(head.encode())
        async with asyncio.timeout(3):
            assert b" 408 " in await reader.readline()
        writer.close()


async def test_a_request_that_is_broken_off_in_the_middle_is_no_failure(at: Running, monkeypatch: pytest.MonkeyPatch):
    mary, broken = await on_line(await begin(at)), []

    async def noted(*request: Any) -> bytes:
        try:
            return await body_of(*request)
        except ClientDisconnect:
            broken.append(request)
            raise

    monkeypatch.setattr("samovar.web.endpoints.long_polls.body_of", noted)
    _, writer = await asyncio.open_connection("127.0.0.1", at.port)
    head = f"POST /line/visitor/say HTTP/1.1\r\nHost: x\r\nOrigin: {SHOP}\r\nContent-Length: 100\r\n\r\n"
    writer.write(f"{head}{mary.line}".encode())
    await writer.drain()
    writer.close()
    await until(lambda: bool(broken))
    assert (await mary.say("Ничего не было"))["t"] == "ok"


async def test_a_flood_is_refused_and_then_ends_it(within: Within):
    async with within(frames_burst=5, frames_per_second=0.001) as at:
        mary = await on_line(await arrive(at))
        answers = [await mary.ask("list") for _ in range(6)]
        assert [each["t"] for each in answers] == ["page"] * 5 + ["no"] and answers[-1]["code"] == "rate"
        for _ in range(12):
            await mary.send(t="list", rid=new_id())
        assert await mary.closes() == 4429


async def test_whoever_leaves_too_much_unread_is_told_to_come_back(within: Within):
    async with within(queue_bytes=50_000) as at:
        mary, anna = await held(at)
        slow = await still(mary)
        for _ in range(5):
            assert (await anna.say("ж" * 10_000, lock=anna.lock))["t"] == "ok"
        assert (await mary.say("У меня всё пришло"))["t"] == "ok"
        assert json.loads((await slow.take()).text) == {"t": "end", "code": 4408, "reason": "slow"}
        back = await on_line(mary)
        assert len((await back.ask("get", conv=mary.conv))["events"]) == 8


async def test_signals_are_dropped_first(at: Running):
    mary, anna = await held(at)
    slow = await nothing_waits(await still(mary))
    for _ in range(4):
        await anna.say("ж" * 10_000, lock=anna.lock)
    await anna.send(t="typing", conv=mary.conv)
    await anna.say("Последнее", lock=anna.lock)
    await mary.expect("ev", lambda frame: frame["e"].get("body") == "Последнее")
    came = (await slow.take()).text
    assert "Последнее" in bodies(came) and '"typing"' not in came
