"""Says of many alike the first at once, and the newest of the rest a moment later.

For what is state and not history: whoever hears only the newest has missed nothing.
"""

import asyncio
from collections.abc import Callable, Hashable

SPAN = 0.2
"""Seconds between two of the same key, at the most."""


class Calm:
    """What is to be said, by key. `say` must not wait and must not raise."""

    def __init__(self, span: float = SPAN) -> None:
        self._span = span
        self._said: dict[Hashable, Callable[[], None] | None] = {}
        """Keys of which something was said within the span, and what has come since."""
        self._timer: asyncio.TimerHandle | None = None

    def say(self, key: Hashable, say: Callable[[], None]) -> None:
        """Now, or in place of what still waits for its moment."""
        if key in self._said:
            self._said[key] = say
            return
        self._said[key] = None
        say()
        if self._timer is None:
            self._wait()

    def over(self, key: Hashable) -> None:
        """What waits is out of date: all of it has been said in another way."""
        if key in self._said:
            self._said[key] = None

    def _wait(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(self._span, self._moment)

    def _moment(self) -> None:
        self._timer = None
        said, self._said = self._said, {}
        for key, say in said.items():
            if say is not None:
                self.say(key, say)
