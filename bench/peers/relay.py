"""A plain relay on the `websockets` library: /{pair}/{0 or 1} passes every text to the other end of its pair."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import uvloop
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from bench.processes import say_port


def relay() -> Callable[[ServerConnection], Awaitable[None]]:
    """A handler with its own pairs."""
    ends: dict[str, ServerConnection] = {}

    async def handle(line: ServerConnection) -> None:
        assert line.request
        path = line.request.path
        other = path[:-1] + ("1" if path[-1] == "0" else "0")
        ends[path] = line
        with contextlib.suppress(ConnectionClosed):
            async for text in line:
                await ends[other].send(text)

    return handle


async def main() -> None:
    """Serve until killed."""
    server: Server = await serve(relay(), "127.0.0.1", 0, compression=None, backlog=4096)
    say_port(next(iter(server.sockets)))
    await asyncio.get_running_loop().create_future()


if __name__ == "__main__":
    uvloop.run(main())
