"""The second step of signing in: the code that an app shows, or one on paper."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from samovar.domain.people.second_factor import UsedCode, WrongCode
from samovar.web.guard.halfway import Half, Halfway
from samovar.web.guard.sessions import let_in, where_of
from samovar.web.pages.fields import Checked
from samovar.web.pages.forms import FormPages, form_of
from samovar.web.pages.tries import Slowed, Try, slowed


class SecondStepPages(FormPages):
    """Who: whoever has just proved their password at this browser."""

    def routes(self) -> Sequence[Route]:
        """The form."""
        return [Route("/signin/code", self.code, methods=["GET", "POST"])]

    async def code(self, request: Request) -> Response:
        """The form, and its answer."""
        half = Halfway(self.services).who(request)
        if half is None:
            return RedirectResponse("/signin", 303)
        if request.method == "GET":
            return self._form(request, Checked())
        form = await form_of(request)
        checked = self.trouble(request, form, ("code",))
        if checked.refusals:
            return self._form(request, checked, 400)
        return await self._try(request, half, form.get("code", ""))

    async def _try(self, request: Request, half: Half, typed: str) -> Response:
        one = self._count(request, half)
        if held := slowed(request, [one], "a second step"):
            return self._slowed(request, held)
        # Taken before the code is looked at: many tries at once are as many tries.
        one.take()
        try:
            await self.services.second_factor.check(half.operator.id, typed)
        except WrongCode:
            return self._refuse(request, 401, "code_wrong")
        except UsedCode:
            return self._refuse(request, 401, "code_used")
        one.give_back()
        secret = await self.services.accounts.begin_session(half.operator.id, where_of(request))
        answer = await let_in(request, self.services, secret, half.then, remember=half.remember)
        Halfway(self.services).over(answer)
        return answer

    def _count(self, request: Request, half: Half) -> Try:
        """Where the account has signed in before, nothing that others do keeps it out."""
        device = self.services.devices.known(request, half.operator.email)
        return Try(self.services.rate_limits.codes, f"{half.operator.id} {device}", "code_many")

    def _slowed(self, request: Request, held: Slowed) -> Response:
        answer = self._refuse(request, 429, held.words, minutes=held.minutes)
        answer.headers["retry-after"] = held.retry_after
        return answer

    def _refuse(self, request: Request, status: int, key: str, **places: object) -> Response:
        checked = Checked()
        checked.refuse("code", key, **places)
        return self._form(request, checked, status)

    def _form(self, request: Request, checked: Checked, status: int = 200) -> Response:
        return self.html.page(
            request, "code.html", status=status, csrf=self.forms.token(), errors=self.say(request, checked)
        )
