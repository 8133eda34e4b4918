"""Sockets made of requests: what holds on a socket holds here, and no request that gets lost loses a frame."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import ClientDisconnect

from browser import Browser, browsing
from house import LIMITS, NO_WAIT, SHOP, Running, running, until
from peer import Peer, arrive, begin, first_frame, held, new_id, operator
from polled import Polled, polled
from samovar.clockwork import Spans
from samovar.settings import Limits
from samovar.web.transport import long_poll as lines
from samovar.web.transport.bodies import body_of
from screen import Screen

Within = Callable[..., AbstractAsyncContextManager[Running]]
PING = '{"t":"ping"}'


@pytest.fixture
def within(tmp_path: Path, filled_file: Path) -> Within:
    """A house with other limits or settings, which stops as in life."""

    @asynccontextmanager
    async def made(spans: Spans = NO_WAIT, proxies: str = "127.0.0.1", **limits: Any) -> AsyncIterator[Running]:
        shutil.copy(filled_file, tmp_path / "samovar.db")
        narrow = replace(LIMITS, **limits)
        more = {"limits": narrow, "proxies": proxies}
        async with running(tmp_path, filled=False, politely=True, spans=spans, **more) as at:
            yield at

    return made


async def on_line(peer: Peer, **hello: Any) -> Polled:
    """The same person comes in by requests."""
    made = polled(peer)
    await made.come_in(**hello)
    return made


async def still(peer: Peer) -> Polled:
    """He has come in, but does not ask for more on his own."""
    made = polled(peer, fetches=False)
    await made.come_in()
    return made


def bodies(text: str) -> list[str]:
    frames = [json.loads(each) for each in text.split("\n") if each]
    return [frame["e"]["body"] for frame in frames if frame["t"] == "ev"]


# ---------------------------------------------------------------- the same talk


@pytest.mark.parametrize("side", ["visitor", "operator", "both"])
async def test_two_people_talk_whatever_carries_it(on_each: Running, side: str):
    mary, anna = await arrive(on_each), operator(on_each, "anna")
    mary = polled(mary) if side != "operator" else mary
    anna = polled(anna) if side != "visitor" else anna
    await mary.come_in()
    await anna.come_in()
    assert (await mary.say("Сколько стоит кухня?"))["t"] == "ok"
    row = (await anna.expect("summary"))["row"]
    assert (await anna.claim(row["conv"]))["t"] == "ok"
    assert (await anna.say("От 180 тысяч", lock=anna.lock))["t"] == "ok"
    await mary.expect("ev", lambda frame: frame["e"].get("body") == "От 180 тысяч")
    await mary.send(t="typing", conv=mary.conv)
    await anna.expect("eph", lambda frame: frame["kind"] == "typing")
    await mary.send(t="read", conv=mary.conv, seq=3)
    await anna.expect("eph", lambda frame: frame["kind"] == "read" and frame["seen"]["visitor"] == 3)
    assert (await anna.cmd("close", lock=anna.lock))["t"] == "ok"
    await mary.expect("ev", lambda frame: frame["e"]["kind"] == "closed")
    assert Screen(mary.conv).show(mary.frames).bodies == ["Сколько стоит кухня?", "От 180 тысяч"]


async def test_frames_in_one_request_are_carried_out_in_order(at: Running):
    mary = await on_line(await begin(at))
    said = [json.dumps({"t": "send", "cid": new_id(), "conv": mary.conv, "body": f"{n}"}) for n in range(20)]
    assert (await mary.request("/say", mary.line, *said)).status_code == 204
    oks = [(await mary.expect("ok"))["cid"] for _ in said]
    assert oks == [json.loads(each)["cid"] for each in said]
    page = await mary.ask("get", conv=mary.conv)
    assert [event["body"] for event in page["events"][1:]] == [f"{n}" for n in range(20)]


async def test_who_goes_on_elsewhere_sees_what_he_has_not_seen_and_no_more(at: Running):
    mary, anna = await held(at)
    before = (await mary.expect("ev", lambda frame: frame["e"]["kind"] == "claimed"))["e"]["seq"]
    await mary.leave()
    await anna.say("Пока вас не было", lock=anna.lock)
    epoch = mary.frames[0]["epoch"]
    back = await on_line(mary, epoch=epoch, cursors=[{"conv": mary.conv, "seq": before}])
    batch = await back.expect("batch")
    assert [event["body"] for event in batch["events"]] == ["Пока вас не было"]
    await anna.say("А теперь живьём", lock=anna.lock)
    await back.expect("ev", lambda frame: frame["e"].get("body") == "А теперь живьём")


# ---------------------------------------------------------------- lost requests


async def test_an_answer_that_got_lost_comes_again(at: Running):
    mary, anna = await held(at)
    away = await still(mary)
    await anna.say("Раз", lock=anna.lock)
    lost = await away.take()
    assert "Раз" in bodies(lost.text)
    await anna.say("Два", lock=anna.lock)
    again = await away.take()
    assert again.text == lost.text
    away.note(again.text)
    assert bodies((await away.take()).text) == ["Два"]


async def test_a_message_whose_acknowledgement_got_lost_is_stored_once(at: Running):
    mary, cid = await still(await begin(at)), new_id()
    frame = json.dumps({"t": "send", "cid": cid, "conv": mary.conv, "body": "Один раз"})
    await mary.request("/say", mary.line, frame)
    assert cid in (await mary.take()).text
    for _ in range(3):
        back = await on_line(mary)
        assert (await back.say("Один раз", conv=mary.conv, cid=cid))["dup"]
    page = await back.ask("get", conv=mary.conv)
    assert [event["body"] for event in page["events"]][1:] == ["Один раз"]


async def test_requests_broken_off_anywhere_lose_and_double_nothing(at: Running):
    """As a client does it: whatever fails ends the line, and what is not acknowledged goes out again."""
    mary = await begin(at)
    said = [f"{n}" for n in range(20)]
    for number, body in enumerate(said):
        cid, answer = new_id(), None
        for attempt in range(3):
            tab = await on_line(mary)
            going = asyncio.create_task(tab.say(body, conv=mary.conv, cid=cid))
            await asyncio.wait({going}, timeout=number / 1000 if attempt < 2 else None)
            answer = going.result() if going.done() else None
            going.cancel()
            await asyncio.wait({going})
            await tab.leave()
        assert answer and answer["t"] == "ok"
    seen = await on_line(mary)
    page = await seen.ask("get", conv=mary.conv)
    assert [event["body"] for event in page["events"]][1:] == said


async def nothing_waits(peer: Polled) -> Polled:
    """All that was pushed so far is taken."""
    while at_line(peer).waiting():
        peer.note((await peer.take()).text)
    return peer


def at_line(peer: Polled) -> lines.LongPoll:
    return peer.at.house.polling.lines[peer.line]


async def waits(peer: Polled) -> None:
    """A request of his waits at the server."""
    await until(lambda: at_line(peer).asked)


async def test_a_newer_request_takes_the_place_of_one_that_waits(at: Running):
    mary, anna = await held(at)
    away = await nothing_waits(await still(mary))
    older = asyncio.create_task(away.take())
    await waits(away)
    newer = asyncio.create_task(away.take())
    assert (await older).status_code == 409
    await waits(away)
    await anna.say("Кому?", lock=anna.lock)
    assert bodies((await newer).text) == ["Кому?"]


@pytest.mark.parametrize("number", ["", "-1", "7", "99", "1.0", "x", "1" * 5000, "١"])
async def test_a_number_that_makes_no_sense_gets_nothing(at: Running, number: str):
    mary = await nothing_waits(await still(await begin(at)))
    answer = await mary.request("/take", mary.line, number)
    assert (answer.status_code, answer.text) == (409, "")
    assert (await mary.request("/say", mary.line, PING)).status_code == 204


async def test_a_request_waits_for_what_comes_and_is_answered_in_the_end(at: Running, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(lines, "WAIT", 0.2)
    mary = await nothing_waits(await still(await arrive(at)))
    answer = await mary.take()
    assert (answer.status_code, answer.text) == (204, "")
    mary.note(answer.text)
    monkeypatch.setattr(lines, "WAIT", 20.0)
    waiting = asyncio.create_task(mary.take())
    await mary.raw(PING)
    assert json.loads((await waiting).text)["t"] == "pong"


# ---------------------------------------------------------------- who has gone


async def test_whoever_does_not_come_for_his_frames_has_gone(at: Running, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(lines, "LEASE", 0.3)
    mary = await still(await arrive(at))
    stays = await on_line(await arrive(at))
    await until(lambda: at.house.sockets.living == 1)
    assert at.house.services.rate_limits.sockets == 1
    assert (await mary.take()).status_code == 404
    assert (await mary.request("/say", mary.line, PING)).status_code == 404
    assert (await stays.say("А я здесь"))["t"] == "ok"


async def test_a_broken_request_tells_that_the_client_has_gone(at: Running):
    mary = await nothing_waits(await still(await arrive(at)))
    mary.fetching = asyncio.create_task(mary.fetch_on())
    await waits(mary)
    assert at.house.sockets.living == 1
    await mary.leave()
    await until(lambda: at.house.sockets.living == 0)
    assert at.house.services.rate_limits.sockets == 0
    await until(lambda: at.house.polling.lines == {})


# ---------------------------------------------------------------- limits


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


# ---------------------------------------------------------------- stopping


async def test_a_stopping_server_answers_whoever_waits_and_keeps_committing_meanwhile(within: Within):
    async with within(Spans(drain=0.5)) as at:
        mary = await on_line(await begin(at))
        anna = await on_line(operator(at, "anna"))
        at.stop.set()
        for peer in (mary, anna):
            assert (await peer.expect("drain"))["min_ms"] > 0
        assert (await mary.say("Последнее слово"))["t"] == "ok"
        assert await mary.closes() == 1012 and await anna.closes() == 1012


async def test_nobody_new_is_let_in_while_stopping(at: Running):
    mary = await arrive(at)
    at.house.sockets.drain(1, 2)
    assert await knock(at, "visitor", mary.headers, mary.token) == 1012


# ---------------------------------------------------------------- bad frames


@pytest.mark.parametrize("bad", ["", "{", "[]", '{"t":"hello","v":1}', '{"t":"look"}', b"\xff\xfe", "nonsense"])
async def test_a_bad_first_frame_begins_nothing(at: Running, bad: str | bytes):
    async with browsing(at) as browser:
        body = bad if isinstance(bad, bytes) else bad.encode()
        answer = await browser.post("/line/visitor", content=body, headers={"Origin": SHOP})
    assert json.loads(answer.text.split("\n")[-1])["code"] == 4400
    await until(lambda: at.house.sockets.living == 0)


@pytest.mark.parametrize("bad", ["", "{", '{"t":"ping","x":1}', b"\xff\xfe", '{"t":"look"}'])
async def test_a_bad_frame_ends_the_line(at: Running, bad: str | bytes):
    mary = await on_line(await begin(at))
    await mary.raw(bad)
    assert await mary.closes() == 4400
    assert (await mary.take()).status_code == 404


async def test_a_broken_handler_ends_its_own_line_only(at: Running, monkeypatch: pytest.MonkeyPatch):
    mary = await on_line(await begin(at))
    anna = await on_line(operator(at, "anna"))
    await anna.claim(mary.conv)
    monkeypatch.setattr("samovar.web.operator.side.Note", lambda **_: 1 / 0)
    await anna.send(t="send", cid=new_id(), conv=mary.conv, kind="note", body="Ой")
    assert await anna.closes() == 1011
    assert (await mary.say("Слышно?"))["t"] == "ok"


# ---------------------------------------------------------------- who may


async def knock(at: Running, side: str, headers: dict[str, str], token: str) -> int | None:
    """What whoever wants a line meets: an HTTP status, a close code, or None for a welcome."""
    hello = json.dumps(first_frame(token))
    async with browsing(at) as browser:
        answer = await browser.post(f"/line/{side}", content=hello, headers=headers)
    if answer.status_code != 200:
        return answer.status_code
    first = json.loads(answer.text.split("\n")[1])
    return None if first["t"] == "welcome" else int(first["code"])


FOREIGN = [None, "null", "", "http://evil.example", "https://shop.example", "http://shop.example.evil.example", "*"]


@pytest.mark.parametrize("origin", FOREIGN)
async def test_only_pages_of_our_own_get_a_line(at: Running, origin: str | None):
    mary, anna = await arrive(at), operator(at, "anna")
    given = {} if origin is None else {"Origin": origin}
    assert await knock(at, "visitor", given, mary.token) == 403
    cookie = {"Cookie": anna.headers["Cookie"]}
    assert await knock(at, "operator", cookie | given, anna.token) == 403
    assert await knock(at, "operator", cookie | {"Origin": SHOP}, anna.token) == 403
    assert await knock(at, "operator", anna.headers, anna.token) is None


async def test_a_line_needs_the_same_proof_as_a_socket(at: Running):
    mary, anna, ivan = await arrive(at), operator(at, "anna"), operator(at, "ivan")
    for token in ("", "x", mary.token[:-1], anna.token):
        assert await knock(at, "visitor", mary.headers, token) == 4401
    assert await knock(at, "visitor", {"Origin": "http://other.example"}, mary.token) == 4403
    for token in ("", ivan.token, mary.token):
        assert await knock(at, "operator", anna.headers, token) == 4401
    for cookie in ("", "samovar_session=nonsense"):
        assert await knock(at, "operator", {"Origin": at.http, "Cookie": cookie}, anna.token) == 4401


async def test_a_line_is_nobodys_who_does_not_stand_where_it_was_opened(at: Running):
    mary, anna = await on_line(await begin(at)), await on_line(operator(at, "anna"))
    ivan = operator(at, "ivan").headers["Cookie"]
    strangers: list[tuple[Polled, str, dict[str, str]]] = [
        (mary, "/line/visitor", {"Origin": "http://other.example"}), (mary, "/line/visitor", {}),
        (mary, "/line/operator", anna.headers), (anna, "/line/visitor", {"Origin": SHOP}),
        (anna, "/line/operator", {"Origin": at.http}), (anna, "/line/operator", {"Origin": at.http, "Cookie": ivan}),
        (anna, "/line/operator", {"Origin": SHOP, "Cookie": anna.headers["Cookie"]}),
    ]  # fmt: skip
    async with browsing(at) as browser:
        for owner, path, headers in strangers:
            for deed in ("/say", "/take"):
                body = f"{owner.line}\n{owner.seen}"
                answer = await browser.post(path + deed, content=body, headers=headers)
                assert (answer.status_code, answer.text) == (404, ""), (path, headers)
    assert (await mary.say("Никто не помешал"))["t"] == "ok"
    assert (await anna.ask("list"))["t"] == "page"


async def test_a_made_up_line_is_like_one_that_has_ended(at: Running):
    mary = await on_line(await begin(at))
    for name in ("", "x", mary.line[:-1], mary.line + "A", mary.line.swapcase(), "\x00", "é"):
        assert (await mary.request("/say", name, PING)).status_code == 404


async def test_signing_out_ends_the_lines_of_that_session(at: Running):
    anna, ivan = await on_line(operator(at, "anna")), await on_line(operator(at, "ivan"))
    async with browsing(at, "secret-anna") as browser:
        await browser.post("/signout", data={"token": anna.token}, headers={"Origin": at.http})
    assert await anna.closes() == 4401
    assert (await ivan.ask("list"))["t"] == "page"


async def test_nothing_is_kept_and_only_our_sites_may_read_it(at: Running):
    mary, anna = await on_line(await begin(at)), await on_line(operator(at, "anna"))
    for peer, mine in ((mary, SHOP), (anna, None)):
        for answer in (await peer.request("/say", peer.line, PING), await peer.request("/say", "x")):
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers.get("access-control-allow-origin") == mine
            assert "access-control-allow-credentials" not in answer.headers and "set-cookie" not in answer.headers
    async with Browser(at) as browser:
        asked = await browser.options("/line/visitor/take", headers={"Origin": SHOP})
        assert (asked.status_code, asked.headers["access-control-allow-origin"]) == (204, SHOP)
        foreign = await browser.options("/line/visitor/take", headers={"Origin": "http://evil.example"})
        assert "access-control-allow-origin" not in foreign.headers


async def test_a_lines_id_is_random_and_long(at: Running):
    peers = [await still(await arrive(at)) for _ in range(5)]
    assert len({peer.line for peer in peers}) == 5 and {len(peer.line) for peer in peers} == {22}


async def test_strangers_on_lines_leave_room_for_operators_and_for_those_who_talk(within: Within):
    async with within(sockets=4) as at:
        mary = await begin(at)
        await mary.leave()
        await until(lambda: at.house.sockets.living == 0)
        for _ in range(2):
            await on_line(await arrive(at))
        late = polled(await arrive(at))
        await late.connect()
        assert await late.closes() == 1013
        await on_line(mary)
        await on_line(operator(at, "anna"))
