"""After any absence a client comes back to exactly what a fresh load shows."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from house import Running
from peer import Peer, begin, enter, held, new_id
from samovar.domain.reading.library import access
from samovar.domain.reading.log import entries_after
from samovar.live.hub import Hub
from samovar.storage.engine.database import Session, Unavailable
from samovar.storage.queries import lists
from screen import Screen


async def back(peer: Peer, seq: int, epoch: str | None = None, conv: str = "") -> tuple[Peer, Any]:
    """The same person returns with what he has."""
    again = Peer(peer.at, peer.token, peer.path, peer.headers, conv=peer.conv, lock=peer.lock)
    epoch = epoch or peer.at.house.services.epoch
    welcome = await again.come_in(epoch=epoch, cursors=[{"conv": conv or peer.conv, "seq": seq}])
    return again, welcome


async def test_whoever_was_away_misses_nothing_and_sees_nothing_twice(at: Running):
    mary, anna = await held(at)
    await mary.cut()
    for n in range(5):
        await anna.say(f"Ответ {n}", lock=anna.lock)
        await anna.say(f"Заметка {n}", kind="note")
    mary, welcome = await back(mary, seq=1)
    assert welcome["heads"] == [{"conv": mary.conv, "seq": 11, "seen": {}}]
    batch = await mary.expect("batch")
    assert (batch["from"], batch["to"]) == (2, 11) and "more" not in batch
    assert [event["body"] for event in batch["events"][1:]] == [f"Ответ {n}" for n in range(5)]
    await anna.say("Вы снова здесь", lock=anna.lock)
    live = await mary.expect("ev")
    assert live["e"]["body"] == "Вы снова здесь" and live["e"]["prev"] == 11
    await mary.expect_silence("batch")


async def test_an_operator_comes_back_to_the_talks_he_reads(at: Running):
    mary, anna = await held(at)
    await anna.cut()
    for n in range(3):
        await mary.say(f"Вопрос {n}")
    anna, welcome = await back(anna, seq=2, conv=mary.conv)
    assert welcome["heads"][0]["seq"] == 5
    batch = await anna.expect("batch")
    assert [event["seq"] for event in batch["events"]] == [3, 4, 5]
    await mary.say("Ещё")
    assert (await anna.expect("ev"))["e"]["seq"] == 6


async def test_who_has_everything_gets_nothing_again(at: Running):
    mary, anna = await held(at)
    mary, _ = await back(mary, seq=2)
    await mary.expect_silence("batch")
    await anna.say("Добрый день", lock=anna.lock)
    assert (await mary.expect("ev"))["e"]["seq"] == 3


async def test_a_long_absence_comes_in_batches_of_two_hundred(at: Running):
    mary, anna = await held(at)
    await mary.cut()
    for n in range(450):
        cid = new_id()
        await anna.send(t="send", cid=cid, conv=mary.conv, body=f"{n}", lock=anna.lock)
    await anna.expect("ok", lambda frame: frame["seq"] == 452)
    mary, _ = await back(mary, seq=0)
    batches = [await mary.expect("batch") for _ in range(3)]
    assert [len(each["events"]) for each in batches] == [200, 200, 52]
    assert [each.get("more", False) for each in batches] == [True, True, False]
    assert [each["from"] for each in batches] == [1, 201, 401]
    screen = Screen(mary.conv).show(mary.frames)
    assert [event["seq"] for event in screen.events] == list(range(1, 453))


@pytest.mark.parametrize("busy", [0, 7])
async def test_what_happens_while_coming_in_is_told_after_the_welcome_once(at: Running, busy: int):
    """Register, read, flush: nothing falls between reading and listening."""
    mary, anna = await held(at)
    await anna.say("Пока вас не было", lock=anna.lock)
    sender = asyncio.create_task(chatter(anna, mary.conv))
    screens = []
    for n in range(10):
        seq = n % 3 if busy else 0
        tab, _ = await back(mary, seq=seq)
        assert tab.frames[0]["t"] == "welcome"
        await anna.rows(visitor_of=mary.conv)
        await tab.rows()
        screen = Screen(mary.conv)
        screen.events = [{"seq": number} for number in range(1, seq + 1)]
        screens.append((tab, screen))
    sender.cancel()
    last = await anna.say("Конец", lock=anna.lock)
    for tab, screen in screens:
        await tab.expect("ev", lambda frame: frame["e"]["seq"] == last["seq"])
        screen.show(tab.frames)
        assert screen.gaps == []
        assert [event["seq"] for event in screen.events] == list(range(1, last["seq"] + 1))


async def chatter(anna: Peer, conv: str) -> None:
    while True:
        await anna.send(t="send", cid=new_id(), conv=conv, body="и ещё", lock=anna.lock)
        await asyncio.sleep(0.005)


class Slow:
    """Holds up one kind of reading, after it has read. `name`: of the function that reads."""

    def __init__(self, at: Running, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.reading, self.free = asyncio.Event(), asyncio.Event()
        self.name, self.read = name, at.house.services.database.read
        monkeypatch.setattr(at.house.services.database, "read", self)

    async def __call__(self, query: Any, *args: Any, **kwargs: Any) -> Any:
        found = await self.read(query, *args, **kwargs)
        if query.__qualname__ == self.name:
            self.reading.set()
            await self.free.wait()
        return found


@pytest.mark.parametrize("reading", [lists.of_visitors, entries_after], ids=["talks", "entries"])
async def test_a_visitor_is_told_after_the_welcome_what_happened_before_it(
    at: Running, reading: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
):
    mary = await begin(at)
    slow = Slow(at, reading.__qualname__, monkeypatch)
    tab = Peer(at, mary.token, mary.path, mary.headers)
    await tab.connect(epoch=at.house.services.epoch, cursors=[{"conv": mary.conv, "seq": 1}])
    await slow.reading.wait()
    await mary.say("Пока вы входили")
    slow.free.set()
    assert (await tab.next())["t"] == "welcome"
    await tab.rows()
    screen = Screen(mary.conv)
    screen.events = [{"seq": 1}]
    assert screen.show(tab.frames).bodies == ["Пока вы входили"] and screen.gaps == []
    told = [event for frame in tab.frames for event in (*frame.get("events", []), frame.get("e"))]
    assert len([event for event in told if event and event["seq"] == 2]) == 1


async def test_an_operator_is_told_after_the_welcome_what_happened_before_it(
    at: Running, monkeypatch: pytest.MonkeyPatch
):
    mary, anna = await held(at)
    slow = Slow(at, access.__qualname__, monkeypatch)
    tab = Peer(at, anna.token, anna.path, anna.headers)
    await tab.connect(epoch=at.house.services.epoch, cursors=[{"conv": mary.conv, "seq": 2}])
    await slow.reading.wait()
    await mary.say("Пока вы входили")
    slow.free.set()
    assert (await tab.next())["t"] == "welcome"
    await tab.expect("summary", lambda frame: frame["row"]["seq"] == 3)
    screen = Screen(mary.conv, notes=True)
    screen.events = [{"seq": 1}, {"seq": 2}]
    assert screen.show(tab.frames).bodies == ["Пока вы входили"] and screen.gaps == []


async def test_what_the_live_path_left_out_is_read_before_what_comes_after_it(
    at: Running, monkeypatch: pytest.MonkeyPatch
):
    mary, anna = await held(at)
    await mary.rows()
    with monkeypatch.context() as silent:
        silent.setattr(Hub, "publish", lambda *told: None)
        await anna.say("Не дошло", lock=anna.lock)
    await anna.say("Дошло", lock=anna.lock)
    await mary.expect("batch")
    await mary.rows()
    screen = Screen(mary.conv).show(mary.frames)
    assert screen.bodies[1:] == ["Не дошло", "Дошло"] and screen.gaps == []


# ---------------------------------------------------------------- start over


@pytest.mark.parametrize(
    ("seq", "epoch"), [(4, None), (2**31 - 1, None), (1, "another-epoch-000"), (0, "another-epoch-000")]
)
async def test_a_place_that_does_not_fit_this_history_starts_over(at: Running, seq: int, epoch: str | None):
    mary, anna = await held(at)
    for peer in (mary, anna):
        again, _ = await back(peer, seq=seq, epoch=epoch, conv=mary.conv)
        assert (await again.expect("reset"))["scope"] == mary.conv
        await again.expect_silence("batch")
        page = await again.ask("get", conv=mary.conv)
        assert [event["seq"] for event in page["events"]][:2] == [1, 2]
        body = f"Ау, {new_id()}"
        await mary.say(body)
        await again.expect("ev", lambda frame, body=body: frame["e"].get("body") == body)


async def test_cursors_without_an_epoch_start_over(at: Running):
    mary, _ = await held(at)
    tab = Peer(at, mary.token, mary.path, mary.headers)
    await tab.come_in(cursors=[{"conv": mary.conv, "seq": 1}])
    assert (await tab.expect("reset"))["scope"] == mary.conv


@pytest.mark.parametrize("conv", ["a-random-conversation", "theirs"])
async def test_a_cursor_into_somebody_elses_talk_is_like_one_into_none(at: Running, conv: str):
    mary, _ = await held(at)
    paul = await begin(at)
    [timur] = await enter(at, "timur")
    conv = mary.conv if conv == "theirs" else conv
    for peer in (paul, timur):
        again, welcome = await back(peer, seq=0, conv=conv)
        assert (await again.expect("reset"))["scope"] == conv
        assert all(head["conv"] != conv for head in welcome.get("heads", []))
        await mary.say("Секрет")
        await again.expect_silence("ev")
        await again.expect_silence("batch")


async def test_the_same_place_named_twice_is_one_place(at: Running):
    mary, anna = await held(at)
    for peer in (mary, anna):
        again = Peer(at, peer.token, peer.path, peer.headers)
        cursors = [{"conv": mary.conv, "seq": 0}, {"conv": mary.conv, "seq": 1}, {"conv": mary.conv, "seq": 0}]
        await again.come_in(epoch=at.house.services.epoch, cursors=cursors)
        await again.rows()
        screen = Screen(mary.conv).show(again.frames)
        assert [event["seq"] for event in screen.events] == [1, 2]


# ---------------------------------------------------------------- pages


async def test_the_whole_talk_can_be_scrolled_both_ways(at: Running):
    mary, anna = await held(at)
    for n in range(120):
        await anna.send(t="send", cid=new_id(), conv=mary.conv, body=f"{n}", lock=anna.lock)
    await anna.expect("ok", lambda frame: frame["seq"] == 122)
    page = await anna.ask("get", conv=mary.conv)
    assert (page["from"], page["to"], page["more"]) == (73, 122, True)
    back, found = page, page["events"]
    while back.get("more"):
        back = await anna.ask("get", conv=mary.conv, before=back["from"], limit=30)
        found = back["events"] + found
    assert [event["seq"] for event in found] == list(range(1, 123))
    forth, found = {"to": 0, "more": True}, []
    while forth.get("more"):
        forth = await anna.ask("get", conv=mary.conv, after=forth["to"], limit=100)
        found += forth["events"]
    assert [event["seq"] for event in found] == list(range(1, 123))


async def test_beyond_the_end_there_is_an_empty_page(at: Running):
    mary, _ = await held(at)
    page = await mary.ask("get", conv=mary.conv, after=2)
    assert page["events"] == [] and "more" not in page
    page = await mary.ask("get", conv=mary.conv, before=1)
    assert page["events"] == [] and "more" not in page


# ---------------------------------------------------------------- retries


async def test_a_message_sent_again_is_stored_once_and_says_so(at: Running):
    mary = await begin(at)
    cid = new_id()
    first, again = await mary.say("Дважды", cid=cid), await mary.say("Дважды", cid=cid)
    assert (first["seq"], first["ts"], first["conv"]) == (again["seq"], again["ts"], again["conv"])
    assert again["dup"] is True and "dup" not in first
    tab, _ = await back(mary, seq=0)
    assert (await tab.say("Дважды", cid=cid))["dup"]
    page = await mary.ask("get", conv=mary.conv)
    assert [event["seq"] for event in page["events"]] == [1, 2]


async def test_a_first_message_sent_again_opens_nothing_new(at: Running):
    mary = await begin(at)
    conv, cid, ccid = mary.conv, new_id(), new_id()
    await mary.cmd("close")
    mary.conv = ""
    first = await mary.say("Снова", cid=cid, new={"ccid": ccid})
    mary.conv = ""
    again = await mary.say("Снова", cid=cid, new={"ccid": ccid})
    assert again["dup"] and again["conv"] == first["conv"] == conv
    assert len(await mary.rows(state="all")) == 1


async def test_a_retry_after_the_talk_was_closed_is_still_the_first_entry(at: Running):
    mary, anna = await held(at)
    cid = new_id()
    first = await mary.say("Успела?", cid=cid)
    await anna.cmd("close", mary.conv, lock=anna.lock)
    again = await mary.say("Успела?", cid=cid)
    assert again["dup"] and again["seq"] == first["seq"]
    assert (await mary.rows(state="all"))[0]["state"] == "closed"


async def test_a_claim_repeated_is_done_once(at: Running):
    mary = await begin(at)
    [anna] = await enter(at, "anna")
    rid = new_id()
    first, again = await anna.cmd("claim", mary.conv, rid=rid), await anna.cmd("claim", mary.conv, rid=rid)
    assert first["lock"] == again["lock"] and again["dup"]
    await mary.expect("ev", lambda frame: frame["e"]["kind"] == "claimed")
    await mary.expect_silence("ev", lambda frame: frame["e"]["kind"] == "claimed")


# ---------------------------------------------------------------- a database that does not answer


async def test_a_database_that_does_not_answer_is_said_and_forgotten(at: Running, monkeypatch: pytest.MonkeyPatch):
    mary, anna = await held(at)
    [marina] = await enter(at, "marina")
    database = at.house.services.database
    read, write = database.read, database.write

    async def broken(*args: Any, **kwargs: Any) -> Any:
        raise Unavailable("no line")

    monkeypatch.setattr(database, "read", broken)
    monkeypatch.setattr(database, "write", broken)
    cid = new_id()
    for answer in (
        await mary.say("Ау", cid=cid),
        await anna.say("Ответ", lock=anna.lock),
        await anna.cmd("close", lock=anna.lock),
        await marina.ask("get", conv=mary.conv),
        await marina.ask("list"),
        await marina.cmd("presence", presence="busy"),
    ):
        assert (answer["t"], answer["code"], answer["retry"]) == ("no", "unavailable", True)
        assert answer["after_ms"] > 0 and "ничего не потеряно" in answer["text"]
    newcomer = Peer(at, mary.token, mary.path, mary.headers)
    await newcomer.connect()
    assert await newcomer.closes() == 1013
    monkeypatch.setattr(database, "read", read)
    monkeypatch.setattr(database, "write", write)
    assert "dup" not in await mary.say("Ау", cid=cid)
    assert (await marina.ask("get", conv=mary.conv))["events"][-1]["body"] == "Ау"
    await mary.say("Слышно?")
    await marina.expect("ev", lambda frame: frame["e"].get("body") == "Слышно?")


async def test_nobody_hears_of_what_was_not_committed(at: Running, monkeypatch: pytest.MonkeyPatch):
    """The transaction is done with everything and then fails, as a full disk would make it."""
    mary, anna = await held(at)
    database = at.house.services.database
    write = database.write

    async def failing(work: Callable[[Session], Any]) -> Any:
        def last(session: Session) -> Any:
            work(session)
            raise Unavailable("disk full")

        return await write(last)

    monkeypatch.setattr(database, "write", failing)
    for peer in (mary, anna):
        await peer.rows()
    cid, told = new_id(), [len(peer.frames) for peer in (mary, anna)]
    assert (await mary.say("Слышно?", cid=cid))["code"] == "unavailable"
    for peer, before in zip((mary, anna), told, strict=True):
        await peer.rows()
        assert [frame for frame in peer.frames[before:] if frame["t"] in ("ok", "ev")] == []
    monkeypatch.setattr(database, "write", write)
    assert "dup" not in await mary.say("Слышно?", cid=cid)
    for peer in (mary, anna):
        await peer.expect("ev", lambda frame: frame["e"].get("body") == "Слышно?")
