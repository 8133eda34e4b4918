"""Whoever has typed the right password and still owes a code: a signed cookie, for ten minutes, for one browser."""

from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from samovar.domain.people.links import digest
from samovar.storage.tables import Operator
from samovar.web.services import Services

COOKIE = "samovar_halfway"
LASTS = 600
"""Seconds."""


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
        self._signer = URLSafeTimedSerializer(services.settings.keys, salt="samovar.halfway")

    def on(self, half: Half) -> Response:
        """On to the page that asks for the code."""
        response = RedirectResponse("/signin/code", 303)
        value = str(self._signer.dumps([half.operator.id, _print(half.operator), half.then, half.remember]))
        response.set_cookie(
            COOKIE, value, max_age=LASTS, path="/signin", httponly=True, samesite="strict",
            secure=self._services.settings.secure,
        )  # fmt: skip
        return response

    def who(self, request: Request) -> Half | None:
        """Who is halfway at this browser; nobody once their password is another."""
        try:
            match self._signer.loads(request.cookies.get(COOKIE, "")[:2000], max_age=LASTS):
                case [str(operator_id), str(password), str(then), bool(remember)]:
                    found = self._services.directory.operator(operator_id)
                    if found and found.disabled_at is None and _print(found) == password:
                        return Half(found, then, remember)
        except BadSignature:
            pass
        return None

    def over(self, response: Response) -> None:
        """They are in, or begin anew."""
        response.delete_cookie(COOKIE, path="/signin")


def _print(operator: Operator) -> str:
    return digest(operator.password)[:16]
