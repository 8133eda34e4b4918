"""Delivery watches itself: only the live path is broken, and everybody still gets everything; and the alarm."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from browser import browsing
from house import LIMITS, Running, running
from peer import Frame, Peer, begin, enter, held
from samovar.domain.conversation.publish import Change, Row
from samovar.domain.delivery.reconcile import IGNORED_NUDGES, PATIENCE, TICK
from samovar.live.hub import Hub
from samovar.web.connection.subscriptions import Subscriptions
from samovar.web.operator.inbox import Inbox
from samovar.web.visitor.side import VisitorSide
from screen import Screen

Break = Callable[[pytest.MonkeyPatch], None]


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """The watch looks when the test says so."""
    monkeypatch.setattr("samovar.domain.delivery.reconcile.TICK", 3600.0)


def deaf(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str) -> None:
    """A part of the live path that lets no change through."""
    kept = getattr(owner, name)

    def let_through(self: Any, *given: Any) -> None:
        if not any(isinstance(each, Change | Row) for each in given):
            kept(self, *given)

    monkeypatch.setattr(owner, name, let_through)


def hub(monkeypatch: pytest.MonkeyPatch) -> None:
    deaf(monkeypatch, Hub, "publish")


def told(monkeypatch: pytest.MonkeyPatch) -> None:
    for side in (VisitorSide, Inbox):
        for what in ("_changed", "_listed"):
            deaf(monkeypatch, side, what)


def feed(monkeypatch: pytest.MonkeyPatch) -> None:
    deaf(monkeypatch, Subscriptions, "on_change")


def frames(monkeypatch: pytest.MonkeyPatch) -> None:
    deaf(monkeypatch, Subscriptions, "live")


BREAKS = [hub, told, feed, frames]


async def look(at: Running, times: int = 2) -> None:
    """What the first look finds changed, the second judges. In life there are seconds between them: rows that wait
    for their moment have been told."""
    for _ in range(times):
        at.flush()
        await at.house.services.reconciler.tick()


async def reading(peer: Peer, conv: str) -> Screen:
    """A client that keeps a conversation, and says so."""
    await peer.ask("get", conv=conv)
    return await level(peer, conv)


async def level(peer: Peer, conv: str) -> Screen:
    """What a client shows when all that is on the way has come; it reports that it has it."""
    await peer.ask("list")
    screen = Screen(conv, notes=peer.path == "/ws/operator").show(peer.frames)
    await peer.send(t="got", conv=conv, seq=screen.last)
    await peer.ask("list")
    return screen


async def heed(peer: Peer, conv: str) -> Screen:
    """As widget and console do when they hear that there is more than they have."""
    heads = await peer.expect("heads")
    has = Screen(conv, notes=peer.path == "/ws/operator").show(peer.frames).last
    if heads["heads"][0]["seq"] > has:
        await peer.ask("get", conv=conv, after=has)
    return await level(peer, conv)


async def health(at: Running) -> tuple[int, Frame]:
    async with browsing(at) as browser:
        answer = await browser.get("/health")
        return answer.status_code, answer.json()


# ---------------------------------------------------------------- everybody gets everything


@pytest.mark.parametrize("breaks", BREAKS)
async def test_with_a_broken_live_path_both_sides_get_each_message_by_asking(
    at: Running, breaks: Break, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    mary, anna = await held(at)
    [marina] = await enter(at, "marina")
    for peer in (mary, anna):
        await reading(peer, mary.conv)
    await look(at)
    breaks(monkeypatch)

    await mary.say("А с островом?")
    await look(at)
    assert (await heed(anna, mary.conv)).bodies[-1] == "А с островом?"
    await anna.say("От 180 тысяч", conv=mary.conv, lock=anna.lock)
    await look(at)
    assert (await heed(mary, mary.conv)).bodies[-1] == "От 180 тысяч"
    await look(at)

    alarm = await marina.expect("alarm")
    assert alarm["clients"] >= 1 and alarm["conversations"] == 1 and alarm["since"]
    assert [record.levelname for record in caplog.records if "is behind" in record.message] == ["WARNING"]
    assert "А с островом?" not in caplog.text
    status, words = await health(at)
    assert status == 200 and words.pop("clients") >= 2
    assert words == {"status": "behind", "since": alarm["since"], "conversations": 1}


@pytest.mark.parametrize("breaks", [hub, told])
async def test_consoles_see_a_new_waiting_talk_although_nobody_told_them(
    at: Running, breaks: Break, monkeypatch: pytest.MonkeyPatch
):
    anna, timur, marina = await enter(at, "anna", "timur", "marina")
    await look(at)
    breaks(monkeypatch)
    mary = await begin(at, "Есть кто живой?")
    await look(at)
    for peer in (anna, marina):
        row = (await peer.expect("summary"))["row"]
        assert (row["conv"], row["state"], row["last"]["body"]) == (mary.conv, "waiting", "Есть кто живой?")
    await timur.expect_silence("summary")


async def test_a_row_that_has_left_the_channel_goes_from_the_list(at: Running, monkeypatch: pytest.MonkeyPatch):
    mary, anna = await held(at)
    [ivan, timur] = await enter(at, "ivan", "timur")
    await look(at)
    hub(monkeypatch)
    await anna.cmd("move", mary.conv, lock=anna.lock, to="channel-kazan-0000")
    await look(at)
    for peer in (anna, ivan):
        assert (await peer.expect("gone"))["conv"] == mary.conv
    assert (await timur.expect("summary"))["row"]["state"] == "waiting"


async def test_a_colleagues_row_stays_locked(at: Running, monkeypatch: pytest.MonkeyPatch):
    anna, ivan = await enter(at, "anna", "ivan")
    mary = await begin(at)
    await ivan.expect("summary")
    await look(at)
    hub(monkeypatch)
    await anna.claim(mary.conv)
    await mary.say("Только для Анны")
    await look(at)
    row = (await ivan.expect("summary"))["row"]
    assert row["locked"] and "last" not in row
    assert "Только для Анны" not in str(ivan.frames)


async def test_a_second_tab_learns_of_a_talk_begun_in_the_first(at: Running, monkeypatch: pytest.MonkeyPatch):
    mary = await begin(at)
    second = Peer(at, mary.token, mary.path, mary.headers)
    await second.come_in()
    await look(at)
    hub(monkeypatch)
    await mary.say("Из первой вкладки")
    await look(at)
    assert (await second.expect("summary"))["row"]["last"]["body"] == "Из первой вкладки"


# ---------------------------------------------------------------- the alarm


def test_the_alarm_comes_within_half_a_minute():
    """Found by the first look, judged and nudged by the second, unheeded in the next ones."""
    assert TICK * (3 + IGNORED_NUDGES) <= 30


async def alarmed(at: Running, monkeypatch: pytest.MonkeyPatch) -> tuple[Peer, Peer, Peer]:
    mary, anna = await held(at)
    [marina] = await enter(at, "marina")
    await look(at)
    with monkeypatch.context() as broken:
        hub(broken)
        await mary.say("А с островом?")
        await look(at)
    return mary, anna, marina


async def test_one_skipped_message_is_an_alarm_until_another_came_in_time(
    at: Running, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    mary, _, marina = await alarmed(at, monkeypatch)
    assert (await marina.expect("alarm"))["clients"] == 3
    await look(at)
    assert (await health(at))[1]["status"] == "behind"
    monkeypatch.setattr("samovar.domain.delivery.alarm.QUIET", 0.0)
    await look(at)
    assert (await health(at))[1]["status"] == "behind", "nothing has come in time yet"
    await mary.say("А теперь?")
    await look(at)
    assert await marina.expect("alarm") == {"t": "alarm"}
    assert await health(at) == (200, {"status": "ok"})
    assert len([record for record in caplog.records if "in time again" in record.message]) == 1


async def test_an_alarm_lasts_a_while_after_the_last_late_message(at: Running, monkeypatch: pytest.MonkeyPatch):
    mary, _, marina = await alarmed(at, monkeypatch)
    await marina.expect("alarm")
    await mary.say("А теперь?")
    await look(at)
    assert (await health(at))[1]["status"] == "behind"


async def test_only_administrators_are_told_and_also_those_who_come_later(at: Running, monkeypatch: pytest.MonkeyPatch):
    _, anna, marina = await alarmed(at, monkeypatch)
    assert (await marina.expect("alarm"))["conversations"] == 1
    [again, ivan] = await enter(at, "marina", "ivan")
    assert (await again.expect("alarm"))["conversations"] == 1
    for peer in (anna, ivan):
        await peer.rows()
        assert not [frame for frame in peer.frames if frame["t"] == "alarm"]


async def test_who_answers_but_heeds_no_nudge_is_an_alarm_and_given_up_in_the_end(
    at: Running, monkeypatch: pytest.MonkeyPatch
):
    mary, anna = await held(at)
    await reading(mary, mary.conv)
    await look(at)
    await anna.say("От 180 тысяч", conv=mary.conv, lock=anna.lock)
    await look(at)
    for _ in range(IGNORED_NUDGES):
        assert at.house.services.reconciler.alarm is None
        await mary.ask("list")
        await look(at, 1)
    await mary.ask("list")
    await look(at, 1)
    assert at.house.services.reconciler.alarm
    for _ in range(PATIENCE):
        await mary.ask("list")
        await look(at, 1)
    assert len([frame for frame in mary.frames if frame["t"] == "heads"]) == 1 + PATIENCE
    monkeypatch.setattr("samovar.domain.delivery.alarm.QUIET", 0.0)
    await anna.say("Звоните", conv=mary.conv, lock=anna.lock)
    await look(at)
    assert at.house.services.reconciler.alarm is None


# ---------------------------------------------------------------- no alarm


async def quiet(at: Running, *peers: Peer) -> None:
    """Several looks, and nobody was nudged."""
    for _ in range(IGNORED_NUDGES + 2):
        await look(at)
    assert at.house.services.reconciler.alarm is None
    for peer in peers:
        await peer.ask("list")
        assert not [frame for frame in peer.frames if frame["t"] in ("heads", "alarm")], peer.path


async def test_ordinary_traffic_is_no_alarm(at: Running):
    mary, anna = await held(at)
    [ivan, timur, marina] = await enter(at, "ivan", "timur", "marina")
    await look(at, 1)
    for peer in (mary, anna, marina):
        await reading(peer, mary.conv)
    for number in range(5):
        await mary.say(f"вопрос {number}")
        await anna.say(f"заметка {number}", conv=mary.conv, kind="note")
        await anna.say(f"ответ {number}", conv=mary.conv, lock=anna.lock)
        await mary.send(t="read", conv=mary.conv, seq=2)
        for peer in (mary, anna, marina):
            await level(peer, mary.conv)
        await look(at, 1)
    await anna.cmd("transfer", mary.conv, lock=anna.lock, to="operator-ivan-000")
    await ivan.cmd("accept", mary.conv)
    await ivan.cmd("move", mary.conv, lock=ivan.lock, to="channel-kazan-0000")
    await timur.claim(mary.conv)
    await timur.cmd("close", mary.conv, lock=timur.lock)
    for peer in (mary, marina):
        await level(peer, mary.conv)
    await quiet(at, mary, ivan, timur)


async def test_clients_that_report_nothing_are_judged_by_what_they_were_sent(at: Running):
    mary, anna = await held(at)
    await anna.ask("get", conv=mary.conv)
    await look(at, 1)
    await mary.say("А с островом?")
    await quiet(at, mary, anna)


async def test_a_client_that_no_longer_keeps_a_talk_is_not_behind_in_it(at: Running):
    mary, _ = await held(at)
    [marina] = await enter(at, "marina")
    await reading(marina, mary.conv)
    await marina.send(t="forget", conv=mary.conv)
    await look(at)
    await mary.say("Это Марина не читает")
    await quiet(at, marina)
    assert "ev" not in [frame["t"] for frame in marina.frames]


async def test_a_sleeping_client_is_nudged_once_and_no_alarm(at: Running):
    mary, anna = await held(at)
    await reading(mary, mary.conv)
    await look(at)
    await anna.say("От 180 тысяч", conv=mary.conv, lock=anna.lock)
    for _ in range(5):
        await look(at)
    assert at.house.services.reconciler.alarm is None
    await mary.ask("list")
    assert len([frame for frame in mary.frames if frame["t"] == "heads"]) == 1


async def test_a_slow_line_is_no_alarm(at: Running):
    """The entry has arrived, only the report of it is late."""
    mary, anna = await held(at)
    await reading(mary, mary.conv)
    await look(at)
    await anna.say("От 180 тысяч", conv=mary.conv, lock=anna.lock)
    await look(at)
    assert (await heed(mary, mary.conv)).bodies[-1] == "От 180 тысяч"
    await look(at)
    assert at.house.services.reconciler.alarm is None


async def test_reports_over_the_limit_are_not_lost(tmp_path: Path):
    limits = replace(LIMITS, frames_burst=5, frames_per_second=0.001)
    async with running(tmp_path, limits=limits) as at:
        mary = await begin(at)
        for _ in range(10):
            await mary.send(t="typing", conv=mary.conv)
        await mary.send(t="got", conv=mary.conv, seq=7)
        await mary.send(t="ping")
        await mary.expect("pong")
        [connection] = at.house.sockets.connections
        assert connection.side and connection.side.delivery.got == {mary.conv: 7}
