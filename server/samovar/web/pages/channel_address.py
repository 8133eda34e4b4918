"""The link of a letter: whoever reads a channel's mail says that it is theirs."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from samovar.model.errors import NotFound
from samovar.web.guard.tokens import BadToken
from samovar.web.pages.fields import Checked
from samovar.web.pages.forms import FormPages, form_of


class ChannelAddressPages(FormPages):
    """Who: whoever has the letter. Opening the link confirms nothing: programs that look into letters open it too."""

    def routes(self) -> Sequence[Route]:
        """The one link."""
        return [Route("/channel-address/{token}", self.answer, methods=["GET", "POST"])]

    async def answer(self, request: Request) -> Response:
        """Ask, and take the answer."""
        try:
            channel_id, email = self.services.tokens.confirmed(request.path_params["token"])
        except BadToken:
            return self._over(request)
        channel = self.services.directory.channel(channel_id)
        if channel is None or channel.email != email:
            return self._over(request)
        checked = Checked()
        if request.method == "POST" and not self.trouble(request, await form_of(request), (), checked).refusals:
            return await self._confirmed(request, channel_id, email)
        return self.html.page(
            request, "channel_address.html", status=400 if checked.refusals else 200, csrf=self.forms.token(),
            errors=self.say(request, checked), channel=channel.name, email=email,
        )  # fmt: skip

    async def _confirmed(self, request: Request, channel_id: str, email: str) -> Response:
        try:
            await self.services.channels.confirm(channel_id, email)
        except NotFound:
            return self._over(request)
        return self.html.message(request, "address_confirmed", 200)

    def _over(self, request: Request) -> Response:
        return self.html.message(request, "address_over", 410)
