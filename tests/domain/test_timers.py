"""Timers are rows: set with the change they follow from, gone with the deed, and nothing is lost by a crash."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, select
from sqlmodel import col

from clocks import ANNA, STILL, Time, claimed, entries, offered, state
from house import Running, running
from peer import Peer, begin, new_id
from plans import plan_of
from samovar.domain.conversation.timers import KINDS
from samovar.domain.conversation.verbs import Answer, Decline
from samovar.model.people import Operator
from samovar.storage.engine.database import Session
from samovar.storage.queries import timers
from samovar.storage.tables import Site, Timer

OWNER, IVAN = "operator-anna-000", "operator-ivan-000"


async def running_timers(at: Running) -> dict[str, datetime]:
    """By kind; there is one talk."""
    wanted = select(col(Timer.kind), col(Timer.due_at))

    def read(session: Session) -> dict[str, datetime]:
        return {row.kind: row.due_at for row in session.execute(wanted)}

    return await at.house.services.database.read(read)


@contextmanager
def written() -> Iterator[list[str]]:
    """Statements that the writer has sent meanwhile."""
    said: list[str] = []

    def note(connection: Connection, _cursor: Any, statement: str, *_more: Any) -> None:
        # Readers are asynchronous.
        if not connection.dialect.is_async:
            said.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield said
    event.remove(Engine, "before_cursor_execute", note)


@pytest.fixture
async def later(tmp_path: Path) -> AsyncIterator[tuple[Time, str]]:
    """A process that begins with what another has left when it was killed: an offer, and a question to Anna."""
    async with running(tmp_path, spans=STILL) as before:
        mary = await begin(before)
        Time(before).operators.renew(IVAN, "tab")
        await offered(before, mary)
    async with running(tmp_path, filled=False, spans=replace(STILL, settle=15.0)) as at:
        yield Time(at), mary.conv


async def test_messages_to_whom_somebody_waits_already_write_no_timer(at: Running, time: Time, mary: Peer):
    await claimed(at, mary)
    with written() as said:
        for _ in range(5):
            await mary.say("Ау")
    assert said and not [each for each in said if "timer" in each]


async def test_a_deed_takes_its_timer_with_it(at: Running, time: Time, mary: Peer):
    """In one transaction: what is done is done once, whenever the power goes off."""
    await offered(at, mary)
    assert (await running_timers(at)).keys() == {"offer", "owner", "missed"}
    with written() as said:
        await time.passes(61)
    [begun] = [at for at, each in enumerate(said) if "INSERT INTO entry" in each]
    [ended] = [at for at, each in enumerate(said) if each.startswith("DELETE FROM timer")]
    assert begun < ended and not [each for each in said[begun:ended] if each.startswith("BEGIN")]
    assert "offer" not in await running_timers(at)


async def test_what_has_gone_on_meanwhile_is_left_alone_and_its_timer_is_over(at: Running, time: Time, mary: Peer):
    talk = await claimed(at, mary)
    desk = at.house.services.desk
    await desk.carry_out(Answer(by=ANNA, cid=new_id(), body="От 180 тысяч", lock=talk.lock), mary.conv)
    assert (await running_timers(at)).keys() == {"owner", "missed"}
    before = await entries(at, mary.conv)
    await time.passes(3600)
    assert await running_timers(at) == {} and await entries(at, mary.conv) == before


async def test_a_deed_that_comes_too_late_does_nothing(
    at: Running, time: Time, mary: Peer, monkeypatch: pytest.MonkeyPatch
):
    """Ivan declines between the look and the deed."""
    await offered(at, mary)
    found = await at.house.services.database.read(timers.due, ("offer",), at.clock() + timedelta(hours=1), 10)
    ivan = Operator(IVAN, "operator", ANNA.channels)
    await at.house.services.desk.carry_out(Decline(by=ivan, cid=new_id()), mary.conv)
    monkeypatch.setattr(timers, "due", lambda *given: found)
    before = await entries(at, mary.conv)
    await time.passes(61)
    assert await entries(at, mary.conv) == before and before[-1][2] == "declined"


async def test_an_owner_who_is_here_is_looked_for_no_sooner_than_they_can_be_gone_too_long(
    at: Running, time: Time, mary: Peer
):
    await claimed(at, mary)
    await time.passes(11)
    time.operators.renew(OWNER, "tab")
    due = (await running_timers(at))["owner"]
    assert abs(due - at.clock() - timedelta(minutes=2)) < timedelta(seconds=1)
    await time.passes(40)
    assert (await running_timers(at))["owner"] == due


async def test_a_timer_that_was_set_anew_meanwhile_is_not_put_off(at: Running, time: Time, mary: Peer):
    await claimed(at, mary)
    database, anew = at.house.services.database, at.clock() + timedelta(days=1)
    found = await database.read(timers.due, KINDS, at.clock() + timedelta(hours=1), 10)
    await at.house.writer.run(lambda session: timers.save(session, [(mary.conv, "owner", anew)], []))
    for again in (at.clock() + timedelta(days=2), None):
        later = [(each, again) for each in found]
        await at.house.writer.run(lambda session, later=later: timers.put_off(session, later))
    assert (await running_timers(at))["owner"] == anew


async def test_only_so_many_are_looked_at_at_once_the_earliest_first(at: Running, time: Time):
    for _ in range(3):
        await claimed(at, await begin(at))
    read = at.house.services.database.read
    found = await read(timers.due, KINDS, at.clock() + timedelta(hours=1), 2)
    assert len(found) == 2 and found == sorted(found, key=lambda each: each.at)
    assert await read(timers.due, KINDS, at.clock() - timedelta(hours=1), 2) == []


async def test_what_is_due_is_found_by_an_index(at: Running):
    found = await plan_of(at.house.services.database, lambda session: timers.due(session, KINDS, at.clock(), 10))
    assert "SCAN" not in found and "ix_timer_kind_due_at" in found


async def test_an_offer_expires_although_the_process_that_made_it_was_killed(later: tuple[Time, str]):
    time, conv = later
    await time.passes(61)
    assert ("transferred", "system", "expired") in await entries(time.at, conv)


async def test_nobody_is_taken_for_gone_who_has_had_no_time_to_come_back(later: tuple[Time, str]):
    """Even where a site waits for nobody: whoever was here before the start is on the way."""
    time, conv = later

    def impatient(session: Session) -> None:
        session.get_one(Site, "site-of-the-shop00").settings = {"away_minutes": 0.01}

    await time.at.house.writer.run(impatient)
    await time.passes(0)
    await time.passes(14)
    assert (await state(time.at, conv)).state == "held"
    await time.passes(2)
    assert (await state(time.at, conv)).state == "waiting"
