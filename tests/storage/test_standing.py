"""Where conversations stand: read on each database, and by an index."""

from datetime import timedelta

from house import Running
from peer import begin
from plans import plan_of
from samovar.storage.queries.versions import changed_since

CHANNELS = ["channel-moscow-0000", "channel-kazan-0000"]


async def test_what_changed_since_is_found_in_every_state(on_each: Running):
    services, before = on_each.house.services, on_each.clock()
    mary, paul = await begin(on_each), await begin(on_each)
    await paul.cmd("close", paul.conv)
    found = {each.id: each for each in await services.database.read(changed_since, CHANNELS, before)}
    assert {conv: each.state for conv, each in found.items()} == {mary.conv: "waiting", paul.conv: "closed"}
    assert (found[mary.conv].last_seq, found[mary.conv].visible_seq) == (1, 1)
    later = on_each.clock() + timedelta(seconds=1)
    assert await services.database.read(changed_since, CHANNELS, later) == []
    assert await services.database.read(changed_since, ["channel-kazan-0000"], before) == []


async def test_the_indexes_of_the_lists_serve(at: Running):
    """The table is never read whole, however long the history."""
    found = await plan_of(at.house.services.database, lambda session: changed_since(session, CHANNELS, at.clock()))
    for shelf in ("open", "closed"):
        assert f"USING INDEX ix_conversation_{shelf}_in_channel (channel_id=? AND updated_at>?)" in found
    assert "SCAN" not in found
