"""An empty Starlette socket: the least that a connection can weigh there."""

from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket

from bench.peers.uvicorned import serve


async def endpoint(socket: WebSocket) -> None:
    """Accept, and hear whatever comes."""
    await socket.accept()
    async for _ in socket.iter_text():
        pass


if __name__ == "__main__":
    serve(Starlette(routes=[WebSocketRoute("/", endpoint)]))
