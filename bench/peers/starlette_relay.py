"""A bare Starlette relay on the uvicorn that Samovar runs on: /{pair}/{0 or 1} passes every text to the other end."""

from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket

from bench.peers.uvicorned import serve

ends: dict[tuple[str, int], WebSocket] = {}


async def endpoint(socket: WebSocket) -> None:
    """Accept, and pass on whatever comes."""
    pair, side = socket.path_params["pair"], int(socket.path_params["side"])
    await socket.accept()
    ends[pair, side] = socket
    async for text in socket.iter_text():
        await ends[pair, 1 - side].send_text(text)


if __name__ == "__main__":
    serve(Starlette(routes=[WebSocketRoute("/{pair}/{side}", endpoint)]))
