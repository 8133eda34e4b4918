"""The two socket endpoints as raw ASGI callables: who may shake hands, and the life of what comes of it."""

import logging
from typing import Any

from starlette.requests import cookie_parser
from uvicorn.protocols.utils import ClientDisconnected

from samovar.web import wire
from samovar.web.connection import Connection, Receive
from samovar.web.operator import OperatorConnection
from samovar.web.parts import Parts
from samovar.web.sessions import COOKIE
from samovar.web.transport import KEY, Socket
from samovar.web.visitor import VisitorConnection

log = logging.getLogger(__name__)


class Sockets:
    """All living connections. Told to drain, it asks them to come back later."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._live: set[Connection] = set()

    async def visitor(self, scope: dict[str, Any], receive: Receive, send: Any) -> None:
        """/ws/visitor: from pages of our sites only; who the visitor is, `hello` tells."""
        origin = _header(scope, b"origin").lower()
        if not any(origin in site.origins for site in self._parts.directory.sites()):
            return await _deny(receive, send, 403)
        scope["samovar.origin"] = origin
        await self._serve(VisitorConnection, scope, receive, send, address=_address(scope))

    async def operator(self, scope: dict[str, Any], receive: Receive, send: Any) -> None:
        """/ws/operator: from our own pages with a living session."""
        if _header(scope, b"origin").lower() != self._parts.settings.origin:
            return await _deny(receive, send, 403)
        secret = _cookie(scope)
        who = await self._parts.accounts.who(secret) if secret else None
        if who is None:
            return await self._refuse(receive, send, scope, wire.Close.TOKEN)
        scope["samovar.operator"], scope["samovar.session"] = who.id, self._parts.accounts.key_of(secret)
        scope["samovar.lang"] = who.lang
        await self._serve(OperatorConnection, scope, receive, send, address=None)

    async def _serve(
        self, kind: type[Connection], scope: dict[str, Any], receive: Receive, send: Any, address: str | None
    ) -> None:
        if self._parts.draining or not self._parts.gates.room_for_socket(address):
            code = wire.Close.RESTART if self._parts.draining else wire.Close.BUSY
            return await self._refuse(receive, send, scope, code)
        socket: Socket = scope["extensions"][KEY]
        connection = kind(self._parts, socket, scope, scope.get("samovar.lang") or self._lang(scope))
        self._live.add(connection)
        try:
            await receive()
            await send({"type": "websocket.accept"})
            await connection.run(receive)
        except ClientDisconnected:
            log.debug("gone before the handshake was done")
        except Exception:
            log.exception("a connection failed")
            socket.finish(1011)
        finally:
            self._live.discard(connection)
            self._parts.gates.socket_ended(address)

    async def _refuse(self, receive: Receive, send: Any, scope: dict[str, Any], code: int) -> None:
        """Shake hands and close: browsers do not show the code of a denied handshake."""
        await receive()
        await send({"type": "websocket.accept"})
        scope["extensions"][KEY].finish(code)

    def _lang(self, scope: dict[str, Any]) -> str:
        return self._parts.pick_lang(_header(scope, b"accept-language"))

    @property
    def living(self) -> int:
        """How many connections there are."""
        return len(self._live)

    def drain(self, min_ms: int, max_ms: int) -> None:
        """Tell everybody when to come back; from now on nobody new is let in."""
        self._parts.draining = True
        frame = wire.encode(wire.Drain(min_ms=min_ms, max_ms=max_ms))
        for connection in list(self._live):
            connection.push(frame)


def _header(scope: dict[str, Any], name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


def _address(scope: dict[str, Any]) -> str:
    return str((scope.get("client") or ("?",))[0])


def _cookie(scope: dict[str, Any]) -> str:
    return cookie_parser(_header(scope, b"cookie")).get(COOKIE, "")


async def _deny(receive: Receive, send: Any, status: int) -> None:
    await receive()
    await send({"type": "websocket.http.response.start", "status": status, "headers": []})
    await send({"type": "websocket.http.response.body", "body": b""})
