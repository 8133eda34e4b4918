"""What operators say of themselves, what they choose to be while they are here, and that it ends with their stay."""

from samovar.domain.channels.directory import Directory
from samovar.domain.conversation.desk import Desk
from samovar.domain.topics import PEOPLE, presence_topic
from samovar.live.hub import Hub
from samovar.live.presence import Presence
from samovar.storage.queries import people

STAY = 3600.0
"""Seconds of absence after which a break is over: whoever comes back then comes to work."""


class Attendance:
    """Stores it and tells everybody. `operators`: their leases. Everything here raises Busy."""

    def __init__(self, desk: Desk, directory: Directory, hub: Hub, operators: Presence) -> None:
        self._desk = desk
        self._directory = directory
        self._hub = hub
        self._operators = operators

    async def set_presence(self, operator_id: str, presence: str, why: str = "") -> None:
        """What they choose to be."""
        await self.set_own(operator_id, presence=presence, why=why)
        self._hub.publish(presence_topic(operator_id), None)

    async def set_own(self, operator_id: str, **values: str) -> None:
        """Whatever else they say of themselves."""
        await self._desk.plainly(lambda session: people.set_own(session, operator_id, values))
        await self._directory.refresh()
        self._hub.publish(PEOPLE, None)

    async def begin_stay(self, operator_id: str) -> None:
        """They have signed in: a break goes on only where they are still there in another browser."""
        if not self._operators.connected(operator_id):
            await self._be_online(operator_id)

    async def come_back(self, operator_id: str) -> None:
        """They open the console without signing in: a break of yesterday is over."""
        if self._operators.away_for(operator_id) > STAY:
            await self._be_online(operator_id)

    async def _be_online(self, operator_id: str) -> None:
        found = self._directory.operator(operator_id)
        if found is not None and found.presence != "online":
            await self.set_presence(operator_id, "online")
