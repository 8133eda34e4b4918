"""Says of many alike the first at once, and the newest of the rest a moment later.

For what is state and not history: whoever hears only the newest has missed nothing.
"""

import asyncio
from collections.abc import Callable, Hashable
from typing import Any

SPAN = 0.5
"""Seconds between two of the same key, at the least."""
GRAIN = 0.02
"""Moments that are nearer to each other than this are one."""


class Throttle:
    """What is to be told, by key. `tell` must not wait and must not raise. `newest`: of two the one that counts."""

    def __init__(
        self, tell: Callable[[Any], None], span: float = SPAN, newest: Callable[[Any, Any], Any] = lambda old, new: new
    ) -> None:
        self._tell = tell
        self._span = span
        self._newest = newest
        self._said: dict[Hashable, tuple[float, Any]] = {}
        """Keys of which something was said within the span, the longest ago first: when it is over, what came since."""
        self._timer: asyncio.TimerHandle | None = None

    @property
    def kept(self) -> int:
        """Of how many keys something was said within the span."""
        return len(self._said)

    def say(self, key: Hashable, news: Any) -> None:
        """Now, or in place of what still waits for its moment."""
        if key in self._said:
            until, old = self._said[key]
            self._said[key] = until, news if old is None else self._newest(old, news)
            return
        self._say_at(asyncio.get_running_loop().time(), key, news)
        if self._timer is None:
            self._wait(self._span)

    def _say_at(self, now: float, key: Hashable, news: Any) -> None:
        self._said[key] = now + self._span, None
        self._tell(news)

    def over(self, key: Hashable) -> None:
        """What waits is out of date: all of it has been said in another way."""
        if key in self._said:
            self._said[key] = self._said[key][0], None

    def flush(self) -> None:
        """Say now all that waits for its moment."""
        said, self._said = self._said, {}
        for _, news in said.values():
            if news is not None:
                self._tell(news)

    def _moment(self) -> None:
        now = asyncio.get_running_loop().time()
        for key in [key for key, (until, _) in self._said.items() if until <= now]:
            _, news = self._said.pop(key)
            if news is not None:
                self._say_at(now, key, news)
        self._timer = None
        if self._said:
            self._wait(next(iter(self._said.values()))[0] - now)

    def _wait(self, seconds: float) -> None:
        self._timer = asyncio.get_running_loop().call_later(max(seconds, GRAIN), self._moment)
