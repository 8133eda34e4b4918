"""Whoever has typed the right password and still owes a code: a signed cookie, for ten minutes, for one browser."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from samovar.domain.people.links import digest
from samovar.storage.tables import Operator
from samovar.web.guard.signed_cookie import SignedCookie
from samovar.web.services import Services

COOKIE = SignedCookie("samovar_halfway", 600, "/signin", "strict")


@dataclass(frozen=True, slots=True)
class Half:
    """One of them. `then`: where they wanted to go."""

    operator: Operator
    then: str
    remember: bool


class Halfway:
    """Makes and reads the cookies."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def on(self, half: Half) -> Response:
        """On to the page that asks for the code."""
        response = RedirectResponse("/signin/code", 303)
        value = [half.operator.id, _print(half.operator), half.then, half.remember]
        COOKIE.keep(response, self._services.settings, value)
        return response

    def who(self, request: Request) -> Half | None:
        """Who is halfway at this browser; nobody once their password is another."""
        match COOKIE.kept(request, self._services.settings):
            case [str(operator_id), str(password), str(then), bool(remember)]:
                found = self._services.directory.operator(operator_id)
                if found and found.disabled_at is None and _print(found) == password:
                    return Half(found, then, remember)
        return None

    def over(self, response: Response) -> None:
        """They are in, or begin anew."""
        COOKIE.over(response)


def _print(operator: Operator) -> str:
    return digest(operator.password)[:16]
