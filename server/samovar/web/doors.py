"""What stands before every address: sockets and requests part here, and what goes wrong is answered with a page."""

from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from samovar.settings import Limits
from samovar.storage.engine.database import Unavailable
from samovar.web.endpoints.long_polls import AT_ONCE
from samovar.web.endpoints.sockets import Sockets
from samovar.web.guard.origins import address_of
from samovar.web.present.html import Html
from samovar.web.transport.bodies import SlowBody, TooBig, within_bounds
from samovar.web.transport.unfinished import KEY


class Doors:
    """Sockets go to their endpoints as raw ASGI, everything else to Starlette (speed.md, 7)."""

    def __init__(self, site: Starlette, sockets: Sockets) -> None:
        self.site = site
        """What answers to requests."""
        limits = sockets.services.limits
        self._within, self._most = limits.hello_seconds, largest(limits)
        self.sockets = {"/ws/visitor": sockets.visitor, "/ws/operator": sockets.operator}

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """One connection."""
        if scope["type"] == "websocket" and (endpoint := self.sockets.get(scope["path"])):
            await endpoint(scope, receive, send)
        else:
            if scope["type"] == "http":
                # Other servers than ours, as tests use them, bring whole requests only.
                if way := scope.get(KEY):
                    way.unfinished.known(way, address_of(scope))
                receive = within_bounds(scope, receive, self._within, self._most)
            await self.site(scope, receive, send)


def largest(limits: Limits) -> int:
    """Bytes of a request: a photo in a form, or as many frames as one request may bring."""
    return max(6 * 1024 * 1024, 2 * AT_ONCE * limits.operator_frame)


def errors(html: Html) -> dict[Any, Any]:
    """What is answered where an address could not do its work."""

    async def failed(request: Request, error: Exception) -> Response:
        status = (
            error.status_code if isinstance(error, HTTPException) else 503 if isinstance(error, Unavailable) else 500
        )
        kind = {404: "not_found", 403: "forbidden", 503: "unavailable", 500: "error"}.get(status, "bad_request")
        return html.message(request, kind, status)

    async def not_whole(request: Request, error: Exception) -> Response:
        """What was sent is of no use, and what still comes of it neither."""
        answer = html.message(request, "not_whole", 408)
        answer.headers["connection"] = "close"
        return answer

    async def too_big(request: Request, error: Exception) -> Response:
        return html.message(request, "too_large", 413)

    useless = {SlowBody: not_whole, ClientDisconnect: not_whole, TooBig: too_big}
    return {HTTPException: failed, Unavailable: failed, **useless, 500: failed}
