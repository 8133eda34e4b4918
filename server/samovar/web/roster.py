"""Colleagues and channels as consoles show them.

All consoles ask in the same moment, when somebody comes or goes: the database is read once for all of them, and each
company's people are encoded once.
"""

import asyncio
from typing import Any

import msgspec

from samovar.domain.clockwork import PEOPLE
from samovar.domain.directory import Directory
from samovar.domain.people import Member
from samovar.live.hub import Hub
from samovar.storage import lists
from samovar.storage.database import Database
from samovar.storage.tables import Operator
from samovar.web import wire
from samovar.web.frames import Frames, photo

FRESH_SECONDS = 1.0


class Roster:
    """What was made in the last second, since people changed last."""

    def __init__(self, database: Database, directory: Directory, frames: Frames, hub: Hub) -> None:
        self._database = database
        self._directory = directory
        self._frames = frames
        self._held: asyncio.Future[dict[str, int]] | None = None
        self._until = 0.0
        self._encoded: dict[Any, msgspec.Raw] = {}
        hub.subscribe(PEOPLE, self)

    def hear(self, topic: str, item: Any) -> None:
        """People have changed."""
        self.out_of_date()

    def out_of_date(self) -> None:
        """What was made is old."""
        self._held, self._encoded = None, {}

    async def frame(self, member: Member) -> bytes:
        """`people` for one operator: his colleagues and the channels of his sites, whole. Raises Unavailable."""
        held = await asyncio.shield(self._counted())
        sites = self._directory.sites_of(member.id)
        key = sites or member.id
        people = self._encoded.get(key)
        if people is None:
            people = self._encoded[key] = self._people(member, sites, held)
        rooms = [
            wire.Room(id=each.id, name=each.name, member=each.id in member.channels)
            for each in self._directory.channels()
            if each.site_id in sites
        ]
        return wire.encode(wire.People(people=people, rooms=rooms))  # type: ignore[arg-type]  # encoded already

    def _counted(self) -> "asyncio.Future[dict[str, int]]":
        """How many talks each holds; asked once for all who want to know it now."""
        now = asyncio.get_running_loop().time()
        if self._held is None or now > self._until:
            self.out_of_date()
            self._held, self._until = (
                asyncio.ensure_future(self._database.read(lists.held_by_each)),
                now + FRESH_SECONDS,
            )
        return self._held

    def _people(self, member: Member, sites: frozenset[str], held: dict[str, int]) -> msgspec.Raw:
        colleagues = [
            self._colleague(each, held.get(each.id, 0))
            for each in self._directory.operators()
            if each.id == member.id or self._directory.sites_of(each.id) & sites
        ]
        return msgspec.Raw(wire.encoder.encode(colleagues))

    def _colleague(self, operator: Operator, held: int) -> wire.Colleague:
        return wire.Colleague(
            id=operator.id, name=operator.name, photo=photo(operator), role=operator.role, title=operator.title,
            presence=self._frames.presence(operator), why=operator.why,  # type: ignore[arg-type]
            channels=sorted(self._directory.channels_of(operator.id)), held=held,
        )  # fmt: skip
