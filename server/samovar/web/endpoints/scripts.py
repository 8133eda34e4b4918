"""The widget's scripts, as any page in the world loads them."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from samovar.web.guard.origins import READABLE
from samovar.web.present.html import DIST, build_hashes

FURTHER = (
    "back",
    "fallback",
    "frame",
    "held",
    "leave.en",
    "leave.ru",
    "links",
    "modal",
    "more.en",
    "more.ru",
    "notice",
)
"""What most visitors never need, or not at once: each is asked for where it is, by name."""
SOON = "public, max-age=600"
"""Kept for ten minutes, so that an upgrade arrives soon."""


class Scripts:
    """Who: anybody; all of it is public."""

    def routes(self) -> list[Route]:
        """The script of the tag, the window, and its further parts."""
        return [
            Route("/widget.js", _kept_short("widget.js")),
            Route("/widget/panel.{lang}.js", self.panel),
            *(Route(f"/widget/{name}.js", _kept_short(f"{name}.js")) for name in FURTHER),
        ]

    async def panel(self, request: Request) -> Response:
        """The window itself; its content hash is in its address."""
        name = f"panel.{request.path_params['lang']}.js"
        if name not in build_hashes():
            return Response("", 404)
        return _script(name, "public, max-age=31536000, immutable")


def _kept_short(name: str) -> Callable[[Request], Awaitable[Response]]:
    async def handle(request: Request) -> Response:
        return _script(name, SOON)

    return handle


def _script(name: str, cache: str) -> Response:
    path = DIST / name
    if not path.is_file():
        return Response("", 404)
    return FileResponse(path, media_type="text/javascript; charset=utf-8", headers=READABLE | {"cache-control": cache})
