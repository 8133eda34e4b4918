"""Who is here: operators and visitors see one another come and go."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import update

from clocks import STILL, Time, state
from house import Running, running, until
from peer import Peer, operator
from samovar.storage.queries import visitors
from samovar.storage.tables import Conversation, Visit
from samovar.web.present.presenter import rfc3339


async def test_the_visitors_owner_going_away_is_told_to_him(at: Running, mary: Peer):
    anna = operator(at, "anna")
    await anna.come_in()
    await anna.claim(mary.conv)
    assert (await mary.expect("eph", lambda frame: frame["kind"] == "owner"))["here"] is True
    timers = at.timers()
    timers.tell_presence()
    await anna.leave()
    await at.has_gone("operator-anna-000")
    timers.tell_presence()
    gone = await mary.expect("eph", lambda frame: frame["kind"] == "owner" and "here" not in frame)
    assert gone["owner"]["name"] == "Анна"


async def test_after_a_restart_who_waits_has_the_time_to_come_back(at: Running, mary: Peer, folder: Path):
    """Until then the visitor is not known to have left; who has not come back by then is told to have."""
    async with running(folder, filled=False, spans=replace(STILL, settle=15.0)) as again:
        time, anna = Time(again), operator(again, "anna")
        await anna.come_in()
        assert (await anna.ask("list", state="open"))["rows"][0]["visitor"]["here"] is True
        assert "left" not in (await anna.ask("list", state="open"))["counts"][0]
        talk = await state(again, mary.conv)
        long_ago = talk.waiting_at - timedelta(hours=1)
        assert not again.house.services.library.rows.waits_here(talk.visitor_id, long_ago)
        await time.timers.tell_unmet()
        again.clock.seconds += 15
        await time.timers.tell_unmet()
        assert "here" not in await anna.expect("eph", lambda frame: frame["kind"] == "presence")


async def test_the_operator_sees_the_visitor_come_and_go(at: Running, time: Time, mary: Peer):
    anna = operator(at, "anna")
    await anna.come_in()
    await anna.claim(mary.conv)
    await time.passes(0)
    assert (await anna.expect("eph", lambda frame: frame["kind"] == "presence"))["here"] is True
    await mary.leave()
    await at.has_gone(mary.id)
    await time.passes(0)
    assert "here" not in await anna.expect("eph", lambda frame: frame["kind"] == "presence")
    await anna.leave()


async def test_whoever_holds_a_talk_of_another_city_sees_its_visitor_come_and_go(at: Running, time: Time, mary: Peer):
    anna = operator(at, "anna")
    await anna.come_in()
    await anna.claim(mary.conv)
    elsewhere = update(Conversation).values(channel_id="channel-kazan-0000")
    await at.house.services.database.write(lambda session: session.execute(elsewhere))
    await time.passes(0)
    assert (await anna.expect("eph", lambda frame: frame["kind"] == "presence"))["here"] is True
    await anna.leave()


async def test_time_on_site_ends_when_the_visitor_was_last_heard(at: Running, time: Time, mary: Peer):
    anna = operator(at, "anna")
    await anna.come_in()
    await anna.claim(mary.conv)
    await time.passes(64)
    await mary.barrier()
    await time.passes(0)
    heard = await visit_of(at, mary)
    await mary.leave()
    await until(lambda: not time.visitors.connected(mary.id))
    await time.passes(30)
    signal = await anna.expect("eph", lambda frame: frame["kind"] == "presence" and "here" not in frame)
    visit = await visit_of(at, mary)
    assert timedelta(seconds=64) <= visit.seen_at - visit.started_at < timedelta(seconds=75)
    assert visit.seen_at > heard.seen_at and signal["at"] == rfc3339(visit.seen_at)
    await anna.leave()


async def visit_of(at: Running, peer: Peer) -> Visit:
    found = await at.house.services.database.read(visitors.latest_visit, peer.id)
    assert found
    return found[0]
