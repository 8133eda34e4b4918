"""The rules that run by the clock, with clocks that tests move."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlmodel import col

from house import Running, people, running, until
from peer import Peer, arrive, enter, new_id, operator
from samovar.domain.clockwork import PEOPLE, ROLL, SWEEP, TICK, Clockwork
from samovar.domain.errors import NotOffered
from samovar.domain.people import Member
from samovar.live import presence as leases
from samovar.live.presence import GRACE, LEASE, Presence
from samovar.storage import conversations, visitors
from samovar.storage.database import Session
from samovar.storage.tables import Channel, Conversation, Entry, Membership, Operator, Site, Visit
from samovar.web.frames import stamp

ANNA = Member("operator-anna-000", "operator", frozenset({"channel-moscow-0000"}))


class Time:
    """The wall clock of the desk and the monotonic one of the leases, moved together."""

    def __init__(self, at: Running) -> None:
        self.at = at
        self.seconds = 0.0
        self.operators, self.visitors = Presence(lambda: self.seconds), Presence(lambda: self.seconds)
        parts = at.house.parts
        parts.desk._operators = self.operators
        self.clockwork = Clockwork(
            parts.desk, parts.database, parts.hub, parts.directory, self.operators, self.visitors
        )

    async def passes(self, seconds: float) -> None:
        self.seconds += seconds
        self.at.clock.ahead += timedelta(seconds=seconds)
        await self.clockwork.tick(SWEEP * ROLL)


@pytest.fixture
async def time(at: Running) -> Time:
    made = Time(at)
    made.operators.renew("operator-anna-000", "tab")
    made.operators.renew("operator-ivan-000", "tab")
    return made


@pytest.fixture
async def mary(at: Running) -> AsyncIterator[Peer]:
    made = await arrive(at)
    await made.come_in()
    await made.say("Сколько стоит угловая кухня?")
    yield made
    await made.leave()


async def claimed(at: Running, mary: Peer) -> Any:
    return (await at.house.parts.desk.claim(ANNA, mary.conv, new_id())).talk


async def offered(at: Running, mary: Peer) -> None:
    talk = await claimed(at, mary)
    await at.house.parts.desk.transfer(ANNA, mary.conv, new_id(), talk.lock, "operator-ivan-000", "Ваш клиент")


async def entries(at: Running, conv: str) -> list[tuple[str, str, Any]]:
    wanted = select(Entry).where(col(Entry.conversation_id) == conv).order_by(col(Entry.seq))

    def read(session: Session) -> list[tuple[str, str, Any]]:
        return [
            (entry.kind, entry.author, entry.data.get("step") or entry.data.get("reason"))
            for entry in session.scalars(wanted)
        ]

    return await at.house.parts.database.read(read)


async def state(at: Running, conv: str) -> Any:
    return (await at.house.parts.database.read(conversations.load, [conv]))[conv]


# ---------------------------------------------------------------- offers


async def test_an_offer_nobody_accepts_comes_back_after_a_minute(at: Running, time: Time, mary: Peer):
    await offered(at, mary)
    await time.passes(59)
    assert (await state(at, mary.conv)).offered_to == "operator-ivan-000"
    await time.passes(2)
    talk = await state(at, mary.conv)
    assert (talk.offered_to, talk.owner_id, talk.state) == (None, "operator-anna-000", "held")
    assert (await entries(at, mary.conv))[-1] == ("transferred", "system", "expired")


async def test_an_offer_expires_once(at: Running, time: Time, mary: Peer):
    await offered(at, mary)
    await time.passes(61)
    before = await entries(at, mary.conv)
    await time.passes(61)
    assert await entries(at, mary.conv) == before


# ---------------------------------------------------------------- owners who are gone


async def test_a_talk_of_an_absent_owner_waits_again_after_two_minutes_and_says_why(
    at: Running, time: Time, mary: Peer
):
    await claimed(at, mary)
    time.operators.leave("operator-anna-000", "tab")
    await time.passes(GRACE + 119)
    assert (await state(at, mary.conv)).state == "held"
    await time.passes(2)
    talk = await state(at, mary.conv)
    assert (talk.state, talk.owner_id, talk.last_owner_id) == ("waiting", None, None)
    assert (await entries(at, mary.conv))[-1] == ("released", "system", "owner_offline")


async def test_the_first_free_colleague_takes_it_then(at: Running, time: Time, mary: Peer):
    await claimed(at, mary)
    time.operators.leave("operator-anna-000", "tab")
    await time.passes(GRACE + 121)
    ivan = operator(at, "ivan")
    await ivan.come_in()
    assert (await ivan.claim(mary.conv))["t"] == "ok"
    await ivan.leave()


async def test_an_owner_who_is_back_in_time_keeps_his_talk(at: Running, time: Time, mary: Peer):
    await claimed(at, mary)
    time.operators.leave("operator-anna-000", "tab")
    await time.passes(100)
    time.operators.renew("operator-anna-000", "another tab")
    await time.passes(44)
    assert (await state(at, mary.conv)).state == "held"


async def test_a_silent_connection_is_an_absent_owner_too(at: Running, time: Time, mary: Peer):
    await claimed(at, mary)
    await time.passes(LEASE + GRACE + 121)
    assert (await state(at, mary.conv)).state == "waiting"


async def test_nobody_loses_a_talk_in_which_nobody_waits(at: Running, time: Time, mary: Peer):
    talk = await claimed(at, mary)
    at.house.parts.desk.answer(ANNA, new_id(), mary.conv, "От 180 тысяч", talk.lock, lambda outcome: None)
    time.operators.leave("operator-anna-000", "tab")
    await mary.expect("ev", lambda frame: frame["e"]["by"]["side"] == "operator" and "body" in frame["e"])
    await time.passes(3600)
    assert (await state(at, mary.conv)).state == "held"


async def test_a_question_to_somebody_long_gone_is_given_a_moment(at: Running, time: Time, mary: Peer):
    """Whoever is just coming back hears of it first."""
    talk = await claimed(at, mary)
    answered = asyncio.get_running_loop().create_future()
    at.house.parts.desk.answer(ANNA, new_id(), mary.conv, "От 180 тысяч", talk.lock, answered.set_result)
    await answered
    time.operators.leave("operator-anna-000", "tab")
    await time.passes(3600)
    await mary.say("А с фасадами?")
    await time.passes(5)
    assert (await state(at, mary.conv)).state == "held"
    await time.passes(6)
    assert (await state(at, mary.conv)).state == "waiting"


async def test_how_long_an_owner_may_be_away_is_a_setting_of_the_site(tmp_path: Any):
    def impatient(session: Session) -> None:
        people(session)
        session.flush()
        session.get_one(Site, "site-of-the-shop00").settings = {"away_minutes": 10}

    async with running(tmp_path, work=impatient) as at:
        time, mary = Time(at), await arrive(at)
        time.operators.renew("operator-anna-000", "tab")
        await mary.come_in()
        await mary.say("Здравствуйте")
        await claimed(at, mary)
        time.operators.leave("operator-anna-000", "tab")
        await time.passes(GRACE + 599)
        assert (await state(at, mary.conv)).state == "held"
        await time.passes(2)
        assert (await state(at, mary.conv)).state == "waiting"
        await mary.leave()


# ---------------------------------------------------------------- who is here


async def test_the_visitors_owner_going_away_is_told_to_him(at: Running, mary: Peer):
    anna = operator(at, "anna")
    await anna.come_in()
    await anna.claim(mary.conv)
    assert (await mary.expect("eph", lambda frame: frame["kind"] == "host"))["here"] is True
    parts = at.house.parts
    clockwork = Clockwork(parts.desk, parts.database, parts.hub, parts.directory, parts.operators, parts.visitors)
    clockwork.tell_presence()
    await anna.leave()
    while parts.operators._heard:
        await mary.say("Вы тут?")
    parts.operators._grace = 0.0
    clockwork.tell_presence()
    gone = await mary.expect("eph", lambda frame: frame["kind"] == "host" and "here" not in frame)
    assert gone["host"]["name"] == "Анна"


async def test_after_a_restart_who_waits_has_the_time_to_come_back(
    at: Running, mary: Peer, monkeypatch: pytest.MonkeyPatch
):
    """Until then the visitor is not known to have left; who has not come back by then is told to have."""
    monkeypatch.setattr(leases, "SETTLE", 15.0)
    time, frames, anna = Time(at), at.house.parts.frames, operator(at, "anna")
    frames._visitors = time.visitors
    await anna.come_in()
    assert (await anna.ask("list", state="open"))["rows"][0]["visitor"]["here"] is True
    assert "left" not in (await anna.ask("list", state="open"))["counts"][0]
    talk = await state(at, mary.conv)
    assert not frames.waits_here(talk.visitor_id, talk.waiting_at - timedelta(hours=1))
    await time.clockwork.tell_unmet()
    time.seconds += 15
    await time.clockwork.tell_unmet()
    assert "here" not in await anna.expect("eph", lambda frame: frame["kind"] == "presence")


async def test_after_a_restart_who_is_kept_for_somebody_stays_so_while_that_one_may_come_back(
    at: Running, time: Time, mary: Peer, monkeypatch: pytest.MonkeyPatch
):
    await comes_back(at, mary)
    time.operators._heard.clear()
    monkeypatch.setattr(leases, "SETTLE", 15.0)
    await time.clockwork.call_all()
    assert await is_kept(at, mary)
    time.seconds += 16
    await time.clockwork.call_all()
    assert not await is_kept(at, mary)


async def test_the_operator_sees_the_visitor_come_and_go(at: Running, time: Time, mary: Peer):
    anna = operator(at, "anna")
    await anna.come_in()
    await anna.claim(mary.conv)
    time.visitors.renew(_id(at, mary), "tab")
    await time.passes(0)
    assert (await anna.expect("eph", lambda frame: frame["kind"] == "presence"))["here"] is True
    time.visitors.leave(_id(at, mary), "tab")
    await time.passes(16)
    assert "here" not in await anna.expect("eph", lambda frame: frame["kind"] == "presence")
    await anna.leave()


async def test_whoever_holds_a_talk_of_another_city_sees_its_visitor_come_and_go(at: Running, time: Time, mary: Peer):
    anna = operator(at, "anna")
    await anna.come_in()
    await anna.claim(mary.conv)
    elsewhere = update(Conversation).values(channel_id="channel-kazan-0000")
    await at.house.parts.database.write(lambda session: session.execute(elsewhere))
    time.visitors.renew(_id(at, mary), "tab")
    await time.passes(0)
    assert (await anna.expect("eph", lambda frame: frame["kind"] == "presence"))["here"] is True
    await anna.leave()


async def test_time_on_site_ends_when_the_visitor_was_last_heard(at: Running, time: Time, mary: Peer):
    anna = operator(at, "anna")
    await anna.come_in()
    await anna.claim(mary.conv)
    await time.passes(64)
    time.visitors.renew(_id(at, mary), "tab")
    await time.passes(0)
    heard = await visit_of(at, mary)
    time.visitors.leave(_id(at, mary), "tab")
    await time.passes(30)
    signal = await anna.expect("eph", lambda frame: frame["kind"] == "presence" and "here" not in frame)
    visit = await visit_of(at, mary)
    assert timedelta(seconds=64) <= visit.seen_at - visit.started_at < timedelta(seconds=75)
    assert visit.seen_at > heard.seen_at and signal["at"] == stamp(visit.seen_at)
    await anna.leave()


async def visit_of(at: Running, peer: Peer) -> Visit:
    found = await at.house.parts.database.read(visitors.latest_visit, _id(at, peer))
    assert found
    return found[0]


def _id(at: Running, peer: Peer) -> str:
    return at.house.parts.tokens.visitor(peer.token).id


# ---------------------------------------------------------------- the roll


async def test_an_operator_disabled_meanwhile_is_sent_away_within_five_seconds(at: Running, time: Time):
    anna = operator(at, "anna")
    await anna.come_in()
    wanted = select(Operator).where(col(Operator.name) == "Анна")

    def disable(session: Session) -> None:
        session.scalars(wanted).one().disabled_at = at.clock()

    await at.house.parts.database.write(disable)
    await time.passes(0)
    assert await anna.closes() == 4403
    assert ROLL * TICK <= 5


async def test_an_operator_moved_to_another_city_starts_over_with_new_rights(at: Running, time: Time):
    anna = operator(at, "anna")
    await anna.come_in()
    await at.house.parts.database.write(
        lambda session: session.add(Membership(operator_id="operator-anna-000", channel_id="channel-kazan-0000"))
    )
    await time.passes(0)
    assert await anna.closes() == 1012


async def test_a_new_colleague_appears_by_himself(at: Running, time: Time):
    marina = operator(at, "marina")
    await marina.come_in()
    await at.house.parts.database.write(
        lambda session: session.add(Operator(name="Ольга", email="olga@olha.example", role="administrator"))
    )
    await time.passes(0)
    await marina.expect("people", lambda frame: "Ольга" in [each["name"] for each in frame["people"]])
    await marina.leave()


async def test_an_administrator_hears_a_new_channel_too(at: Running, time: Time):
    marina = operator(at, "marina")
    await marina.come_in()
    new = Channel(id="channel-tver-00000", site_id="site-of-the-shop00", name="Тверь")
    await at.house.parts.database.write(lambda session: session.add(new))
    await time.passes(0)
    await marina.expect("people", lambda frame: "Тверь" in [each["name"] for each in frame["rooms"]])
    paul = await arrive(at)
    await paul.come_in()
    assert (await paul.say("Здравствуйте", new={"channel": "channel-tver-00000"}))["t"] == "ok"
    assert (await marina.expect("summary"))["row"]["channel"] == "channel-tver-00000"


async def test_a_failing_tick_does_not_stop_the_clock(at: Running, time: Time, monkeypatch: pytest.MonkeyPatch):
    heard: list[str] = []
    at.house.parts.hub.subscribe(PEOPLE, type("Ear", (), {"hear": lambda self, topic, item: heard.append(topic)})())
    monkeypatch.setattr("samovar.domain.clockwork.TICK", 0.001)
    ticks = 0

    async def tick(_ticks: int) -> None:
        nonlocal ticks
        ticks += 1
        if ticks == 1:
            raise RuntimeError("a bad second")
        at.house.parts.hub.publish(PEOPLE, None)

    monkeypatch.setattr(time.clockwork, "tick", tick)
    stop = asyncio.Event()
    task = asyncio.create_task(time.clockwork.run(stop))
    await until(lambda: bool(heard))
    stop.set()
    await task


# ---------------------------------------------------------------- a returning visitor is kept for the last owner


async def comes_back(at: Running, mary: Peer) -> None:
    """Anna has answered and closed; Mary writes again."""
    talk = await claimed(at, mary)
    await at.house.parts.desk.close(ANNA, mary.conv, new_id(), talk.lock)
    await mary.say("А доставка?")


async def set_presence(at: Running, presence: str) -> None:
    def work(session: Session) -> None:
        session.execute(update(Operator).where(col(Operator.id) == "operator-anna-000").values(presence=presence))

    await at.house.writer.run(work)
    await at.house.parts.directory.refresh()


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
    await set_presence(at, presence)
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
    """The sweep of every five seconds is not waited for."""
    await comes_back(at, mary)
    await set_presence(at, "away")
    at.house.parts.hub.publish(PEOPLE, None)
    await time.clockwork.tick(1)
    assert not await is_kept(at, mary)


async def test_whoever_declines_what_is_kept_for_them_calls_everybody_at_once(at: Running, time: Time, mary: Peer):
    await comes_back(at, mary)
    await at.house.parts.desk.decline(ANNA, mary.conv, new_id())
    assert not await is_kept(at, mary)
    assert (await entries(at, mary.conv))[-1] == ("released", "operator", "kept_declined")


async def test_what_is_kept_for_nobody_is_no_mans_to_decline(at: Running, time: Time, mary: Peer):
    await comes_back(at, mary)
    await time.passes(62)
    with pytest.raises(NotOffered):
        await at.house.parts.desk.decline(ANNA, mary.conv, new_id())


async def test_a_row_says_for_whom_it_waits_only_while_that_is_so(at: Running, mary: Peer):
    """Everybody's console rings by this: it must be true in the row that comes first."""
    anna, ivan = await enter(at, "anna", "ivan")
    assert (await anna.claim(mary.conv))["t"] == "ok"
    await anna.cmd("close", mary.conv, lock=anna.lock)
    await mary.say("А доставка?")
    kept = await ivan.expect("summary", lambda frame: frame["row"]["state"] == "waiting" and "prefer" in frame["row"])
    assert kept["row"]["prefer"] == "operator-anna-000"
    await anna.cmd("presence", value="away")
    free = await ivan.expect("summary", lambda frame: frame["row"]["state"] == "waiting")
    assert "prefer" not in free["row"] and free["row"]["rev"] > kept["row"]["rev"]
