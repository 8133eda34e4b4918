"""Static files and faces."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from samovar.domain.delivery.alarm import Alarm
from samovar.storage.engine.database import Unavailable
from samovar.web.present.html import DIST, STATIC
from samovar.web.present.presenter import rfc3339
from samovar.web.services import Services

PHOTO_HEADERS = {
    "cache-control": "public, max-age=31536000, immutable",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "cross-origin-resource-policy": "cross-origin",
    "x-content-type-options": "nosniff",
}


class Kept(StaticFiles):
    """Files whose address names their content: browsers may keep them for ever."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """One file."""
        response = await super().get_response(path, scope)
        response.headers["x-content-type-options"] = "nosniff"
        named = b"v=" in scope.get("query_string", b"") or path.endswith(".woff2")
        response.headers["cache-control"] = "public, max-age=31536000, immutable" if named else "no-cache"
        return response


class Files:
    """Who: anybody; all of it is public."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def routes(self) -> list[Route | Mount]:
        """Bundles, hand-written files, faces, health."""
        return [
            Mount("/static/dist", Kept(directory=DIST, check_dir=False)),
            Mount("/static", Kept(directory=STATIC)),
            Route("/photo/{photo}", self.photo),
            Route("/health", self.health),
        ]

    async def photo(self, request: Request) -> Response:
        """An operator's face."""
        wanted = request.path_params["photo"]
        found = await self._services.library.photo(wanted) if wanted.isprintable() else None
        if found is None:
            return Response("", 404)
        return Response(found.content, 200, PHOTO_HEADERS, found.media_type)

    async def health(self, request: Request) -> Response:
        """200 while the database answers and we are not stopping. Also where delivery is behind: a balancer would
        take away a server that still serves everybody, a few seconds late."""
        try:
            await self._services.database.epoch()
        except Unavailable:
            return JSONResponse({"status": "unavailable"}, 503)
        if self._services.draining:
            return JSONResponse({"status": "stopping"}, 503)
        alarm = self._services.reconciler.alarm
        return JSONResponse(late(alarm) if alarm else {"status": "ok"})


def late(alarm: Alarm) -> dict[str, object]:
    """An alarm for machines to read: since when, how many people, in how many conversations."""
    clients, talks = alarm.figures
    return {"status": "behind", "since": rfc3339(alarm.since), "clients": clients, "conversations": talks}
