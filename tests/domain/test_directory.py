"""Who belongs where, as kept in memory."""

from house import Running
from samovar.storage.tables import Membership, Operator, utc_now

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
