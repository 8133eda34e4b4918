"""Whoever opens an invitation and has shown the company's provider who they are: a signed cookie, for an hour."""

from starlette.requests import Request
from starlette.responses import Response

from samovar.domain.people.links import digest
from samovar.domain.people.providers import Vouched
from samovar.settings import Settings
from samovar.web.guard.signed_cookie import SignedCookie

COOKIE = SignedCookie("samovar_vouched", 3600, "/invite", "lax")
"""An hour: a photo has to be found and cut meanwhile. Not "strict": the way to the form comes from the provider's
page."""


def keep(response: Response, settings: Settings, vouched: Vouched, invitation: str) -> None:
    """What the provider says, for this one invitation. `invitation`: its link's secret."""
    COOKIE.keep(response, settings, [vouched.issuer, vouched.subject, vouched.email, digest(invitation)])


def who(request: Request, settings: Settings, invitation: str, issuer: str) -> Vouched | None:
    """Whom the provider that we have now vouches for at this browser; nobody where that was for another link."""
    match COOKIE.kept(request, settings):
        case [str(by), str(subject), str(email), str(link)] if by == issuer and link == digest(invitation):
            return Vouched(by, subject, email)
    return None


def over(response: Response) -> None:
    """They have joined."""
    COOKIE.over(response)
