"""Who is here: operators and visitors see one another come and go."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from clocks import Time, state
from house import Running
from peer import Peer, operator
from samovar.domain.conversation.timers import Timers
from samovar.live import presence as leases
from samovar.storage.queries import visitors
from samovar.storage.tables import Conversation, Visit
from samovar.web.present.presenter import rfc3339


async def test_the_visitors_owner_going_away_is_told_to_him(at: Running, mary: Peer):
    anna = operator(at, "anna")
    await anna.come_in()
    await anna.claim(mary.conv)
    assert (await mary.expect("eph", lambda frame: frame["kind"] == "owner"))["here"] is True
    services = at.house.services
    timers = Timers(
        services.desk, services.database, services.hub, services.directory, services.operators, services.visitors
    )
    timers.tell_presence()
    await anna.leave()
    while services.operators._heard:
        await mary.say("Вы тут?")
    services.operators._grace = 0.0
    timers.tell_presence()
    gone = await mary.expect("eph", lambda frame: frame["kind"] == "owner" and "here" not in frame)
    assert gone["owner"]["name"] == "Анна"


async def test_after_a_restart_who_waits_has_the_time_to_come_back(
    at: Running, mary: Peer, monkeypatch: pytest.MonkeyPatch
):
    """Until then the visitor is not known to have left; who has not come back by then is told to have."""
    monkeypatch.setattr(leases, "SETTLE", 15.0)
    time, frames, anna = Time(at), at.house.services.presenter, operator(at, "anna")
    frames._visitors = time.visitors
    await anna.come_in()
    assert (await anna.ask("list", state="open"))["rows"][0]["visitor"]["here"] is True
    assert "left" not in (await anna.ask("list", state="open"))["counts"][0]
    talk = await state(at, mary.conv)
    assert not frames.waits_here(talk.visitor_id, talk.waiting_at - timedelta(hours=1))
    await time.timers.tell_unmet()
    time.seconds += 15
    await time.timers.tell_unmet()
    assert "here" not in await anna.expect("eph", lambda frame: frame["kind"] == "presence")


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
    await at.house.services.database.write(lambda session: session.execute(elsewhere))
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
    assert visit.seen_at > heard.seen_at and signal["at"] == rfc3339(visit.seen_at)
    await anna.leave()


async def visit_of(at: Running, peer: Peer) -> Visit:
    found = await at.house.services.database.read(visitors.latest_visit, _id(at, peer))
    assert found
    return found[0]


def _id(at: Running, peer: Peer) -> str:
    return at.house.services.tokens.visitor(peer.token).id
