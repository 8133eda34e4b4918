"""What runs by the clock."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from samovar.storage.database import Unavailable

log = logging.getLogger(__name__)


async def tick_for_ever(name: str, seconds: float, tick: Callable[[int], Awaitable[None]]) -> None:
    """Tick until cancelled, with the number of the tick; a failing one is logged and the next one comes."""
    ticks = 0
    while True:
        await asyncio.sleep(seconds)
        ticks += 1
        try:
            await tick(ticks)
        except Unavailable as error:
            log.warning("%s: the database does not answer: %s", name, error)
        except Exception:
            log.exception(name)
