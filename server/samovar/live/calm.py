"""Says of many alike the first at once, and the newest of the rest a moment later.

For what is state and not history: whoever hears only the newest has missed nothing.
"""

import asyncio
from collections.abc import Callable, Hashable
from typing import Any

SPAN = 0.5
"""Seconds between two of the same key, at the least."""


class Calm:
    """What is to be told, by key. `tell` must not wait and must not raise."""

    def __init__(self, tell: Callable[[Any], None], span: float = SPAN) -> None:
        self._tell = tell
        self._span = span
        self._said: dict[Hashable, Any] = {}
        """Keys of which something was said within the span, and what has come since."""
        self._timer: asyncio.TimerHandle | None = None

    def say(self, key: Hashable, news: Any) -> None:
        """Now, or in place of what still waits for its moment."""
        if key in self._said:
            self._said[key] = news
            return
        self._said[key] = None
        self._tell(news)
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
        for key, news in said.items():
            if news is not None:
                self.say(key, news)
