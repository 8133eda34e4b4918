"""An empty Starlette socket on the uvicorn that Samovar runs on: the least that a connection can weigh there."""

import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket

from bench.processes import say_port
from samovar.serve import listen


async def endpoint(socket: WebSocket) -> None:
    """Accept, and hear whatever comes."""
    await socket.accept()
    async for _ in socket.iter_text():
        pass


def main() -> None:
    """Serve until killed."""
    socket = listen("127.0.0.1", 0)
    app = Starlette(routes=[WebSocketRoute("/", endpoint)])
    config = uvicorn.Config(
        app, ws="websockets-sansio", ws_per_message_deflate=False, backlog=4096, log_config=None, access_log=False
    )
    say_port(socket)
    uvicorn.Server(config).run(sockets=[socket])


if __name__ == "__main__":
    main()
