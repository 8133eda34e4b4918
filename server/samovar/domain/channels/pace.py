"""How soon a channel answers: measured, or not said at all."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from statistics import median_high

from samovar.storage.engine.database import Database
from samovar.storage.queries import pace

MEASURED = timedelta(days=30)
"""Of so many days talks count."""
PATIENCE = timedelta(minutes=10)
"""A talk that began later may yet be answered: it does not count."""
LONGEST = timedelta(hours=1)
"""Slower than that is nothing to promise."""
ENOUGH = 20
"""Of fewer talks nothing is said."""
FRESH_SECONDS = 300.0


class Pace:
    """The middle of the first answers of each channel, as of a few minutes ago. `clock`: the time now, aware."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        self._measured: dict[str, tuple[float, asyncio.Future[int]]] = {}

    async def of(self, channel: str) -> int:
        """Milliseconds; 0 where there is nothing to say. Raises Unavailable."""
        now = asyncio.get_running_loop().time()
        until, measured = self._measured.get(channel, (0.0, None))
        if measured is None or now > until or (measured.done() and (measured.cancelled() or measured.exception())):
            measured = asyncio.ensure_future(self._measure(channel))
            self._measured[channel] = now + FRESH_SECONDS, measured
        return await asyncio.shield(measured)

    async def _measure(self, channel: str) -> int:
        now = self._clock()
        talks = await self._database.read(pace.first_answers, channel, now - MEASURED, now - PATIENCE)
        if len(talks) < ENOUGH:
            return 0
        # The unanswered count as the slowest: what nobody answered is no part of a good middle.
        middle = median_high(answered - opened if answered else timedelta.max for opened, answered in talks)
        return int(middle / timedelta(milliseconds=1)) if middle <= LONGEST else 0
