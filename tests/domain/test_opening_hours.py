"""A channel is open when the hours it keeps say so: as the directory answers everybody."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from clocks import ANNA, Time, claimed, entries
from house import Running
from opened import KAZAN, MOSCOW, SITE, change
from peer import Peer, new_id
from samovar.domain.channels import gazetteer
from samovar.domain.channels.routing import Known, route
from samovar.model.errors import NoChannel, NotFound
from samovar.model.people import Visitor
from samovar.storage.engine.database import Session
from samovar.storage.tables import Channel, City, Hours, OwnDay, Site

WEEK = [[[540, 1260]]] * 5 + [[], []]
MONDAY_NIGHT = datetime(2026, 3, 2, 1, tzinfo=UTC)


async def test_both_channels_keep_shared_hours_each_by_its_own_clock(at: Running):
    services = at.house.services
    moscow, kazan = services.directory.channel(MOSCOW), services.directory.channel(KAZAN)
    assert moscow and kazan and services.directory.opening(moscow, MONDAY_NIGHT).open

    def keep(session: Session) -> None:
        session.add(Hours(id="shared", site_id=SITE, name="Салоны", week=WEEK, country="RU"))
        session.flush()
        session.add(OwnDay(hours_id="shared", day=date(2026, 3, 3), reason="Переезд", reason_en="We are moving"))
        for each, zone in ((MOSCOW, "Europe/Moscow"), (KAZAN, "Asia/Vladivostok")):
            found = session.get(Channel, each)
            assert found
            found.hours_id, found.time_zone = "shared", zone

    await services.database.write(keep)
    assert await services.directory.refresh()
    moscow, kazan = services.directory.channel(MOSCOW), services.directory.channel(KAZAN)
    assert moscow and kazan
    assert services.directory.opening(kazan, MONDAY_NIGHT).open
    shut = services.directory.opening(moscow, MONDAY_NIGHT)
    assert not shut.open and shut.opens_at == datetime(2026, 3, 2, 6, tzinfo=UTC)
    moving = services.directory.opening(moscow, datetime(2026, 3, 3, 12, tzinfo=UTC))
    assert moving.reason == {"ru": "Переезд", "en": "We are moving"}
    assert moving.opens_at == datetime(2026, 3, 4, 6, tzinfo=UTC)
    holiday = services.directory.opening(moscow, datetime(2026, 6, 12, 12, tzinfo=UTC))
    assert holiday.reason["ru"] == "День России"


async def test_a_channel_may_wait_longer_for_an_owner_who_is_gone_than_its_site(at: Running, time: Time, mary: Peer):
    await change(at, MOSCOW, away_minutes=5)
    await claimed(at, mary)
    time.operators.leave("operator-anna-000", "tab")
    await time.passes(240)
    assert (await entries(at, mary.conv))[-1][0] == "claimed"
    await time.passes(120)
    assert (await entries(at, mary.conv))[-1] == ("released", "system", "owner_offline")


async def test_a_channel_that_is_closed_or_not_open_yet_takes_no_visitors(at: Running):
    services = at.house.services
    site, now = services.directory.first_site(), services.clock()
    assert site

    async def where(**known: str) -> str | None:
        found = route(await services.directory.map(site, now), Known(**known))
        return found.channel.id if found.channel else None

    assert await where(page="Казань") == KAZAN
    for values in ({"opens_on": now.date() + timedelta(days=2)}, {"opens_on": None, "closed_at": now}):
        await change(at, KAZAN, **values)
        assert await where(page="Казань") == await where(chosen=KAZAN) == await where() == MOSCOW
    await change(at, KAZAN, opens_on=now.date() - timedelta(days=1), closed_at=None)
    assert await where(page="Казань") == KAZAN


async def test_what_an_old_window_sends_to_a_closed_channel_goes_to_the_fallback(at: Running):
    desk, now = at.house.services.desk, at.house.services.clock()
    await change(at, KAZAN, closed_at=now)
    guest = Visitor("visitor-0000000000", SITE)
    assert desk.facts.opening(guest, "ccid", KAZAN, "incoming").channel_id == MOSCOW
    await change(at, MOSCOW, closed_at=now)
    with pytest.raises(NoChannel):
        desk.facts.opening(guest, "ccid", KAZAN, "incoming")


async def test_nothing_is_moved_into_a_closed_channel(at: Running, time: Time, mary: Peer):
    talk, desk = await claimed(at, mary), at.house.services.desk
    await change(at, KAZAN, closed_at=at.house.services.clock())
    with pytest.raises(NotFound):
        await desk.carry_out(desk.facts.move(ANNA, new_id(), talk.lock, KAZAN, ""), mary.conv)


@pytest.mark.parametrize("written_down", [True, False])
async def test_the_nearest_channel_is_found_from_the_cities_it_has(at: Running, written_down: bool):
    services = at.house.services

    def place(session: Session) -> None:
        for city in session.scalars(select(City)):
            found = gazetteer.town(city.name)
            city.lat, city.lon = found.spot if found and written_down else (None, None)
        site = session.get(Site, SITE)
        assert site
        site.settings = {"radius_km": 60}

    await services.database.write(place)
    await services.directory.refresh()
    site = services.directory.site(SITE)
    assert site
    at_now = await services.directory.map(site, services.clock())
    near = route(at_now, Known(page="Зеленодольск"))
    assert near.channel and near.channel.id == KAZAN and near.km == pytest.approx(37, abs=3)
    far = route(at_now, Known(page="Самара"))
    assert far.channel and far.channel.id == MOSCOW and far.km is None


async def test_what_was_reckoned_is_reckoned_anew_when_it_may_be_another(at: Running):
    """Also by a clock that is set back, and at midnight, when the reason is that of another day."""
    directory = at.house.services.directory

    def keep(session: Session) -> None:
        session.add(Hours(id="shared", site_id=SITE, name="Салоны", week=WEEK, country=""))
        session.flush()
        session.add(OwnDay(hours_id="shared", day=date(2026, 3, 3), reason="Переезд", reason_en="We are moving"))
        session.get_one(Channel, MOSCOW).hours_id = "shared"

    await at.house.services.database.write(keep)
    await directory.refresh()
    moscow = directory.channel(MOSCOW)
    assert moscow
    # 01:00 UTC is four in the morning in Moscow; open from nine to nine; the next day is the company's own.
    for hours, is_open, why in (
        (0, False, "hours"),
        (5, True, ""),
        (17, False, "own"),
        (5, True, ""),
        (0, False, "hours"),
    ):
        state = directory.opening(moscow, MONDAY_NIGHT + timedelta(hours=hours))
        assert (state.open, state.why) == (is_open, why), hours
        assert state == directory.hours(moscow).at(MONDAY_NIGHT + timedelta(hours=hours))
    moment = MONDAY_NIGHT + timedelta(days=5)
    while moment < MONDAY_NIGHT + timedelta(days=9):
        assert directory.opening(moscow, moment) == directory.hours(moscow).at(moment)
        moment += timedelta(minutes=47)
