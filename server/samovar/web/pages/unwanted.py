"""A letter came to somebody who never asked: they end it, without an account and for good."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from samovar.web.guard.tokens import BadToken
from samovar.web.pages.forms import FormPages


class UnwantedPages(FormPages):
    """Who: whoever has the letter."""

    def routes(self) -> Sequence[Route]:
        """The link at the foot of a letter; programs that look at links only get the question."""
        return [Route("/letters/stop/{token}", self.stop, methods=["GET", "POST"])]

    async def stop(self, request: Request) -> Response:
        """Asks, and then does it."""
        try:
            contact = self.services.tokens.stopped(request.path_params["token"])
        except BadToken:
            return self.html.message(request, "not_found", 404)
        if request.method == "GET":
            return self.html.page(request, "unwanted.html")
        await self.services.visits.refuse_letters(contact)
        return self.html.message(request, "unwanted", 200)
