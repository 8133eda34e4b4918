"""One raw socket of the fleet: frames written by hand, so that hundreds of clients cost little.

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


class Wire(asyncio.Protocol):
    """A connection; `hear` is called with each text, `gone` with the close code at the end (1006: without a word).
    `opened` is done when the server has shaken hands."""

    transport: asyncio.Transport
    code = 1006
    reason = ""

    def __init__(self) -> None:
        self.hear: Callable[[bytes], None] = lambda text: None
        self.gone: Callable[[int], None] = lambda code: None
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._rest = b""

    def send(self, text: bytes) -> None:
        """One text frame."""
        self.transport.write(frame(text))

    def data_received(self, data: bytes) -> None:
        """Bytes of the handshake's answer, then of frames."""
        data = self._rest + data if self._rest else data
        self._rest = self._presenter(data) if self.opened.done() else self._shaken(data)

    def _shaken(self, data: bytes) -> bytes:
        answer, end, rest = data.partition(b"\r\n\r\n")
        if not end:
            return data
        if b" 101 " not in answer[:16]:
            self.opened.set_exception(ConnectionError(answer[:100].decode()))
            return b""
        self.opened.set_result(None)
        return self._presenter(rest)

    def _presenter(self, data: bytes) -> bytes:
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
            self.hear(content)
        elif kind == PING:
            self.transport.write(frame(content, PONG))
        elif kind == CLOSE:
            self.code, self.reason = int.from_bytes(content[:2]), content[2:].decode()
            self.transport.write(frame(content[:2], CLOSE))
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell the client."""
        if not self.opened.done():
            self.opened.set_exception(ConnectionError("no handshake"))
        self.gone(self.code)

    def close(self) -> None:
        """Leave without a word."""
        self.transport.abort()


async def dial(port: int, path: str, headers: Mapping[str, str], within: float) -> Wire:
    """Connect and shake hands. Raises OSError; nothing stays open then."""
    line = Wire()
    told = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    try:
        async with asyncio.timeout(within):
            transport, _ = await asyncio.get_running_loop().create_connection(lambda: line, "127.0.0.1", port)
            line.transport = transport
            transport.write(SHAKE.format(path=path, headers=told).encode())
            await line.opened
    except BaseException as error:
        if hasattr(line, "transport"):
            line.close()
        if isinstance(error, TimeoutError):
            raise ConnectionError("no handshake in time") from None
        raise
    return line
