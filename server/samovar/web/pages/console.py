"""The console's shell."""

from collections.abc import Sequence

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from samovar.domain.channels.first_steps import first_steps
from samovar.domain.channels.sites import name_in
from samovar.web import wire
from samovar.web.guard.sessions import signed_in
from samovar.web.pages.forms import FormPages
from samovar.web.present.presenter import person


class ConsolePages(FormPages):
    """Who: a signed-in operator."""

    def routes(self) -> Sequence[Route]:
        """The console and its deep links."""
        return [
            Route("/", self.home),
            Route("/install", self.install),
            Route("/console", self.console),
            Route("/console/c/{conv}", self.console),
        ]

    async def home(self, request: Request) -> Response:
        """The console is what people come here for."""
        return RedirectResponse("/console", 303)

    async def install(self, request: Request) -> Response:
        """The short address of the script tag: README and refusals name it."""
        return RedirectResponse("/settings/site#code", 303)

    async def console(self, request: Request) -> Response:
        """The shell; the rest comes over the socket."""
        who = await signed_in(request, self.services)
        if who is None:
            return RedirectResponse(f"/signin?next={request.scope['path']}", 303)
        site = self.services.directory.first_site()
        boot = wire.Boot(
            token=self.services.tokens.for_page(who.key), me=person(who.operator), role=who.operator.role,  # type: ignore[arg-type]
            lang=who.operator.lang,  # type: ignore[arg-type]
            site=name_in(site, who.operator.lang) if site else "", left=self._left(who.operator.role),
        )  # fmt: skip
        return self.html.page(
            request, "console.html", lang=who.operator.lang, site=boot.site, boot=msgspec.to_builtins(boot)
        )

    def _left(self, role: str) -> int:
        done = first_steps(self.services.directory, self.services.tags) if role == "administrator" else {}
        return list(done.values()).count(False)
