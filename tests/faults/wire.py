"""One raw socket of the fleet: frames written by hand, so that hundreds of clients cost little."""

import asyncio
from collections.abc import Callable, Mapping

from bench.load.line import CLOSE, SHAKE, Line, frame


class Wire(Line):
    """A line that says when it has ended, and with which close code (1006: without a word)."""

    gone: Callable[[int], None] = staticmethod(lambda code: None)
    code = 1006
    reason = ""

    def _take(self, kind: int, content: bytes) -> None:
        super()._take(kind, content)
        if kind == CLOSE:
            self.code, self.reason = int.from_bytes(content[:2]), content[2:].decode()
            self.transport.write(frame(content[:2], CLOSE))
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell the client."""
        super().connection_lost(exc)
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


__all__ = ["Wire", "dial"]
