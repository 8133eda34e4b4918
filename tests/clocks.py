"""Clocks that tests move, and what has become of a talk meanwhile."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from house import NO_WAIT, Running
from peer import Peer, new_id
from samovar.domain.conversation.timers import ROLL
from samovar.domain.conversation.verbs import Claim
from samovar.model.people import Operator
from samovar.storage import tables
from samovar.storage.engine.database import Session
from samovar.storage.queries import conversations

STILL = replace(NO_WAIT, tick=3600.0)
"""Nothing happens by the clock but what a test makes happen."""
ANNA = Operator("operator-anna-000", "operator", frozenset({"channel-moscow-0000"}))


class Time:
    """The wall clock of the desk and the monotonic one of the leases, moved together."""

    def __init__(self, at: Running) -> None:
        self.at = at
        at.clock.stop()
        services = at.house.services
        self.operators, self.visitors = services.operators, services.visitors
        self.timers = at.timers()

    async def passes(self, seconds: float) -> None:
        self.at.clock.seconds += seconds
        self.at.clock.ahead += timedelta(seconds=seconds)
        await self.timers.tick(ROLL)


async def claimed(at: Running, mary: Peer) -> Any:
    return (await at.house.services.desk.carry_out(Claim(by=ANNA, cid=new_id()), mary.conv)).talk


async def offered(at: Running, mary: Peer) -> None:
    talk = await claimed(at, mary)
    desk = at.house.services.desk
    await desk.carry_out(desk.facts.transfer(ANNA, new_id(), talk.lock, "operator-ivan-000", "Ваш клиент"), mary.conv)


async def entries(at: Running, conv: str) -> list[tuple[str, str, Any]]:
    wanted = select(tables.Entry).where(col(tables.Entry.conversation_id) == conv).order_by(col(tables.Entry.seq))

    def read(session: Session) -> list[tuple[str, str, Any]]:
        return [
            (entry.kind, entry.author, entry.data.get("step") or entry.data.get("reason"))
            for entry in session.scalars(wanted)
        ]

    return await at.house.services.database.read(read)


async def state(at: Running, conv: str) -> Any:
    return (await at.house.services.database.read(conversations.load, [conv]))[conv]
