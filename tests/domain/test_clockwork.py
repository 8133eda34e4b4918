"""The rules that run by the clock, with clocks that tests move."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from clocks import ANNA, Time, claimed, entries, offered, state
from house import Running, people, running, until
from peer import Peer, arrive, new_id, operator
from samovar.domain.conversation.timers import ROLL, TICK
from samovar.domain.conversation.verbs import Answer
from samovar.domain.topics import PEOPLE
from samovar.live.presence import GRACE, LEASE
from samovar.storage.engine.database import Session
from samovar.storage.tables import Channel, Membership, Operator, Site


async def answers(at: Running, mary: Peer, lock: int) -> None:
    """Anna does."""
    await at.house.services.desk.carry_out(Answer(by=ANNA, cid=new_id(), body="От 180 тысяч", lock=lock), mary.conv)


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
    await answers(at, mary, talk.lock)
    time.operators.leave("operator-anna-000", "tab")
    await mary.expect("ev", lambda frame: frame["e"]["by"]["side"] == "operator" and "body" in frame["e"])
    await time.passes(3600)
    assert (await state(at, mary.conv)).state == "held"


async def test_a_question_to_somebody_long_gone_is_given_a_moment(at: Running, time: Time, mary: Peer):
    """Whoever is just coming back hears of it first."""
    talk = await claimed(at, mary)
    await answers(at, mary, talk.lock)
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


# ---------------------------------------------------------------- the roll


async def test_an_operator_disabled_meanwhile_is_sent_away_within_five_seconds(at: Running, time: Time):
    anna = operator(at, "anna")
    await anna.come_in()
    wanted = select(Operator).where(col(Operator.name) == "Анна")

    def disable(session: Session) -> None:
        session.scalars(wanted).one().disabled_at = at.clock()

    await at.house.services.database.write(disable)
    await time.passes(0)
    assert await anna.closes() == 4403
    assert ROLL * TICK <= 5


async def test_an_operator_moved_to_another_city_starts_over_with_new_rights(at: Running, time: Time):
    anna = operator(at, "anna")
    await anna.come_in()
    await at.house.services.database.write(
        lambda session: session.add(Membership(operator_id="operator-anna-000", channel_id="channel-kazan-0000"))
    )
    await time.passes(0)
    assert await anna.closes() == 1012


async def test_a_new_colleague_appears_by_himself(at: Running, time: Time):
    marina = operator(at, "marina")
    await marina.come_in()
    await at.house.services.database.write(
        lambda session: session.add(Operator(name="Ольга", email="olga@olha.example", role="administrator"))
    )
    await time.passes(0)
    await marina.expect("people", lambda frame: "Ольга" in [each["name"] for each in frame["people"]])
    await marina.leave()


async def test_an_administrator_hears_a_new_channel_too(at: Running, time: Time):
    marina = operator(at, "marina")
    await marina.come_in()
    new = Channel(id="channel-tver-00000", site_id="site-of-the-shop00", name="Тверь")
    await at.house.services.database.write(lambda session: session.add(new))
    await time.passes(0)
    await marina.expect("people", lambda frame: "Тверь" in [each["name"] for each in frame["channels"]])
    paul = await arrive(at)
    await paul.come_in()
    assert (await paul.say("Здравствуйте", new={"channel": "channel-tver-00000"}))["t"] == "ok"
    assert (await marina.expect("summary"))["row"]["channel"] == "channel-tver-00000"


async def test_a_failing_tick_does_not_stop_the_clock(at: Running, time: Time, monkeypatch: pytest.MonkeyPatch):
    heard: list[str] = []
    at.house.services.hub.subscribe(
        PEOPLE, type("Ear", (), {"on_event": lambda self, topic, item: heard.append(topic)})()
    )
    monkeypatch.setattr("samovar.domain.conversation.timers.TICK", 0.001)
    ticks = 0

    async def tick(_ticks: int) -> None:
        nonlocal ticks
        ticks += 1
        if ticks == 1:
            raise RuntimeError("a bad second")
        at.house.services.hub.publish(PEOPLE, None)

    monkeypatch.setattr(time.timers, "tick", tick)
    stop = asyncio.Event()
    task = asyncio.create_task(time.timers.run(stop))
    await until(lambda: bool(heard))
    stop.set()
    await task
