"""The visitor sees who talks with him and what is said to him, and not a trace of what operators say to each other."""

import asyncio
import json

from house import Running, one_group, queued
from peer import Peer, arrive, begin, enter, held, new_id
from samovar.web import wire
from screen import Screen

SECRET = ("SECRET-NOTE", "SECRET-TRANSFER", "SECRET-MOVE", "transferred", "moved", "note", "released", "operators")


async def everything(peer: Peer) -> str:
    """All frames he has ever got, as they came over the wire."""
    await peer.ask("list", state="all")
    return "\n".join(json.dumps(frame, ensure_ascii=False) for frame in peer.frames)


async def a_talk_full_of_secrets(at: Running) -> tuple[Peer, Peer]:
    """Mary's talk goes through three hands; her second tab watches from the beginning."""
    mary, anna = await held(at)
    ivan, timur = await enter(at, "ivan", "timur")
    tab = Peer(at, mary.token, mary.path, mary.headers)
    await tab.come_in()
    await tab.ask("get", conv=mary.conv)
    await anna.say("SECRET-NOTE один", kind="note")
    await anna.say("Секунду", lock=anna.lock)
    await anna.cmd("transfer", lock=anna.lock, to="operator-ivan-000", note="SECRET-TRANSFER")
    accepted = await ivan.cmd("accept", mary.conv)
    await ivan.say("SECRET-NOTE два", kind="note")
    await ivan.say("SECRET-NOTE три", kind="note")
    await mary.say("А со столешницей?")
    await ivan.cmd("correct", mary.conv, field="city", value="SECRET-NOTE city")
    await ivan.cmd("release", mary.conv, lock=accepted["lock"])
    won = await ivan.claim(mary.conv)
    await ivan.cmd("move", mary.conv, lock=won["lock"], to="channel-kazan-0000", note="SECRET-MOVE")
    won = await timur.claim(mary.conv)
    await timur.say("Здравствуйте из Казани", conv=mary.conv, lock=won["lock"])
    await timur.cmd("close", mary.conv, lock=won["lock"])
    await mary.expect("ev", lambda frame: frame["e"]["kind"] == "closed")
    await tab.expect("ev", lambda frame: frame["e"]["kind"] == "closed")
    return mary, tab


SEEN = ["message", "claimed", "message", "claimed", "message", "claimed", "claimed", "message", "closed"]


async def test_no_frame_ever_tells_of_notes_transfers_and_moves(at: Running):
    mary, tab = await a_talk_full_of_secrets(at)
    late = Peer(at, mary.token, mary.path, mary.headers)
    await late.come_in(epoch=at.house.services.epoch, cursors=[{"conv": mary.conv, "seq": 0}])
    await late.expect("batch")
    await late.ask("get", conv=mary.conv, limit=3)
    await late.ask("get", conv=mary.conv, after=2, limit=5)
    for peer in (mary, tab, late):
        said = await everything(peer)
        assert "Здравствуйте из Казани" in said
        assert [word for word in SECRET if word in said] == []


async def test_live_and_read_again_it_is_the_same_talk_without_gaps(at: Running):
    mary, tab = await a_talk_full_of_secrets(at)
    late = Peer(at, mary.token, mary.path, mary.headers)
    await late.come_in(epoch=at.house.services.epoch, cursors=[{"conv": mary.conv, "seq": 0}])
    await late.expect("batch")
    screens = [Screen(mary.conv).show(peer.frames) for peer in (mary, tab, late)]
    for screen in screens:
        assert screen.gaps == []
        assert [event["kind"] for event in screen.events] == SEEN
        assert [event["seq"] for event in screen.events] == [1, 2, 4, 6, 9, 12, 14, 15, 16]
    bare = [[{key: event[key] for key in ("seq", "kind", "ts", "by")} for event in each.events] for each in screens]
    assert bare[0] == bare[1] == bare[2]


async def test_each_page_of_the_talk_links_to_the_one_before(at: Running):
    mary, _ = await a_talk_full_of_secrets(at)
    found, before = [], None
    while True:
        asked = {"before": before} if before else {}
        page = await mary.ask("get", conv=mary.conv, limit=2, **asked)
        found = page["events"] + found
        if not page.get("more"):
            break
        before = page["from"]
    assert [event["kind"] for event in found] == SEEN
    last = 0
    for event in found:
        assert event.get("prev", event["seq"] - 1) == last
        last = event["seq"]


async def test_a_jump_of_the_number_alone_tells_no_time(at: Running):
    """What operators do among themselves moves nothing in the visitor's list."""
    mary, anna = await held(at)
    before = (await mary.rows())[0]
    await asyncio.sleep(0.01)
    await anna.say("SECRET-NOTE", kind="note")
    after = (await mary.rows())[0]
    assert after | {"rev": 0} == before | {"rev": 0}
    await mary.expect_silence("summary", lambda frame: frame["row"]["rev"] > before["rev"])


async def test_a_closing_committed_together_with_a_note_reaches_his_list(at: Running):
    mary, anna = await held(at)
    [marina] = await enter(at, "marina")
    async with one_group(at, 2):
        await anna.send(t="close", rid="close-it-right-now", conv=mary.conv, lock=anna.lock)
        await queued(at, 1)
        await marina.send(t="send", cid="and-a-note-about-it", conv=mary.conv, kind="note", body="Готово")
    row = (await mary.expect("summary", lambda frame: frame["row"]["state"] == "closed"))["row"]
    assert row["closed"]


async def test_a_visitor_writes_no_notes_and_commands_nothing_but_the_end(at: Running):
    mary, anna = await held(at)
    assert (await mary.say("Я тоже оператор", kind="note"))["code"] == "bad_request"
    assert (await mary.say("С номером", lock=anna.lock))["code"] == "bad_request"
    for name in wire.command_tags(wire.OperatorFrame) - {"close"}:
        again = Peer(at, mary.token, mary.path, mary.headers)
        await again.come_in()
        await again.send(t=name, rid=new_id(), conv=mary.conv)
        assert await again.closes() == 4400
    page = await anna.ask("get", conv=mary.conv)
    assert [event["kind"] for event in page["events"]] == ["message", "claimed"]


async def test_he_learns_nothing_of_operators_but_their_names(at: Running):
    mary, anna = await held(at)
    sent = await anna.say("Добрый день", lock=anna.lock)
    claimed = await mary.expect("ev", lambda frame: frame["e"]["kind"] == "claimed")
    told = await mary.expect("ev", lambda frame: frame["e"].get("body") == "Добрый день")
    assert told["e"]["seq"] == sent["seq"] and "cid" not in claimed["e"]
    assert "email" not in json.dumps(mary.frames) and "olha.example" not in json.dumps(mary.frames)


async def test_two_visitors_never_hear_of_each_other(at: Running):
    mary, paul = await begin(at, "Я Мария"), await begin(at, "Я Павел")
    nobody = await arrive(at)
    await nobody.come_in()
    [anna] = await enter(at, "anna")
    for conv in (mary.conv, paul.conv):
        won = await anna.claim(conv)
        await anna.say(f"Ответ для {conv}", conv=conv, lock=won["lock"])
        await anna.send(t="typing", conv=conv)
        await anna.send(t="read", conv=conv, seq=1)
    await paul.expect("eph", lambda frame: frame["kind"] == "read")
    await mary.expect("eph", lambda frame: frame["kind"] == "read")
    assert paul.conv not in await everything(mary) and "Павел" not in await everything(mary)
    assert mary.conv not in await everything(paul)
    assert {frame["t"] for frame in nobody.frames} == {"welcome"} or "conv" not in await everything(nobody)
