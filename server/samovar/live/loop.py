"""Watches the event loop: everything here lives on one, and a handler that holds it up holds up everybody."""

import asyncio
import logging
from time import monotonic

log = logging.getLogger(__name__)

STEP = 0.5
LATE = 1.0
"""Seconds between looks, and how late one may be before it is worth a line."""


async def watch(step: float = STEP, late: float = LATE) -> None:
    """Look until cancelled; a loop that was held up is told once, with the seconds it was."""
    while True:
        began = monotonic()
        await asyncio.sleep(step)
        lag = monotonic() - began - step
        if lag > late:
            log.warning("the event loop was held up for %.1f s", lag)
