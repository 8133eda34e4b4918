"""A TCP proxy that does what networks do: late, slow, cut, deaf in one direction; and, knowing WebSocket frames,
twice or in the wrong order."""

import asyncio
import contextlib
import random
import socket
import struct
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from faults.wire import TEXT

Way = Literal["up", "down"]
"""up: from the client to the server; down: from the server to the client."""
CHUNK = 65536
RETRANSMIT = 1.0
"""Seconds after which TCP sends a lost piece again on a line with such delays."""
Presenter = Callable[[list[bytes]], Iterable[bytes]]
"""What becomes of the whole text frames of one piece of a stream."""


@dataclass(frozen=True, slots=True)
class Weather:
    """What happens to the bytes of all connections; times in seconds.

    `cut`: one connection is reset after so many more bytes of that way, then the weather is fair. `lost`: ways in which
    nothing arrives, not even an end; as in TCP it comes late where the weather clears in time. `loss`: share of pieces
    that have to be sent again. `rate`: bits a second.
    `silent_for`: connections without a byte for so long are ended, as many proxies do. `up`, `down`: make for each new
    connection what changes its text frames of that way.
    """

    delay: float = 0.0
    jitter: float = 0.0
    loss: float = 0.0
    rate: float = 0.0
    cut: tuple[Way, int] | None = None
    lost: frozenset[Way] = frozenset()
    silent_for: float = 0.0
    up: Callable[[], Presenter] | None = None
    down: Callable[[], Presenter] | None = None

    def takes(self) -> float:
        """Seconds on the way of one piece."""
        again = RETRANSMIT if random.random() < self.loss else 0.0
        return max(0.0, self.delay + random.uniform(-1, 1) * self.jitter) + again


FAIR = Weather()


class Proxy:
    """Listens on a port of its own in front of another. `ends`: which side ended its connection, and when."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.weather = FAIR
        self.changed = asyncio.Event()
        self.port = 0
        self.ends: list[tuple[Way, float]] = []
        self.carried: dict[Way, int] = {"up": 0, "down": 0}
        """Bytes given on since the weather changed."""
        self.lines: set[_Connection] = set()

    @classmethod
    @contextlib.asynccontextmanager
    async def before(cls, target: int) -> AsyncIterator["Proxy"]:
        """A proxy in front of a port; its connections end with it."""
        proxy = cls(target)
        server = await asyncio.start_server(proxy._take, "127.0.0.1", 0, limit=CHUNK, backlog=1024)
        proxy.port = server.sockets[0].getsockname()[1]
        try:
            yield proxy
        finally:
            server.close()
            await proxy.cut()
            await server.wait_closed()

    def becomes(self, weather: Weather = FAIR) -> None:
        """From now on, also for what is under way."""
        self.weather = weather
        self.carried = {"up": 0, "down": 0}
        self.changed.set()
        self.changed = asyncio.Event()

    async def cut(self) -> None:
        """All connections are reset now."""
        await asyncio.gather(*(line.end() for line in list(self.lines)))

    async def arrives(self, way: Way) -> None:
        """Until this way is not lost."""
        while way in self.weather.lost:
            await self.changed.wait()

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = _Connection(self, reader, writer)
        self.lines.add(line)
        try:
            await line.run()
        finally:
            self.lines.discard(line)


class _Connection:
    def __init__(self, proxy: Proxy, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.proxy, self.reader, self.writer = proxy, reader, writer
        self.over, self.ended = asyncio.Event(), asyncio.Event()
        self.heard = asyncio.get_running_loop().time()

    async def run(self) -> None:
        """Both ways, until one side has ended and the other could hear of it."""
        try:
            await self.proxy.arrives("up")
            reader, writer = await asyncio.open_connection("127.0.0.1", self.proxy.target, limit=CHUNK)
        except OSError:
            reset(self.writer)
            self.ended.set()
            return
        tasks = [
            asyncio.create_task(work)
            for way, source, sink in (("up", self.reader, writer), ("down", reader, self.writer))
            for work in self._way(way, source, sink)  # type: ignore[arg-type]
        ]
        tasks.append(asyncio.create_task(self._watch()))
        await self.over.wait()
        for each in tasks:
            each.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for sink in (writer, self.writer):
            reset(sink)
        self.ended.set()

    async def end(self) -> None:
        """Both sides see a reset."""
        self.over.set()
        await self.ended.wait()

    async def _watch(self) -> None:
        """End where nothing has passed for too long; where nobody minds, never."""
        loop = asyncio.get_running_loop()
        while not (limit := self.proxy.weather.silent_for) or loop.time() - self.heard < limit:  # noqa: ASYNC110
            await asyncio.sleep(limit / 20 or 1.0)
        self.over.set()

    def _way(
        self, way: Way, source: asyncio.StreamReader, sink: asyncio.StreamWriter
    ) -> tuple[Coroutine[Any, Any, None], Coroutine[Any, Any, None]]:
        queue: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        return self._read(way, source, queue), self._send(way, queue, sink)

    async def _read(self, way: Way, source: asyncio.StreamReader, queue: asyncio.Queue[tuple[float, bytes]]) -> None:
        """Each piece with the time at which it may go on; later pieces never overtake, as in TCP."""
        loop, due, sorter = asyncio.get_running_loop(), 0.0, Sorter(getattr(self.proxy.weather, way))
        with contextlib.suppress(ConnectionError):
            while data := await source.read(CHUNK):
                weather = self.proxy.weather
                due = max(due, loop.time() + weather.takes())
                if passed := sorter.take(data):
                    queue.put_nowait((due, passed))
        self.proxy.ends.append((way, loop.time()))
        queue.put_nowait((due, b""))

    async def _send(self, way: Way, queue: asyncio.Queue[tuple[float, bytes]], sink: asyncio.StreamWriter) -> None:
        loop = asyncio.get_running_loop()
        with contextlib.suppress(ConnectionError):
            while True:
                due, data = await queue.get()
                await asyncio.sleep(max(0.0, due - loop.time()))
                await self.proxy.arrives(way)
                self.heard = loop.time()
                if not data or not await self._pass(way, data, sink):
                    self.over.set()
                    return

    async def _pass(self, way: Way, data: bytes, sink: asyncio.StreamWriter) -> bool:
        """Give on, at most `rate` bits a second, in packets; false where the connection is cut here."""
        proxy, (cut_way, after) = self.proxy, self.proxy.weather.cut or ("", 0)
        cut = cut_way == way and proxy.carried[way] + len(data) >= after
        data = data[: after - proxy.carried[way]] if cut else data
        rate = proxy.weather.rate
        step = 1400 if rate else max(len(data), 1)
        for at in range(0, len(data), step):
            sink.write(data[at : at + step])
            await sink.drain()
            if rate:
                await asyncio.sleep(len(data[at : at + step]) * 8 / rate)
        proxy.carried[way] += len(data)
        if cut:
            proxy.becomes()
        return not cut


def reset(sink: asyncio.StreamWriter) -> None:
    """End a connection without a word."""
    sock = sink.get_extra_info("socket")
    with contextlib.suppress(OSError):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sink.transport.abort()


class Sorter:
    """Finds the text frames of one direction of a connection and has them changed; what else there is (the handshake,
    pings) goes on as it came."""

    def __init__(self, change: Callable[[], Presenter] | None) -> None:
        self._change = change() if change else None
        self._rest = b""
        self._shaken = False

    def take(self, data: bytes) -> bytes:
        """The bytes that go on for these that came."""
        if self._change is None:
            return data
        data, self._rest, head = self._rest + data, b"", b""
        if not self._shaken:
            head, end, rest = data.partition(b"\r\n\r\n")
            if not end:
                self._rest = data
                return b""
            self._shaken, head, data = True, head + end, rest
        frames, self._rest = cut_up(data)
        texts = [each for each in frames if each[0] == TEXT]
        return head + b"".join((*(each for each in frames if each[0] != TEXT), *self._change(texts)))


def cut_up(data: bytes) -> tuple[list[bytes], bytes]:
    """Whole WebSocket frames as they stand in the stream, and what is left."""
    frames, at = [], 0
    while len(data) - at >= 2:
        masked, size = data[at + 1] >> 7, data[at + 1] & 127
        wide = {126: 2, 127: 8}.get(size, 0)
        if wide:
            size = int.from_bytes(data[at + 2 : at + 2 + wide])
        end = at + 2 + wide + 4 * masked + size
        if len(data) < max(end, at + 2 + wide):
            break
        frames.append(data[at:end])
        at = end
    return frames, data[at:]


def text_of(frame: bytes) -> bytes:
    """The text that one frame of a client or a server carries."""
    masked, size = frame[1] >> 7, frame[1] & 127
    at = 2 + {126: 2, 127: 8}.get(size, 0)
    if not masked:
        return frame[at:]
    mask = frame[at : at + 4]
    return bytes(byte ^ mask[n % 4] for n, byte in enumerate(frame[at + 4 :]))


__all__ = ["Proxy", "Weather", "cut_up", "text_of"]
