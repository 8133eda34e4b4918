"""Sockets made of requests, for networks that break WebSocket: the same frames, connections, limits and promises.

POST /line/{side} with `hello` opens a line. POST …/say brings frames of the client, POST …/take waits up to 25 s for
frames of the server. Bodies are lines of text: the line's id (for `take`, also how many answers have come), then a
frame each; answers are a frame each, and the first one begins with the new id. What a socket's close frame would say
comes last, as `end`. All of it is POST as plain text: browsers ask no permission first, nobody keeps the answers, and
the id never stands in an address.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from samovar.web import wire
from samovar.web.connection.connection import Connection
from samovar.web.endpoints.sockets import Side, Sockets
from samovar.web.guard.origins import cors, origin_of
from samovar.web.transport.bodies import SlowBody, TooBig, body_of
from samovar.web.transport.long_poll import LongPoll

AT_ONCE = 8
"""Frames of the largest size that one request may bring."""
Deed = Callable[[Request, Side], Awaitable[Response]]
Scope = dict[str, Any]


class LongPolls:
    """Who: as for the sockets. A line belongs to whoever knows its id and stands where it was opened."""

    def __init__(self, sockets: Sockets) -> None:
        self._sockets = sockets
        self._services = sockets.services
        self._lines: dict[str, tuple[LongPoll, Side, Scope]] = {}
        self._lives: set[asyncio.Task[None]] = set()

    def routes(self) -> list[Route]:
        """Both sides; only a visitor's page stands elsewhere and may ask for permission."""
        deeds = {"": self._open, "/say": self._say, "/take": self._take}
        sides: dict[Side, list[str]] = {"visitor": ["POST", "OPTIONS"], "operator": ["POST"]}
        return [
            Route(f"/line/{side}{name}", self._route(side, deed), methods=methods)
            for side, methods in sides.items()
            for name, deed in deeds.items()
        ]

    @property
    def lines(self) -> dict[str, LongPoll]:
        """Those that are open, by their ids."""
        return {id: line for id, (line, _, _) in self._lines.items()}

    def close(self) -> None:
        """The server stops: everybody is told to come back."""
        for line in self.lines.values():
            line.finish(wire.CloseCode.RESTART)

    async def end(self, within: float) -> None:
        """Nobody asks any more: what connections still do comes to its end, but not for longer than so many seconds."""
        for line in self.lines.values():
            line.abort()
        if self._lives:
            await asyncio.wait(self._lives, timeout=within)

    def _route(self, side: Side, deed: Deed) -> Callable[[Request], Awaitable[Response]]:
        async def handle(request: Request) -> Response:
            origin = origin_of(request.scope)
            headers = cors(self._services.directory, origin) if side == "visitor" else {}
            if request.method == "OPTIONS":
                return Response("", 204, headers)
            answer = await self._carried_out(deed, request, side)
            answer.headers.update(headers)
            return answer

        return handle

    async def _carried_out(self, deed: Deed, request: Request, side: Side) -> Response:
        try:
            return await deed(request, side)
        except TooBig:
            return _text(b"", 413)
        except (SlowBody, ClientDisconnect):
            return _text(b"", 408)

    # ------------------------------------------------ deeds

    async def _open(self, request: Request, side: Side) -> Response:
        scope = dict(request.scope)
        if refused := await self._sockets.door(side, scope):
            return _text(b"", 403) if refused == 403 else _end(refused)
        hello = await self._body(request, side)
        line = LongPoll()
        connection = self._sockets.admit(side, line, scope)
        if isinstance(connection, int):
            line.abort()
            return _end(connection)
        self._begin(line, side, scope, connection)
        line.begin(hello)
        return await self._answer(request, line, 0, line.id.encode() + b"\n")

    def _begin(self, line: LongPoll, side: Side, scope: Scope, connection: Connection) -> None:
        self._lines[line.id] = line, side, scope
        life = asyncio.create_task(self._live(line, connection))
        self._lives.add(life)
        life.add_done_callback(self._lives.discard)

    async def _live(self, line: LongPoll, connection: Connection) -> None:
        """The room it takes is given back when nothing waits to be taken any more."""
        try:
            async with self._sockets.life(connection):
                await connection.run(line.receive)
                await line.gone.wait()
        finally:
            del self._lines[line.id]

    async def _say(self, request: Request, side: Side) -> Response:
        line, *frames = await self._line(request, side)
        if line is None:
            return _gone(404)
        if not frames:
            line.arrives()
        await line.tell(frames)
        return _gone(204) if line.finished else _text(b"", 204)

    async def _take(self, request: Request, side: Side) -> Response:
        line, *words = await self._line(request, side)
        if line is None:
            return _gone(404)
        seen = words[0] if words else b""
        return await self._answer(request, line, int(seen) if seen.isdigit() and len(seen) < 10 else -2)

    async def _answer(self, request: Request, line: LongPoll, seen: int, head: bytes = b"") -> Response:
        """Wait with the client, but no longer than it does."""
        taking = asyncio.ensure_future(line.take(seen))
        leaving = asyncio.ensure_future(request.receive())
        await asyncio.wait({taking, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not taking.done():
            line.abort()
        leaving.cancel()
        frames = await taking
        return _text(b"", 409) if frames is None else _text(head + frames)

    # ------------------------------------------------ requests

    async def _line(self, request: Request, side: Side) -> tuple[LongPoll | None, *tuple[bytes, ...]]:
        """The line that a request names and may use, and what the request brings."""
        name, *words = (await self._body(request, side)).split(b"\n")
        line, of, scope = self._lines.get(name.decode("latin-1"), (None, None, {}))
        if of != side or not self._sockets.same_caller(side, scope, request.scope):
            return (None,)
        return (line, *words)

    async def _body(self, request: Request, side: Side) -> bytes:
        limits = self._services.limits
        frame = limits.visitor_frame if side == "visitor" else limits.operator_frame
        return await body_of(request, AT_ONCE * (frame + 1) + 64)


def _end(code: int) -> Response:
    """A line that ends before it begins: no id."""
    return _text(b"\n" + wire.encode(wire.End(code=code)))


def _gone(status: int) -> Response:
    """Nothing more can be said here, so the way is closed too: else a flood would only change its answer."""
    answer = _text(b"", status)
    answer.headers["connection"] = "close"
    return answer


def _text(body: bytes, status: int = 200) -> Response:
    headers = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
    return Response(body, 204 if status == 200 and not body else status, headers, "text/plain")
