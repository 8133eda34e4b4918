"""What a running server says of itself to whoever holds its keys."""

import sys

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from samovar import __version__
from samovar.upkeep import passes
from samovar.web.guard.origins import address_of
from samovar.web.services import Services


class Doctor:
    """Who: the doctor, by a pass that only the signing keys make (upkeep/passes.py). `files`: descriptors that this
    process may have open."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._keys = services.settings.keys

    def routes(self) -> list[Route]:
        """One question."""
        return [Route("/health/doctor", self.facts)]

    async def facts(self, request: Request) -> Response:
        """From where the question seems to come, and what it was asked of. `forwarded`: as the last proxy sent it;
        `believed`: whether the address is taken from there, which uvicorn then gives port 0."""
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not passes.holds(self._keys, given):
            return Response("", 404)
        facts = {
            "epoch": self._services.epoch, "version": __version__, "address": address_of(request.scope),
            "forwarded": ",".join(request.headers.getlist("x-forwarded-for")), "files": _files(),
            "believed": bool(request.client and not request.client.port),
            "behind": self._services.reconciler.alarm is not None,
        }  # fmt: skip
        return JSONResponse(facts, headers={"cache-control": "no-store"})


def _files() -> int:
    try:
        import resource
    except ImportError:  # Windows gives out as many as memory holds.
        return sys.maxsize
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return sys.maxsize if most == resource.RLIM_INFINITY else most
