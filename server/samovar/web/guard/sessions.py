"""The session cookie of the console, and the checks that a form comes from our own page."""

from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from samovar.domain.people.accounts import Where
from samovar.domain.topics import session_topic
from samovar.domain.visitors.sources import device_of
from samovar.settings import Settings
from samovar.storage import tables
from samovar.web.guard.origins import address_of, origin_of
from samovar.web.services import Services

COOKIE = "samovar_session"
FORM_LASTS = 12 * 3600
"""Seconds a form may stay open."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person at the console. `key`: the database's name of their session."""

    operator: tables.Operator
    key: str


async def signed_in(request: Request, services: Services) -> SignedIn | None:
    """Who is signed in at this browser."""
    secret = request.cookies.get(COOKIE, "")
    operator = await services.accounts.who(secret) if secret else None
    return SignedIn(operator, services.accounts.key_of(secret)) if operator else None


def where_of(request: Request) -> Where:
    """From where somebody signs in."""
    return Where(address_of(request.scope), device_of(request.headers.get("user-agent", "")[:500]))


def inside(path: str) -> str:
    """Only ways into our own console, whatever a form says."""
    safe = path.startswith(("/console", "/settings"))
    return path if safe and path.isprintable() and "\\" not in path and "//" not in path else "/console"


async def let_in(request: Request, services: Services, secret: str, then: str, *, remember: bool) -> Response:
    """On to the console with a new session. The one this browser had before ends, and its tabs hear of it once the
    browser has the new one: what they show may be another person's. Raises Busy."""
    before = request.cookies.get(COOKIE, "")
    if before:
        await services.accounts.sign_out(before)
    who = await services.accounts.who(secret)
    if who is not None:
        await services.attendance.begin_stay(who.id)
    over = BackgroundTask(services.hub.publish, session_topic(services.accounts.key_of(before)), None)
    response = RedirectResponse(then, 303, background=over if before else None)
    set_cookie(response, services.settings, secret, remember=remember)
    if who is not None:
        services.devices.remember(request, response, who.email)
    return response


def set_cookie(response: Response, settings: Settings, secret: str, *, remember: bool) -> None:
    """Hand the browser its session; it replaces whatever was there (no fixation)."""
    response.set_cookie(
        COOKIE, secret, max_age=30 * 86_400 if remember else None, path="/", httponly=True, samesite="lax",
        secure=settings.secure,
    )  # fmt: skip


def drop_cookie(response: Response, settings: Settings) -> None:
    """Take the session from the browser."""
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax", secure=settings.secure)


class Forms:
    """Tokens of forms that are filled in before anybody is signed in."""

    def __init__(self, settings: Settings) -> None:
        self._signer = URLSafeTimedSerializer(settings.keys, salt="samovar.form")
        self._origins = settings.origins

    def token(self) -> str:
        """A fresh token for a form."""
        return str(self._signer.dumps("form"))

    def fresh(self, token: str) -> bool:
        """Whether a form was made by us and not too long ago."""
        try:
            self._signer.loads(token[:500], max_age=FORM_LASTS)
        except BadSignature:
            return False
        return True

    def from_here(self, request: Request) -> bool:
        """Whether the browser says that one of our own pages sent this."""
        return origin_of(request.scope) in self._origins
