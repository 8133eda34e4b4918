"""Signing in and out."""

from collections.abc import Mapping, Sequence

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from samovar.domain.people.accounts import CodeNeeded
from samovar.domain.people.passwords import WrongPassword
from samovar.domain.topics import session_topic
from samovar.model.email import fold_email
from samovar.web.guard.halfway import Half, Halfway
from samovar.web.guard.origins import customer_of
from samovar.web.guard.sessions import COOKIE, drop_cookie, inside, let_in, signed_in, where_of
from samovar.web.pages.fields import Checked
from samovar.web.pages.forms import FormPages, form_of
from samovar.web.pages.tries import Slowed, Try, slowed


class SignInPages(FormPages):
    """Who: anybody."""

    def routes(self) -> Sequence[Route]:
        """The form and the way out."""
        return [
            Route("/signin", self.sign_in, methods=["GET", "POST"]),
            Route("/signout", self.sign_out, methods=["POST"]),
        ]

    async def sign_in(self, request: Request) -> Response:
        """The form, and its answer."""
        if request.method == "GET":
            if not self.services.directory.operators():
                return RedirectResponse("/setup", 303)
            return await self._sign_in_form(request, {}, Checked())
        form = await form_of(request)
        checked = self.trouble(request, form, ("email", "password", "remember", "next"))
        if checked.refusals:
            return await self._sign_in_form(request, form, checked, 400)
        if (await self.services.providers.current()).passwords_off:
            return await self._refuse(request, form, 403, "passwords_off")
        return await self._try(request, form)

    async def _try(self, request: Request, form: Mapping[str, str]) -> Response:
        email = fold_email(form.get("email", ""))[:254]
        tries = self._tries(request, email)
        if held := slowed(request, tries, "a sign-in"):
            return await self._slowed(request, form, held)
        # Taken before the password is looked at: many tries at once are as many tries.
        for each in tries:
            each.take()
        then, remember = inside(form.get("next", "")), form.get("remember") == "1"
        password = form.get("password", "")[:1000]
        try:
            secret = await self.services.accounts.sign_in(email, password, where_of(request))
        except WrongPassword:
            return await self._refuse(request, form, 401, "signin_last")
        except CodeNeeded as half:
            _give_back(tries)
            return Halfway(self.services).on(Half(half.operator, then, remember))
        _give_back(tries)
        return await let_in(request, self.services, secret, then, remember=remember)

    def _tries(self, request: Request, email: str) -> list[Try]:
        """What a wrong password here counts against. Where the account has signed in before, nothing that others do
        keeps it out."""
        rate_limits = self.services.rate_limits
        if device := self.services.devices.known(request, email):
            return [Try(rate_limits.sign_ins_account, f"{email} {device}", "too_many")]
        return [
            Try(rate_limits.sign_ins_address, customer_of(request.scope), "too_many"),
            Try(rate_limits.sign_ins_account, email, "too_many_elsewhere"),
        ]

    async def _slowed(self, request: Request, form: Mapping[str, str], held: Slowed) -> Response:
        answer = await self._refuse(request, form, 429, held.words, minutes=held.minutes)
        answer.headers["retry-after"] = held.retry_after
        return answer

    async def _refuse(
        self, request: Request, form: Mapping[str, str], status: int, key: str, **places: object
    ) -> Response:
        checked = Checked()
        checked.refuse("form", key, **places)
        return await self._sign_in_form(request, form, checked, status)

    async def _sign_in_form(
        self, request: Request, form: Mapping[str, str], checked: Checked, status: int = 200
    ) -> Response:
        provider = await self.services.providers.current()
        site = self.services.directory.first_site()
        values = {"email": form.get("email", ""), "remember": form.get("remember", "1") == "1"}
        return self.html.page(
            request, "signin.html", status=status, csrf=self.forms.token(),
            errors=self.say(request, checked), values=values,
            provider=provider,
            site=site.name if site else "", next=form.get("next", "") or request.query_params.get("next", ""),
        )  # fmt: skip

    async def sign_out(self, request: Request) -> Response:
        """End the session; its sockets close at once."""
        who = await signed_in(request, self.services)
        token = (await form_of(request)).get("token", "")
        if who is None:
            return RedirectResponse("/signin", 303)
        if not self.forms.from_here(request) or not self.services.tokens.page_fits(token, who.key):
            return self.html.message(request, "bad_request", 403, lang=who.operator.lang)
        await self.services.accounts.sign_out(request.cookies[COOKIE])
        self.services.hub.publish(session_topic(who.key), None)
        response = RedirectResponse("/signin", 303)
        drop_cookie(response, self.services.settings)
        return response


def _give_back(tries: Sequence[Try]) -> None:
    for each in tries:
        each.give_back()
