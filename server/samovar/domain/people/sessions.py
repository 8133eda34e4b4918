"""Where an operator is signed in, and that it ends: what an ended session had open closes at once."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from samovar.domain.people.accounts import SESSION_IDLE
from samovar.domain.topics import session_topic
from samovar.live.hub import Hub
from samovar.storage.engine.database import Database
from samovar.storage.engine.writer import Writer
from samovar.storage.queries import access, people
from samovar.storage.tables import OperatorSession


class Sessions:
    """Those of one operator at a time."""

    def __init__(self, database: Database, writer: Writer, hub: Hub, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._writer = writer
        self._hub = hub
        self._clock = clock

    async def of(self, operator_id: str) -> list[OperatorSession]:
        """Those that live, the latest used first."""
        return await self._database.read(access.sessions_of, operator_id, self._clock(), SESSION_IDLE)

    async def last_seen(self) -> dict[str, datetime | None]:
        """When each operator's browsers were last known to be in use; nothing for who never came."""
        return await self._database.read(people.last_seen)

    async def end(self, operator_id: str, keys: Sequence[str] | None = None, *, but: str = "") -> int:
        """These of theirs, or all; but that one. Tells how many there were."""
        ended = await self._writer.run(lambda session: access.end_sessions(session, operator_id, keys, but))
        self.ended(ended)
        return len(ended)

    def ended(self, keys: Iterable[str]) -> None:
        """What these sessions had open closes."""
        for key in keys:
            self._hub.publish(session_topic(key), None)
