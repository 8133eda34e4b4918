"""What an operator chooses to be while they are here, and that it ends with their stay."""

from samovar.domain.clockwork import PEOPLE, presence_topic
from samovar.storage import people
from samovar.web.parts import Parts

STAY = 3600.0
"""Seconds of absence after which a break is over: whoever comes back then comes to work."""


async def set_presence(parts: Parts, operator_id: str, presence: str, why: str = "") -> None:
    """Store it and tell everybody. Raises Busy."""
    await set_own(parts, operator_id, presence=presence, why=why)
    parts.hub.publish(presence_topic(operator_id), None)


async def set_own(parts: Parts, operator_id: str, **values: str) -> None:
    """What an operator says of themselves; told to everybody. Raises Busy."""
    await parts.desk.plainly(lambda session: people.set_own(session, operator_id, values))
    await parts.directory.refresh()
    parts.hub.publish(PEOPLE, None)


async def begin_stay(parts: Parts, operator_id: str) -> None:
    """They have signed in: a break goes on only where they are still there in another browser. Raises Busy."""
    if not parts.operators.of(operator_id):
        await _be_online(parts, operator_id)


async def come_back(parts: Parts, operator_id: str) -> None:
    """They open the console without signing in: a break of yesterday is over. Raises Busy."""
    if parts.operators.away_for(operator_id) > STAY:
        await _be_online(parts, operator_id)


async def _be_online(parts: Parts, operator_id: str) -> None:
    found = parts.directory.operator(operator_id)
    if found is not None and found.presence != "online":
        await set_presence(parts, operator_id, "online")
