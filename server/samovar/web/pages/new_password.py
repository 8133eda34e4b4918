"""A forgotten password: the letter that is asked for, and the page that its link leads to."""

import logging
from collections.abc import Mapping, Sequence

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from samovar.domain.people.accounts import CodeNeeded
from samovar.domain.people.new_passwords import UsedLink
from samovar.model.email import fold_email
from samovar.storage.engine.database import Unavailable
from samovar.storage.tables import Operator
from samovar.web.guard.halfway import Half, Halfway
from samovar.web.guard.origins import customer_of
from samovar.web.guard.sessions import let_in, where_of
from samovar.web.pages import fields
from samovar.web.pages.fields import Checked
from samovar.web.pages.forms import FormPages, form_of
from samovar.web.pages.tries import Try, slowed

log = logging.getLogger(__name__)


class NewPasswordPages(FormPages):
    """Who: anybody may ask for a letter; whoever has its secret, once."""

    def routes(self) -> Sequence[Route]:
        """The letter, and its link."""
        return [
            Route("/password", self.forgotten, methods=["GET", "POST"]),
            Route("/password/{secret}", self.by_link, methods=["GET", "POST"]),
        ]

    # ------------------------------------------------ the letter

    async def forgotten(self, request: Request) -> Response:
        """Whose password it is. Everybody reads the same answer, and waits as long for it."""
        if off := await self._passwords_off(request):
            return off
        if request.method == "GET":
            return self._ask_form(request, Checked())
        form, checked = await form_of(request), Checked()
        email = fold_email(fields.email(checked, form))
        if self.trouble(request, form, ("email",), checked).refusals:
            return self._ask_form(request, checked, 400)
        tries = self._tries(request, email)
        if held := slowed(request, tries, "a letter with a new password"):
            checked.refuse("form", held.words, minutes=held.minutes)
            answer = self._ask_form(request, checked, 429)
            answer.headers["retry-after"] = held.retry_after
            return answer
        for each in tries:
            each.take()
        answer = self.html.page(request, "password_sent.html", email=checked.values["email"])
        # After the answer: what is done for an address that we know takes longer than for another.
        answer.background = BackgroundTask(self._post, email)
        return answer

    async def _post(self, email: str) -> None:
        try:
            await self.services.new_passwords.ask(email)
        except Unavailable:
            log.exception("a letter with a new password was not written")

    def _tries(self, request: Request, email: str) -> list[Try]:
        rate_limits = self.services.rate_limits
        address = customer_of(request.scope)
        return [
            Try(rate_limits.letters_address, address, "letters_many"),
            Try(rate_limits.letters_account, email, "letters_many"),
        ]

    def _ask_form(self, request: Request, checked: Checked, status: int = 200) -> Response:
        return self.html.page(
            request, "password_forgotten.html", status=status, csrf=self.forms.token(), values=checked.values,
            errors=self.say(request, checked),
        )  # fmt: skip

    async def _passwords_off(self, request: Request) -> Response | None:
        """A link would be a way around the company's own sign-in."""
        if not (await self.services.providers.current()).passwords_off:
            return None
        return self.html.message(request, "passwords_off", 403, action=self.to_sign_in(request))

    # ------------------------------------------------ the link

    async def by_link(self, request: Request) -> Response:
        """The form, and its answer. Opening it uses nothing up: mail servers open links too."""
        secret = request.path_params["secret"]
        if off := await self._passwords_off(request):
            return off
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
