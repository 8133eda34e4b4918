"""Token buckets: a burst at once, then a steady rate. And what one client may do before the others come."""

from collections.abc import Callable
from time import monotonic

TIMES = 3
"""Whoever sends so many times what is allowed is closed."""
FRAMES, SECONDS = 32, 0.002
"""What one client's frames may take in one turn of the loop."""


def ceiling(burst: float, rate: float) -> tuple[float, float]:
    """Burst and rate of what may arrive, refused or not, where so much is allowed."""
    return burst * TIMES, rate * TIMES


class Turn:
    """One client's turn."""

    __slots__ = ("_left", "_until")

    def __init__(self) -> None:
        self._left = FRAMES
        self._until = monotonic() + SECONDS

    def over(self) -> bool:
        """Whether the others come first now. Asked before each frame; the first is always taken."""
        self._left -= 1
        return self._left < 0 or (self._left < FRAMES - 1 and monotonic() > self._until)


class Bucket:
    """Holds at most `burst` tokens and gains `rate` a second."""

    __slots__ = ("_at", "_burst", "_clock", "_rate", "_tokens")

    def __init__(self, burst: float, rate: float, clock: Callable[[], float] = monotonic) -> None:
        self._burst = burst
        self._rate = rate
        self._clock = clock
        self._tokens = float(burst)
        self._at = clock()

    def take(self, count: float = 1.0) -> float:
        """Take tokens; 0 when there were enough, else the seconds until there are (nothing taken)."""
        now = self._clock()
        tokens = self._tokens + (now - self._at) * self._rate
        if tokens > self._burst:
            tokens = self._burst
        self._at = now
        if tokens >= count:
            self._tokens = tokens - count
            return 0.0
        self._tokens = tokens
        return (count - tokens) / self._rate

    @property
    def full(self) -> bool:
        """Whether it has forgotten everything taken from it."""
        return self._tokens + (self._clock() - self._at) * self._rate >= self._burst


class Buckets:
    """A bucket for each key; full ones are forgotten."""

    def __init__(self, burst: float, rate: float, clock: Callable[[], float] = monotonic, most: int = 10_000) -> None:
        self._new: Callable[[], Bucket] = lambda: Bucket(burst, rate, clock)
        self._buckets: dict[str, Bucket] = {}
        self._most = most

    @property
    def kept(self) -> int:
        """How many are remembered."""
        return len(self._buckets)

    def take(self, key: str) -> float:
        """Take one token of a key; 0 or the seconds to wait."""
        bucket = self._buckets.get(key)
        if bucket is None:
            self._forget()
            bucket = self._buckets[key] = self._new()
        return bucket.take()

    def wait(self, key: str) -> float:
        """Seconds until a token of a key is there, without taking one."""
        bucket = self._buckets.get(key)
        if bucket is None:
            return 0.0
        wait = bucket.take()
        if not wait:
            bucket.take(-1.0)
        return wait

    def give_back(self, key: str) -> None:
        """The token of a key that was taken cost nothing after all."""
        if bucket := self._buckets.get(key):
            bucket.take(-1.0)

    def _forget(self) -> None:
        if len(self._buckets) < self._most:
            return
        self._buckets = {key: bucket for key, bucket in self._buckets.items() if not bucket.full}
        while len(self._buckets) >= self._most:
            self._buckets.pop(next(iter(self._buckets)))
