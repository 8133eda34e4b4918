"""Pairs that talk: one message in flight each, the sides taking turns, every arrival timed."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from time import perf_counter

from bench.load.dialects import Dialect
from bench.load.line import Line

AT_ONCE = 32
"""Handshakes under way."""


class Pair:
    """Two ends. A message is done when the other side has it and, where the server acknowledges, the sender
    knows; `done` is called when no further one waits."""

    def __init__(self, number: int, dialect: Dialect, lines: Sequence[Line]) -> None:
        self.number = number
        self.delays: list[float] = []
        self.done: Callable[[Pair], None] = lambda pair: None
        self._dialect = dialect
        self._lines = lines
        self._sender = 1
        self._missing = 0
        self._arrived = True
        self._due = 0.0
        self._waiting: deque[float] = deque()
        for side, line in enumerate(lines):
            line.hear = self._ear(side)

    def send(self, due: float) -> None:
        """Send a message that was due then, or as soon as the one before it is done."""
        if self._missing:
            self._waiting.append(due)
            return
        self._sender = 1 - self._sender
        self._missing = 1 + self._dialect.acks
        self._arrived = False
        self._due = due
        self._lines[self._sender].send(self._dialect.message(self.number, self._sender))

    @property
    def idle(self) -> bool:
        """Nothing under way."""
        return not self._missing

    @property
    def heard(self) -> int:
        """Frames that have come so far."""
        return sum(line.heard for line in self._lines)

    @property
    def state(self) -> str:
        """Where its message is, for an error."""
        ended = "".join(f", {line.ended}" for line in self._lines if line.ended)
        return f"pair {self.number}, sent by {self._sender}, {'arrived' if self._arrived else 'not arrived'}{ended}"

    def _ear(self, side: int) -> Callable[[bytes], None]:
        def hear(text: bytes) -> None:
            if side == self._sender:
                if self._dialect.is_ack(text):
                    self._count()
            elif not self._arrived and self._dialect.is_message(text):
                self._arrived = True
                self.delays.append(perf_counter() - self._due)
                self._count()

        return hear

    def _count(self) -> None:
        self._missing -= 1
        if self._missing:
            return
        if self._waiting:
            self.send(self._waiting.popleft())
        else:
            self.done(self)


async def enter(dialect: Dialect, port: int, count: int) -> list[Pair]:
    """All pairs, connected."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> Pair:
        async with gate:
            return Pair(number, dialect, await dialect.enter(port, number))

    return await asyncio.gather(*(one(number) for number in range(count)))
