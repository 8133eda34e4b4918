"""Sockets made of requests: what holds on a socket holds here, and no request that gets lost loses a frame."""

import asyncio
import json

import pytest

from browser import browsing
from house import SHOP, Running, Within, until
from peer import arrive, begin, held, new_id, operator
from polled import PING, bodies, knock, nothing_waits, on_line, polled, still, waits
from samovar.clockwork import Spans
from samovar.web.transport import long_poll as lines
from screen import Screen

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
