"""What stands before the server: a proxy that refuses an Upgrade, as some offices have one, or a network that goes."""

import asyncio
import contextlib
import re
import threading
from collections.abc import Coroutine
from typing import Any, Protocol

from playwright.sync_api import BrowserContext

REFUSALS = {
    "400": b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    "403": b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    "426": b"HTTP/1.1 426 Upgrade Required\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    "cut": b"",
}
VISITORS = re.compile(rb"\w+ /(ws/visitor|line/visitor|widget)")
"""How what their windows ask begins."""


class Person(Protocol):
    """`side`: "visitor" or "operator"."""

    context: BrowserContext
    side: str


class Wall:
    """Before a port of this machine, in a thread of its own. `refusal`: the answer to an Upgrade; None: it passes."""

    def __init__(self, behind: int, refusal: bytes | None = None) -> None:
        self.behind = behind
        self.refusal = refusal
        self.refused = 0
        self.upgraded = 0
        self.port = 0
        self._cut: set[str] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self._server = self._run(asyncio.start_server(self._meet, "127.0.0.1", 0))
        self.port = self._server.sockets[0].getsockname()[1]

    def cut(self, person: Person) -> None:
        """The network of a side is gone: nobody hears of it. The browser knows, and loads no page either."""
        self._cut.add(person.side)
        person.context.set_offline(True)

    def mend(self, person: Person) -> None:
        self.let_through(person.side)
        person.context.set_offline(False)

    def let_through(self, side: str) -> None:
        self._cut.discard(side)

    def stop(self) -> None:
        self._run(self._leave())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _leave(self) -> None:
        self._server.close()
        mine = asyncio.current_task()
        others = [task for task in asyncio.all_tasks() if task is not mine]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            head = await reader.readuntil(b"\r\n\r\n")
            upgrade = b"upgrade: websocket" in head.lower()
            self.refused += upgrade and self.refusal is not None
            self.upgraded += upgrade and self.refusal is None
            if upgrade and self.refusal is not None:
                writer.write(self.refusal)
            else:
                await self._through(head, reader, writer)
        writer.close()

    async def _through(self, head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        side = "visitor" if VISITORS.match(head) else "operator"
        beyond, to = await asyncio.open_connection("127.0.0.1", self.behind)
        if side not in self._cut:
            to.write(head)
        await asyncio.gather(self._pass(side, reader, to), self._pass(side, beyond, writer))

    async def _pass(self, side: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """What is said while the network is gone is lost, and with it the connection."""
        lost = False
        try:
            while data := await reader.read(65_536):
                if side in self._cut:
                    lost = True
                elif lost:
                    break
                else:
                    writer.write(data)
                    await writer.drain()
        finally:
            writer.close()
