"""Missed: nobody answered before the visitor left and the channel's limit ran out. The operators' log says why."""

from dataclasses import replace
from pathlib import Path

import pytest

from clocks import ANNA, STILL, Time, claimed, entries
from house import Running, running
from opened import MOSCOW, change, keep
from peer import Peer, begin, enter, new_id
from samovar.domain.conversation.verbs import Answer, Close

TEN = 10 * 60


async def missed(at: Running, mary: Peer) -> list[str]:
    return [reason for kind, author, reason in await entries(at, mary.conv) if (kind, author) == ("missed", "system")]


async def leaves(time: Time, mary: Peer) -> None:
    await mary.leave()
    time.visitors.leave(mary.id, "tab")
    await time.passes(TEN)
    await time.passes(60)


async def test_nobody_was_online(at: Running, time: Time):
    for each in ("operator-anna-000", "operator-ivan-000"):
        time.operators.leave(each, "tab")
    await time.passes(60)
    mary = await begin(at)
    await leaves(time, mary)
    assert await missed(at, mary) == ["nobody_online"]


async def test_nobody_took_it_though_somebody_was_online(at: Running, time: Time, mary: Peer):
    await leaves(time, mary)
    assert await missed(at, mary) == ["nobody_claimed"]
    await time.passes(TEN)
    assert len(await missed(at, mary)) == 1, "once"


async def test_it_was_taken_and_not_answered(at: Running, time: Time, mary: Peer):
    await claimed(at, mary)
    await leaves(time, mary)
    assert await missed(at, mary) == ["claimed_silent"]


async def test_it_was_written_outside_the_hours(at: Running, time: Time):
    await keep(at, MOSCOW, week=[[]] * 7)
    mary = await begin(at)
    await leaves(time, mary)
    assert await missed(at, mary) == ["outside_hours"]


async def test_who_stays_is_not_missed_until_they_leave(at: Running, time: Time, mary: Peer):
    for _ in range(16):
        time.visitors.renew(mary.id, "tab")
        await time.passes(44)
    assert await missed(at, mary) == []
    time.visitors.leave(mary.id, "tab")
    await leaves(time, mary)
    assert await missed(at, mary) == ["nobody_claimed"]


async def test_who_ends_it_unanswered_has_left(at: Running, time: Time, mary: Peer):
    await mary.cmd("close", mary.conv)
    time.visitors.renew(mary.id, "tab")
    await time.passes(TEN - 1)
    assert await missed(at, mary) == []
    time.visitors.renew(mary.id, "tab")
    await time.passes(2)
    assert await missed(at, mary) == ["nobody_claimed"]


@pytest.mark.parametrize("closed", [False, True])
async def test_what_was_answered_is_never_missed(at: Running, time: Time, mary: Peer, closed: bool):
    lock = (await claimed(at, mary)).lock
    desk = at.house.services.desk
    await desk.carry_out(Answer(by=ANNA, cid=new_id(), body="Здравствуйте", lock=lock), mary.conv)
    if closed:
        await desk.carry_out(Close(by=ANNA, cid=new_id(), lock=lock), mary.conv)
    await mary.say("А доставка?")
    await leaves(time, mary)
    assert await missed(at, mary) == []


async def test_each_channel_says_how_long(at: Running, time: Time, mary: Peer):
    await change(at, MOSCOW, missed_minutes=1)
    await mary.leave()
    time.visitors.leave(mary.id, "tab")
    await time.passes(59)
    assert await missed(at, mary) == []
    await time.passes(2)
    assert await missed(at, mary) == ["nobody_claimed"]


async def test_a_restart_forgets_no_limit(at: Running, time: Time, mary: Peer, folder: Path):
    await mary.leave()
    time.visitors.leave(mary.id, "tab")
    await time.passes(120)
    async with running(folder, filled=False, spans=replace(STILL, settle=15.0)) as again:
        again.clock.ahead += again.clock() - again.clock()
        later = Time(again)
        await later.passes(TEN)
        await later.passes(60)
        assert await missed(again, mary) == ["nobody_claimed"]


async def test_operators_see_it_and_the_visitor_does_not(at: Running, time: Time, mary: Peer):
    [anna] = await enter(at, "anna")
    await change(at, MOSCOW, missed_minutes=1)
    await anna.claim(mary.conv)
    await mary.cmd("close", mary.conv)
    await time.passes(62)
    seen = await anna.expect("ev", lambda frame: frame["e"]["kind"] == "missed")
    assert seen["e"]["data"] == {"reason": "claimed_silent"}
    await mary.expect_silence("ev", lambda frame: frame["e"]["kind"] == "missed")
