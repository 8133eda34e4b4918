"""What runs by the clock."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from samovar.storage.engine.database import Unavailable

log = logging.getLogger(__name__)


async def tick(name: str, seconds: float, work: Callable[[int], Awaitable[None]], stop: asyncio.Event) -> None:
    """Do the work again and again until `stop` is set, and the last time to its end: who is cancelled while asking
    the database keeps its connection. A failure is logged, and the next time comes."""
    ticks = 0
    while not await _set_within(stop, seconds):
        ticks += 1
        try:
            await work(ticks)
        except Unavailable as error:
            log.warning("%s: the database does not answer: %s", name, error)
        except Exception:
            log.exception(name)


async def _set_within(stop: asyncio.Event, seconds: float) -> bool:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await stop.wait()
    return stop.is_set()
