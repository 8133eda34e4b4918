"""Where conversations stand: read on each database, and by an index."""

from datetime import timedelta
from typing import Any

from sqlalchemy import event

from house import Running
from peer import begin
from samovar.storage.database import Session
from samovar.storage.standing import changed_since

CHANNELS = ["channel-moscow-0000", "channel-kazan-0000"]


async def test_what_changed_since_is_found_in_every_state(on_each: Running):
    parts, before = on_each.house.parts, on_each.clock()
    mary, paul = await begin(on_each), await begin(on_each)
    await paul.cmd("close", paul.conv)
    found = {each.id: each for each in await parts.database.read(changed_since, CHANNELS, before)}
    assert {conv: each.state for conv, each in found.items()} == {mary.conv: "waiting", paul.conv: "closed"}
    assert (found[mary.conv].last_seq, found[mary.conv].visible_seq) == (1, 1)
    later = on_each.clock() + timedelta(seconds=1)
    assert await parts.database.read(changed_since, CHANNELS, later) == []
    assert await parts.database.read(changed_since, ["channel-kazan-0000"], before) == []


async def test_the_indexes_of_the_lists_serve(at: Running):
    """The table is never read whole, however long the history."""
    asked: list[tuple[str, object]] = []

    def plan(session: Session) -> str:
        @event.listens_for(session.get_bind(), "before_cursor_execute")
        def note(_connection: Any, _cursor: Any, statement: str, given: object, *_more: Any) -> None:
            asked.append((statement, given))

        changed_since(session, CHANNELS, at.clock())
        statement, given = asked[-1]
        return str(session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given).all())

    found = await at.house.parts.database.read(plan)
    for shelf in ("open", "closed"):
        assert f"USING INDEX ix_conversation_{shelf}_in_channel (channel_id=? AND updated_at>?)" in found
    assert "SCAN" not in found
