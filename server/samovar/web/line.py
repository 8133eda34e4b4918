"""The transport of a connection that is made of requests: what is pushed waits here until the client takes it.

Its face is that of transport.Socket. The last answer is kept until the next request says that it has come, since
browsers and proxies repeat requests on their own.
"""

import asyncio
import secrets
from asyncio import TimerHandle
from collections import deque
from collections.abc import Sequence
from typing import Any

from samovar.web import wire

WAIT = 25.0
"""Seconds a request waits for frames."""
LEASE = 40.0
"""Seconds after which a client that does not ask is gone."""
HIGH_WATER = 64 * 1024
"""Bytes that may wait before signals are dropped."""


class Line:
    """One client's. `id` is its secret: 128 random bits."""

    def __init__(self) -> None:
        self.id = secrets.token_urlsafe(16)
        self.writable = asyncio.Event()
        self.writable.set()
        self.gone = asyncio.Event()
        """Nobody will ask again: the close code was taken, or the client has left."""
        self.answers = 0
        """How many requests for frames were answered."""
        self._frames: list[bytes] = []
        self._size = 0
        self._kept = b""
        self._told: deque[dict[str, Any]] = deque()
        self._news = asyncio.Event()
        self._heard = asyncio.Event()
        self._taker: asyncio.Future[None] | None = None
        self._ended = False
        self._lease = self._expect_client()

    # ------------------------------------------------ as a socket

    def push(self, text: bytes) -> None:
        """Put one frame in; nothing happens on a line that has ended."""
        if not self._ended:
            self._put(text)

    def waiting(self) -> int:
        """Bytes the client has not taken yet."""
        return self._size

    def finish(self, code: int, reason: str = "") -> None:
        """Say why and end. The client is told the code as the last item."""
        if self._ended:
            return
        if code == wire.Close.SLOW:
            self._frames.clear()
        self._end()
        self._put(wire.encode(wire.End(code=code, reason=reason)))

    def abort(self) -> None:
        """End at once: the client has gone."""
        self._frames.clear()
        self._end()
        self._wake()
        self._lease.cancel()
        self.gone.set()

    async def receive(self) -> dict[str, Any]:
        """What the client says, as ASGI has it for sockets."""
        while not self._told:
            self._heard.set()
            self._news.clear()
            await self._news.wait()
        return self._told.popleft()

    # ------------------------------------------------ for the requests

    async def tell(self, frames: Sequence[bytes]) -> None:
        """The client's frames, in order; returns when the connection has taken them all, or has ended."""
        if self._ended:
            return
        for frame in frames:
            self._tell(frame)
        self._heard.clear()
        await self._heard.wait()

    async def take(self, seen: int) -> bytes | None:
        """What waits, a frame a line; when nothing does, what comes within 25 s. `seen`: how many answers have come.

        None: another request has taken this one's place, or the number makes no sense.
        """
        if seen == self.answers - 1:
            return self._kept
        if seen != self.answers or not await self._come():
            return None
        self._kept = b"\n".join(self._frames)
        self.answers += 1
        self._frames.clear()
        self._size = 0
        self.writable.set()
        if self._ended:
            self.abort()
        return self._kept

    async def _come(self) -> bool:
        """Wait for frames or for the end of the time; False where a newer request came instead."""
        self._wake()
        mine = self._taker = asyncio.get_running_loop().create_future()
        self._lease.cancel()
        if not self._frames:
            await asyncio.wait({mine}, timeout=WAIT)
        if self._taker is not mine:
            return False
        self._taker = None
        self._lease = self._expect_client()
        return True

    # ------------------------------------------------ inside

    def _put(self, text: bytes) -> None:
        self._frames.append(text)
        self._size += len(text)
        if self._size > HIGH_WATER:
            self.writable.clear()
        if self._taker and not self._taker.done():
            self._taker.set_result(None)

    def _wake(self) -> None:
        """Whoever waits is answered without anything."""
        if self._taker and not self._taker.done():
            self._taker.set_result(None)
        self._taker = None

    def _tell(self, frame: bytes) -> None:
        try:
            self._hear({"type": "websocket.receive", "text": frame.decode()})
        except UnicodeDecodeError:
            self._hear({"type": "websocket.receive", "bytes": frame})

    def _hear(self, message: dict[str, Any]) -> None:
        self._told.append(message)
        self._news.set()

    def _end(self) -> None:
        self._ended = True
        self._told.clear()
        self._hear({"type": "websocket.disconnect"})
        self._heard.set()

    def _expect_client(self) -> TimerHandle:
        return asyncio.get_running_loop().call_later(LEASE, self.abort)
