"""Channels open and close by the clock, and nobody has to ask: whoever shows them is told."""

import asyncio
from collections.abc import Callable
from datetime import date, datetime

from samovar.domain import periodic
from samovar.domain.channels.directory import Directory
from samovar.domain.channels.hours import OpenState
from samovar.domain.topics import PEOPLE
from samovar.live.hub import Hub
from samovar.storage.tables import Channel

LOOK = 5.0
"""Seconds between two looks."""


class Bell:
    """Rings when a channel opens or closes, and at midnight, when "tomorrow" becomes "today"."""

    def __init__(self, directory: Directory, hub: Hub, clock: Callable[[], datetime]) -> None:
        self._directory = directory
        self._hub = hub
        self._clock = clock
        self._seen = self._look()

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`."""
        await periodic.tick("bell", LOOK, self.tick, stop)

    async def tick(self, ticks: int) -> None:
        """Look, and tell what is different."""
        before, self._seen = self._seen, self._look()
        if before != self._seen:
            self._hub.publish(PEOPLE, None)

    def _look(self) -> dict[str, tuple[OpenState, date | None]]:
        now = self._clock()
        return {each.id: self._state(each, now) for each in self._directory.channels()}

    def _state(self, channel: Channel, now: datetime) -> tuple[OpenState, date | None]:
        state = self._directory.opening(channel, now)
        return state, None if state.open else now.astimezone(self._directory.hours(channel).zone).date()
