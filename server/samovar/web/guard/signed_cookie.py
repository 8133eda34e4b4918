"""What a browser keeps for us for a while: signed, so that nobody else can have made it."""

from dataclasses import dataclass
from typing import Any, Literal

from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.requests import Request
from starlette.responses import Response

from samovar.settings import Settings

LONGEST = 4000
"""Characters of one that is looked at."""


@dataclass(frozen=True, slots=True)
class SignedCookie:
    """One kind of them. `lasts`: seconds; `path`: where the browser sends it."""

    name: str
    lasts: int
    path: str
    samesite: Literal["lax", "strict"]

    def keep(self, response: Response, settings: Settings, value: Any) -> None:
        """Hand it out. `value`: what JSON can say."""
        response.set_cookie(
            self.name, str(self._signer(settings).dumps(value)), max_age=self.lasts, path=self.path, httponly=True,
            samesite=self.samesite, secure=settings.secure,
        )  # fmt: skip

    def kept(self, request: Request, settings: Settings) -> Any:
        """What it says; nothing where it is not ours, or is over."""
        try:
            return self._signer(settings).loads(request.cookies.get(self.name, "")[:LONGEST], max_age=self.lasts)
        except BadSignature:
            return None

    def over(self, response: Response) -> None:
        """The browser forgets it."""
        response.delete_cookie(self.name, path=self.path)

    def _signer(self, settings: Settings) -> URLSafeTimedSerializer:
        # A kind of its own each, so that none passes for another.
        return URLSafeTimedSerializer(settings.keys, salt=self.name.replace("_", "."))
