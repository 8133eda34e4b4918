"""Who belongs where, as kept in memory."""

import pytest
from sqlalchemy import insert, update

from house import Running
from samovar.storage.tables import Channel, City, Hours, Membership, Operator, Site, utc_now

SITE, ANNA = "site-of-the-shop00", "operator-anna-000"
MOSCOW, KAZAN = "channel-moscow-0000", "channel-kazan-0000"


async def test_members_of_channels_come_once_by_name_and_only_who_may_sign_in(at: Running):
    directory = at.house.services.directory

    def hire(session):
        for name, more in (("Яна", {}), ("Борис", {}), ("Вера", {"disabled_at": utc_now()})):
            hired = Operator(name=name, email=f"{name}@olha.example", **more)
            session.add(hired)
            session.flush()
            session.add_all(Membership(operator_id=hired.id, channel_id=each) for each in (MOSCOW, KAZAN))

    before = {each.name for each in directory.members([MOSCOW])}
    await at.house.services.database.write(hire)
    await directory.refresh()
    names = [each.name for each in directory.members([KAZAN, MOSCOW])]
    assert names == sorted(names) and len(names) == len({*names})
    assert {each.name for each in directory.members([MOSCOW])} == before | {"Яна", "Борис"}
    assert directory.members([]) == directory.members(["channel-nowhere-00"]) == []


DIFFERENT = {
    "a site": update(Site).values(name="Иначе"),
    "a channel": update(Channel).values(latin="Otherwise"),
    "a city": update(City).values(name="Иной"),
    "a person": update(Operator).values(title="Иначе"),
    "a membership": insert(Membership).values(operator_id=ANNA, channel_id=KAZAN),
    "hours": insert(Hours).values(id="hours-of-all-00000", site_id=SITE, name="Всегда", week={}),
}


async def test_when_people_were_seen_is_no_difference(at: Running):
    directory = at.house.services.directory

    def see(session):
        session.get_one(Operator, ANNA).seen_at = utc_now()

    assert not await directory.refresh()
    kept = directory.operator(ANNA)
    await at.house.services.database.write(see)
    assert not await directory.refresh()
    assert directory.operator(ANNA) is kept, "not even read"


@pytest.mark.parametrize("what", DIFFERENT)
async def test_what_another_process_has_changed_is_read_once(at: Running, what: str):
    directory, change = at.house.services.directory, DIFFERENT[what]
    await at.house.services.database.write(lambda session: session.execute(change))
    assert await directory.refresh()
    assert not await directory.refresh()
