"""A returning visitor is kept for the last owner, and never longer than that one is there to answer."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import delete

from clocks import ANNA, STILL, Time, claimed, entries, state
from house import Running, running
from peer import Peer, enter, new_id
from samovar.domain.conversation.verbs import Close, Decline
from samovar.model.errors import NotOffered
from samovar.storage.tables import Membership


async def comes_back(at: Running, mary: Peer) -> None:
    """Anna has answered and closed; Mary writes again."""
    talk = await claimed(at, mary)
    await at.house.services.desk.carry_out(Close(by=ANNA, cid=new_id(), lock=talk.lock), mary.conv)
    await mary.say("А доставка?")


async def is_kept(at: Running, mary: Peer) -> bool:
    return (await state(at, mary.conv)).last_owner_id == "operator-anna-000"


async def test_who_comes_back_is_kept_for_the_last_owner_a_minute_and_then_calls_everybody(
    at: Running, time: Time, mary: Peer
):
    await comes_back(at, mary)
    for span in (29, 29):
        await time.passes(span)
        time.operators.renew("operator-anna-000", "tab")
    assert await is_kept(at, mary)
    await time.passes(4)
    assert not await is_kept(at, mary)
    assert (await entries(at, mary.conv))[-1] == ("released", "system", "kept_silent")


@pytest.mark.parametrize("presence", ["busy", "away"])
async def test_who_takes_a_break_keeps_nobody_waiting(at: Running, time: Time, mary: Peer, presence: str):
    await comes_back(at, mary)
    await at.house.services.attendance.set_presence("operator-anna-000", presence)
    await time.passes(1)
    assert (await entries(at, mary.conv))[-1] == ("released", "system", "kept_away")


async def test_whose_browser_is_killed_keeps_nobody_waiting(at: Running, time: Time, mary: Peer):
    await comes_back(at, mary)
    time.operators.leave("operator-anna-000", "tab")
    await time.passes(16)
    assert not await is_kept(at, mary)


async def test_who_left_the_channel_keeps_nobody_waiting(at: Running, time: Time, mary: Peer):
    await comes_back(at, mary)
    await at.house.writer.run(lambda session: session.execute(delete(Membership)))
    await time.passes(1)
    assert not await is_kept(at, mary)


async def test_everybody_is_called_within_a_second_of_the_break(at: Running, time: Time, mary: Peer):
    """Their timer, which is due after a minute, is not waited for."""
    await comes_back(at, mary)
    await time.timers.tick(1)
    assert await is_kept(at, mary)
    await at.house.services.attendance.set_presence("operator-anna-000", "away")
    await time.timers.tick(1)
    assert not await is_kept(at, mary)


async def test_whoever_declines_what_is_kept_for_them_calls_everybody_at_once(at: Running, time: Time, mary: Peer):
    await comes_back(at, mary)
    await at.house.services.desk.carry_out(Decline(by=ANNA, cid=new_id()), mary.conv)
    assert not await is_kept(at, mary)
    assert (await entries(at, mary.conv))[-1] == ("released", "operator", "kept_declined")


async def test_what_is_kept_for_nobody_is_no_mans_to_decline(at: Running, time: Time, mary: Peer):
    await comes_back(at, mary)
    await time.passes(62)
    with pytest.raises(NotOffered):
        await at.house.services.desk.carry_out(Decline(by=ANNA, cid=new_id()), mary.conv)


async def test_a_row_says_for_whom_it_waits_only_while_that_is_so(at: Running, time: Time, mary: Peer):
    """Everybody's console rings by this: it must be true in the row that comes first."""
    anna, ivan = await enter(at, "anna", "ivan")
    assert (await anna.claim(mary.conv))["t"] == "ok"
    await anna.cmd("close", mary.conv, lock=anna.lock)
    await mary.say("А доставка?")
    kept = await ivan.expect("summary", lambda frame: frame["row"]["state"] == "waiting" and "prefer" in frame["row"])
    assert kept["row"]["prefer"] == "operator-anna-000"
    await anna.cmd("presence", presence="away")
    await time.timers.tick(1)
    free = await ivan.expect("summary", lambda frame: frame["row"]["state"] == "waiting")
    assert "prefer" not in free["row"] and free["row"]["rev"] > kept["row"]["rev"]


async def test_after_a_restart_who_is_kept_for_somebody_stays_so_while_that_one_may_come_back(
    at: Running, time: Time, mary: Peer, folder: Path
):
    await comes_back(at, mary)
    async with running(folder, filled=False, spans=replace(STILL, settle=15.0)) as again:
        timers = Time(again).timers
        await timers.tick(1)
        assert await is_kept(again, mary)
        again.clock.seconds += 16
        await timers.tick(1)
        assert not await is_kept(again, mary)
