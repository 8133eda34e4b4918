"""The transport of a connection that is made of requests: what is pushed waits here until the client takes it.

Its face is that of transport.Socket. The last answer is kept until the next request says that it has come, since
browsers and proxies repeat requests on their own.
"""

import asyncio
import secrets
from asyncio import TimerHandle
from collections.abc import Callable, Sequence
from typing import Any

from samovar.live import strangers
from samovar.live.token_bucket import Bucket, Turn
from samovar.model.errors import in_ms
from samovar.web import wire

WAIT = 25.0
"""Seconds a request waits for frames."""
LEASE = 40.0
"""Seconds after which a client that does not ask is gone."""
HIGH_WATER = 64 * 1024
"""Bytes that may wait before signals are dropped."""


class LongPoll:
    """One client's. `id` is its secret: 128 random bits."""

    def __init__(self) -> None:
        self.id = secrets.token_urlsafe(16)
        self.behind = False
        """Whether the client has much to take."""
        self.finished = False
        """Whether it has ended: nothing more of what came is of interest."""
        self.arrivals = Bucket(1, 1)
        """How much may come in; the connection says it."""
        self.gone = asyncio.Event()
        """Nobody will ask again: the close code was taken, or the client has left."""
        self.answers = 0
        """How many requests for frames were answered."""
        self._frames: list[bytes] = []
        self._size = 0
        self._kept = b""
        self._messages: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._reading = asyncio.Event()
        self._hear: Callable[[bytes], None] = lambda frame: None
        self._taker: asyncio.Future[None] | None = None
        self._lease = self._expect_client()

    # ------------------------------------------------ as a socket

    def push(self, text: bytes) -> None:
        """Put one frame in; nothing happens on a line that has ended."""
        if not self.finished:
            self._put(text)

    def waiting(self) -> int:
        """Bytes the client has not taken yet."""
        return self._size

    @property
    def asked(self) -> bool:
        """Whether a request waits for frames."""
        return self._taker is not None

    def finish(self, code: int, reason: str = "") -> None:
        """Say why and end. The client is told the code as the last item."""
        if self.finished:
            return
        if code == wire.CloseCode.SLOW:
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
        """The first frame, then only the end, as ASGI has them for sockets."""
        return await self._messages.get()

    def listen(self, hear: Callable[[bytes], None]) -> None:
        """From now on `hear` gets each frame at once."""
        self._hear = hear
        self.read_on()

    def wait(self) -> None:
        """Read no more for now: the client sends faster than it is answered."""
        if not self.finished:
            self._reading.clear()

    def read_on(self) -> None:
        """Read again."""
        self._reading.set()

    # ------------------------------------------------ for the requests

    def begin(self, hello: bytes) -> None:
        """The first frame of the client."""
        try:
            text = hello.decode()
        except UnicodeDecodeError:
            text = None
        self._messages.put_nowait({"type": "websocket.receive", "text": text})

    async def tell(self, frames: Sequence[bytes]) -> None:
        """The client's next frames, in order; the last has been read when this returns, or the line has ended."""
        turn = Turn()
        for frame in frames:
            await self._reading.wait()
            if turn.over():
                await asyncio.sleep(0)
                turn = Turn()
            if not self.arrives():
                return
            self._hear(frame)

    def arrives(self) -> bool:
        """Something came of the client, whatever it is; False where the line has ended, or ends by it."""
        if not self.finished and (wait := self.arrivals.take()):
            strangers.log.info("a line brings too much: closed")
            self.finish(wire.CloseCode.RATE, f"{in_ms(wait)}")
        return not self.finished

    async def take(self, seen: int) -> bytes | None:
        """What waits, a frame a line; when nothing does, what comes within 25 s. `seen`: how many answers have come.

        None: another request has taken this one's place, or the number makes no sense.
        """
        if seen != self.answers or self._taker is not None:
            # Asked once more, or beside: only what brings something new is free.
            self.arrives()
        if seen == self.answers - 1:
            return self._kept
        if seen != self.answers or not await self._come():
            return None
        self._kept = b"\n".join(self._frames)
        self.answers += 1
        self._frames.clear()
        self._size = 0
        self.behind = False
        if self.finished:
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
            self.behind = True
        if self._taker and not self._taker.done():
            self._taker.set_result(None)

    def _wake(self) -> None:
        """Whoever waits is answered without anything."""
        if self._taker and not self._taker.done():
            self._taker.set_result(None)
        self._taker = None

    def _end(self) -> None:
        self.finished = True
        self._messages.put_nowait({"type": "websocket.disconnect"})
        self._reading.set()

    def _expect_client(self) -> TimerHandle:
        return asyncio.get_running_loop().call_later(LEASE, self.abort)
