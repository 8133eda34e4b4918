"""The two socket endpoints as raw ASGI callables: who may shake hands, and the life of what comes of it."""

import contextlib
import logging
from collections.abc import AsyncIterator, Mapping
from typing import Any, Literal

from starlette.requests import cookie_parser
from uvicorn.protocols.utils import ClientDisconnected

from samovar.live import strangers
from samovar.storage.engine.database import Unavailable
from samovar.web import wire
from samovar.web.connection.connection import Connection, Entrance, Receive
from samovar.web.guard.origins import address_of, customer_of, header_of, origin_of
from samovar.web.guard.sessions import COOKIE
from samovar.web.operator.side import OperatorEntrance
from samovar.web.services import Services
from samovar.web.transport.long_poll import LongPoll
from samovar.web.transport.protocols import KEY, Socket
from samovar.web.visitor.side import VisitorEntrance

log = logging.getLogger(__name__)

FORBIDDEN = 403
Scope = dict[str, Any]
Side = Literal["visitor", "operator"]


class Sockets:
    """All living connections, whatever carries them. Told to drain, it asks them to come back later."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self._entrances: dict[Side, Entrance] = {
            "visitor": VisitorEntrance(services),
            "operator": OperatorEntrance(services),
        }
        self._live: dict[Connection, str | None] = {}
        """Connections → the customer whose place each takes."""

    async def visitor(self, scope: Scope, receive: Receive, send: Any) -> None:
        """/ws/visitor."""
        await self._serve("visitor", scope, receive, send)

    async def operator(self, scope: Scope, receive: Receive, send: Any) -> None:
        """/ws/operator."""
        await self._serve("operator", scope, receive, send)

    async def _serve(self, side: Side, scope: Scope, receive: Receive, send: Any) -> None:
        socket: Socket = scope["extensions"][KEY]
        refused = await self.door(side, scope)
        if refused == FORBIDDEN:
            strangers.log.info("a page of another origin asked for a socket: %s", scope["samovar.origin"][:100])
            return socket.deny(FORBIDDEN)
        connection = refused or self.admit(side, socket, scope)
        if isinstance(connection, int):
            return await _refuse(receive, send, socket, connection)
        async with self.life(connection):
            await receive()
            await send({"type": "websocket.accept"})
            await connection.run(receive)

    # ------------------------------------------------ who may come in

    async def door(self, side: Side, scope: Scope) -> int:
        """Whether the caller may knock: 0, 403, or the close code to tell them. Notes in the scope who they are.

        Visitors come from pages of our sites; who one is, `hello` tells. Operators come from our own pages with a
        living session.
        """
        scope["samovar.origin"] = origin = origin_of(scope)
        if side == "visitor":
            known = any(origin in site.origins for site in self.services.directory.sites())
            return 0 if known else FORBIDDEN
        if origin not in self.services.settings.origins:
            return FORBIDDEN
        secret = _cookie(scope)
        try:
            who = await self.services.accounts.who(secret) if secret else None
        except Unavailable:
            return wire.CloseCode.BUSY
        if who is None:
            return wire.CloseCode.TOKEN
        scope["samovar.operator"], scope["samovar.session"] = who.id, self.services.accounts.key_of(secret)
        scope["samovar.lang"] = who.lang
        return 0

    def same_caller(self, side: Side, before: Scope, now: Mapping[str, Any]) -> bool:
        """Whether a request comes from where an earlier one was let in."""
        if before["samovar.origin"] != origin_of(now):
            return False
        return side == "visitor" or before["samovar.session"] == self.services.accounts.key_of(_cookie(now))

    def admit(self, side: Side, socket: Socket | LongPoll, scope: Scope) -> Connection | int:
        """A connection, if there is room for it; else the close code."""
        if self.services.draining:
            return wire.CloseCode.RESTART
        customer = _customer(side, scope)
        if not self.services.rate_limits.places.take(socket, customer):
            strangers.log.info("no room for a %s's socket from %s", side, address_of(scope))
            return wire.CloseCode.BUSY
        lang = scope.get("samovar.lang") or self.services.pick_lang(header_of(scope, b"accept-language"))
        connection = Connection(self.services, self._entrances[side], socket, scope, lang)
        self._live[connection] = customer
        return connection

    @contextlib.asynccontextmanager
    async def life(self, connection: Connection) -> AsyncIterator[None]:
        """While it lasts the connection counts; whatever breaks inside ends this one only."""
        try:
            yield
        except ClientDisconnected:
            log.debug("gone before the handshake was done")
        except Exception:
            log.exception("a connection failed")
            connection.socket.finish(1011)
        finally:
            self.services.rate_limits.places.give_back(connection.socket, self._live.pop(connection))

    # ------------------------------------------------ all of them
    @property
    def connections(self) -> list[Connection]:
        """Those that live."""
        return list(self._live)

    @property
    def living(self) -> int:
        """How many connections there are."""
        return len(self._live)

    def drain(self, min_ms: int, max_ms: int) -> None:
        """Tell everybody when to come back; from now on nobody new is let in."""
        self.services.draining = True
        frame = wire.encode(wire.Drain(min_ms=min_ms, max_ms=max_ms))
        for connection in self.connections:
            connection.push(frame)


def _customer(side: Side, scope: Scope) -> str | None:
    """Operators are not counted by address: a whole office has one."""
    return customer_of(scope) if side == "visitor" else None


def _cookie(scope: Mapping[str, Any]) -> str:
    return cookie_parser(header_of(scope, b"cookie")).get(COOKIE, "")


async def _refuse(receive: Receive, send: Any, socket: Socket, code: int) -> None:
    """Shake hands and close: browsers do not show the code of a denied handshake."""
    await receive()
    await send({"type": "websocket.accept"})
    socket.finish(code)
