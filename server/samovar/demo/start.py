"""The start page of the demonstration: what to try, and every demo person one click away."""

from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from samovar.demo.people import WORKERS
from samovar.web.guard.sessions import Forms, let_in, signed_in, where_of
from samovar.web.present.html import Html
from samovar.web.present.presenter import photo
from samovar.web.services import Services

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"


class Start:
    """Handlers of the start page. `shop`: the shop's address."""

    def __init__(self, services: Services, html: Html, shop: str) -> None:
        self._services = services
        self._html = html
        self._shop = shop
        self._forms = Forms(services.settings)

    def routes(self) -> list[BaseRoute]:
        """Who: anybody; this house has nothing that is not made up."""
        return [
            Route("/", self.start),
            Route("/demo/signin/{key}", self.sign_in, methods=["POST"]),
            Mount("/demo", StaticFiles(directory=HERE / "static")),
        ]

    async def start(self, request: Request) -> Response:
        """The page itself, always at the address that forms and sockets are checked against."""
        origin = self._services.settings.origin
        if request.headers.get("host", "") != origin.split("//")[1]:
            return RedirectResponse(f"{origin}/", 303)
        who = await signed_in(request, self._services)
        return self._html.page(
            request, "start.html", shop=self._shop, people=self._people(), folder=self._services.settings.data.name,
            me=who.operator.id if who else "",
        )  # fmt: skip

    def _people(self) -> list[dict[str, Any]]:
        """Demo people in the story's order, as the database has them now."""
        by_email = {each.email: each for each in self._services.directory.operators()}
        found = [(worker, by_email[worker.email]) for worker in WORKERS if worker.email in by_email]
        return [
            {
                "key": worker.key, "id": each.id, "name": each.name, "title": each.title, "photo": photo(each),
                "channels": self._channels(each.id), "administrator": each.role == "administrator",
            }
            for worker, each in found
        ]  # fmt: skip

    def _channels(self, operator_id: str) -> list[str]:
        mine = self._services.directory.channels_of(operator_id)
        return [each.name for each in self._services.directory.channels() if each.id in mine]

    async def sign_in(self, request: Request) -> Response:
        """Come in as a demo person."""
        person = next((each for each in self._people() if each["key"] == request.path_params["key"]), None)
        if person is None:
            return self._html.message(request, "not_found", 404)
        if not self._forms.from_here(request):
            return self._html.message(request, "bad_request", 403)
        secret = await self._services.accounts.begin_session(person["id"], where_of(request))
        return await let_in(request, self._services, secret, "/console", remember=True)
