"""Open conversations as they were last committed, so that a lively one is not read again for every message.

Whoever opens one takes it out; only what has been committed comes back. A conversation that another process changed
meanwhile is found out by its `rev` when it is saved (`ConcurrentUpdate`), and read anew. All of it happens in the
loop: what is carried out in the writer's thread tells after its commit what is out of date.
"""

from collections.abc import Iterable

from samovar.model.conversation import Conversation
from samovar.storage.engine.database import Database, Unavailable
from samovar.storage.queries import conversations

MOST = 10_000


class Recent:
    """At most `most`; the ones kept longest are let go first."""

    def __init__(self, most: int = MOST) -> None:
        self._talks: dict[str, Conversation] = {}
        self._most = most

    async def open(self, database: Database, wanted: set[str]) -> dict[str, Conversation]:
        """Snapshots to be changed, by id; those not kept are read, unknown ids are missing. Raises Unavailable where
        that would have to wait for a crowd of readers: nobody's message waits for them."""
        found = {each: talk.opened() for each in wanted if (talk := self._talks.pop(each, None))}
        if missing := wanted - found.keys():
            if database.crowded:
                raise Unavailable("all readers are busy")
            found |= await database.read(conversations.load, missing)
        return found

    def keep(self, talks: Iterable[Conversation]) -> None:
        """All of a group, committed as they stand here; of several of one conversation the last."""
        for talk in talks:
            talk.was = None
            self._talks.pop(talk.id, None)
            if talk.state != "closed":
                self._talks[talk.id] = talk
        while len(self._talks) > self._most:
            self._talks.pop(next(iter(self._talks)))

    def forget(self, ids: Iterable[str]) -> None:
        """What they show of their visitor has changed."""
        for each in ids:
            self._talks.pop(each, None)
