"""A forgotten password: the letter that is asked for, and the page that its link leads to."""

from collections.abc import Mapping, Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from samovar.domain.people.accounts import CodeNeeded
from samovar.domain.people.new_passwords import UsedLink
from samovar.storage.tables import Operator
from samovar.web.guard.halfway import Half, Halfway
from samovar.web.guard.sessions import let_in, where_of
from samovar.web.pages import fields
from samovar.web.pages.fields import Checked
from samovar.web.pages.forms import FormPages, form_of


class NewPasswordPages(FormPages):
    """Who: whoever has the link's secret, once."""

    def routes(self) -> Sequence[Route]:
        """The link."""
        return [Route("/password/{secret}", self.by_link, methods=["GET", "POST"])]

    async def by_link(self, request: Request) -> Response:
        """The form, and its answer. Opening it uses nothing up: mail servers open links too."""
        secret = request.path_params["secret"]
        try:
            owner = await self.services.new_passwords.owner(secret)
            if request.method == "GET":
                return self._form(request, owner, Checked())
            return await self._answer(request, owner, secret, await form_of(request))
        except UsedLink:
            return self.html.message(request, "password_link_used", 410, action=self.to_sign_in(request))

    async def _answer(self, request: Request, owner: Operator, secret: str, form: Mapping[str, str]) -> Response:
        checked = Checked()
        password = fields.password(checked, form)
        if self.trouble(request, form, ("password",), checked).refusals:
            return self._form(request, owner, checked, 400)
        owner = await self.services.new_passwords.use(secret, password)
        try:
            session = await self.services.accounts.let_in(owner, where_of(request))
        except CodeNeeded as half:
            return Halfway(self.services).on(Half(half.operator, "/console", remember=False))
        return await let_in(request, self.services, session, "/console", remember=False)

    def _form(self, request: Request, owner: Operator, checked: Checked, status: int = 200) -> Response:
        return self.html.page(
            request, "new_password.html", status=status, csrf=self.forms.token(), errors=self.say(request, checked),
            email=owner.email,
        )  # fmt: skip
