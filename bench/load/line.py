"""One WebSocket, as little of it as a load needs: text frames out, whole frames in, pongs.

The mask is four zero bytes: allowed (RFC 6455, 5.3 asks it of browsers to be random), undone by the server at full
cost, and free here.
"""

import asyncio
import struct
from collections.abc import Callable, Mapping

TEXT, CLOSE, PING, PONG = 0x81, 0x88, 0x89, 0x8A
MASK = bytes(4)
SHAKE = (
    "GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: c2Ftb3ZhciBiZW5jaCBrZQ==\r\n{headers}\r\n"
)


def frame(text: bytes, kind: int = TEXT) -> bytes:
    """A whole frame of a client."""
    size = len(text)
    head = bytes((kind, 0x80 | size)) if size < 126 else struct.pack("!BBH", kind, 0x80 | 126, size)
    return head + MASK + text


class Line(asyncio.Protocol):
    """A connection; `hear` is called with each text. `opened` is done when the server has shaken hands;
    `ended` says why the connection is over."""

    transport: asyncio.Transport

    def __init__(self) -> None:
        self.hear: Callable[[bytes], None] = lambda text: None
        self.ended = ""
        self.heard = 0
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._rest = b""

    @classmethod
    async def open(cls, port: int, path: str, headers: Mapping[str, str]) -> "Line":
        """Connect and shake hands."""
        transport, line = await asyncio.get_running_loop().create_connection(cls, "127.0.0.1", port)
        told = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        line.transport = transport
        transport.write(SHAKE.format(path=path, headers=told).encode())
        await asyncio.wait_for(line.opened, 20)
        return line

    def send(self, text: bytes) -> None:
        """One text frame."""
        self.transport.write(frame(text))

    def data_received(self, data: bytes) -> None:
        """Bytes of the handshake's answer, then of frames."""
        data = self._rest + data if self._rest else data
        self._rest = self._frames(data) if self.opened.done() else self._shaken(data)

    def _shaken(self, data: bytes) -> bytes:
        answer, end, rest = data.partition(b"\r\n\r\n")
        if not end:
            return data
        if b" 101 " not in answer[:16]:
            self.opened.set_exception(ConnectionError(answer[:100].decode()))
            return b""
        self.opened.set_result(None)
        return self._frames(rest)

    def _frames(self, data: bytes) -> bytes:
        """Hear all whole frames; give back what is left."""
        at, size = 0, len(data)
        while size - at >= 2:
            start, length = at + 2, data[at + 1]
            if length == 126:
                start, length = at + 4, int.from_bytes(data[at + 2 : at + 4])
            elif length == 127:
                start, length = at + 10, int.from_bytes(data[at + 2 : at + 10])
            if start + length > size:
                break
            self._take(data[at], data[start : start + length])
            at = start + length
        return data[at:]

    def _take(self, kind: int, content: bytes) -> None:
        if kind == TEXT:
            self.heard += 1
            self.hear(content)
        elif kind == PING:
            self.transport.write(frame(content, PONG))
        elif kind == CLOSE:
            self.ended = f"closed with {int.from_bytes(content[:2])} {content[2:].decode()}"

    def connection_lost(self, exc: Exception | None) -> None:
        """The server has gone."""
        if not self.opened.done():
            self.opened.set_exception(ConnectionError("no handshake"))
        self.ended = self.ended or f"connection lost: {exc}"
