"""Calls at exact times. The loop's own timers are a millisecond coarse, as long as a message takes; a thread that
sleeps is not."""

import asyncio
import sys
import threading
from collections.abc import Callable
from time import perf_counter, sleep

LEAD = 0.05
"""Seconds until the first call."""


async def pace(rate: float, count: int, call: Callable[[int, float], None]) -> None:
    """`call(number, due)` in the loop `rate` times a second; returns after the last."""
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    sys.setswitchinterval(0.0005)

    def run() -> None:
        began = perf_counter() + LEAD
        for number in range(count):
            due = began + number / rate
            sleep(max(0.0, due - perf_counter()))
            loop.call_soon_threadsafe(call, number, due)
        loop.call_soon_threadsafe(ended.set)

    threading.Thread(target=run, name="pace", daemon=True).start()
    await ended.wait()
