"""What keeps the frames of one client in order: one after another, and no message before one that is to come again."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from time import monotonic

from samovar.model.errors import Busy
from samovar.web import wire
from samovar.web.transport.long_poll import LongPoll
from samovar.web.transport.protocols import Socket

WAITING = 64
"""Frames behind one that waits for the database before no more are read."""
IN_FLIGHT_SECONDS = 5.0
"""How long messages may still arrive that were sent before the sender heard of a refusal."""
HELD_UP = 32
"""Conversations of one client in which messages are held up."""

Later = Awaitable[None] | None


class Turns:
    """`carry_out` does what it can at once, and gives back what has to wait for the database, if anything has."""

    __slots__ = ("_carry_out", "_socket", "_task", "_waiting")

    def __init__(self, socket: Socket | LongPoll, carry_out: Callable[[bytes], Later]) -> None:
        self._socket = socket
        self._carry_out = carry_out
        self._waiting: deque[bytes] = deque()
        self._task: asyncio.Future[None] | None = None

    def hear(self, data: bytes) -> None:
        """One frame: carried out at once, or in its turn behind one that waits."""
        if self._task is not None:
            self._waiting.append(data)
            if len(self._waiting) >= WAITING:
                self._socket.wait()
        elif later := self._carry_out(data):
            self._task = asyncio.ensure_future(self._take(later))

    async def _take(self, later: Later) -> None:
        while later or self._waiting:
            if later:
                await later
            if self._socket.finished:
                break
            later = self._carry_out(self._waiting.popleft()) if self._waiting else None
        self._waiting.clear()
        self._task = None
        self._socket.read_on()

    async def over(self) -> None:
        """Return when all that came has been carried out."""
        if self._task is not None:
            await self._task


class HeldBack:
    """Messages that were refused and are to come again, by conversation: until they do, or those that were on the
    way have arrived, none may overtake them. A first message (conversation None) is overtaken by no other at all."""

    __slots__ = "_first"

    def __init__(self) -> None:
        self._first: dict[str | None, tuple[str, float]] = {}

    def note(self, frame: wire.Send) -> None:
        """This one is to come again."""
        self._first.setdefault(frame.conv, (frame.cid, monotonic() + IN_FLIGHT_SECONDS))
        while len(self._first) > HELD_UP:
            del self._first[next(iter(self._first))]

    def check(self, frame: wire.Send) -> None:
        """Raises Busy for what was sent behind one that is to come again."""
        if not self._first:
            return
        for conv in (None, frame.conv):
            first = self._first.get(conv)
            if first and first[0] != frame.cid and first[1] > monotonic():
                raise Busy
            if first:
                del self._first[conv]
