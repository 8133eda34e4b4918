"""A channel is open when the hours it keeps say so: as the directory answers everybody."""

from datetime import UTC, date, datetime

from clocks import Time, claimed, entries
from house import Running
from peer import Peer
from samovar.storage.engine.database import Session
from samovar.storage.tables import Channel, Hours, OwnDay

MOSCOW, KAZAN, SITE = "channel-moscow-0000", "channel-kazan-0000", "site-of-the-shop00"
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
    services = at.house.services

    def patient(session: Session) -> None:
        found = session.get(Channel, MOSCOW)
        assert found
        found.away_minutes = 5

    await services.database.write(patient)
    await services.directory.refresh()
    await claimed(at, mary)
    time.operators.leave("operator-anna-000", "tab")
    await time.passes(240)
    assert (await entries(at, mary.conv))[-1][0] == "claimed"
    await time.passes(120)
    assert (await entries(at, mary.conv))[-1] == ("released", "system", "owner_offline")
