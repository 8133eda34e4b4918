"""Whoever opens an invitation and has shown the company's provider who they are: a signed cookie, for an hour."""

from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.requests import Request
from starlette.responses import Response

from samovar.domain.people.links import digest
from samovar.domain.people.providers import Vouched
from samovar.settings import Settings

COOKIE = "samovar_vouched"
LASTS = 3600
"""Seconds: a photo has to be found and cut meanwhile."""


class Vouching:
    """Makes and reads the cookies."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._signer = URLSafeTimedSerializer(settings.keys, salt="samovar.vouched")

    def keep(self, response: Response, vouched: Vouched, invitation: str) -> None:
        """What the provider says, for this one invitation. `invitation`: its link's secret."""
        value = str(self._signer.dumps([vouched.issuer, vouched.subject, vouched.email, digest(invitation)]))
        # Not "strict": the way to the form comes from the provider's page.
        response.set_cookie(
            COOKIE, value, max_age=LASTS, path="/invite", httponly=True, samesite="lax", secure=self._settings.secure
        )

    def who(self, request: Request, invitation: str, issuer: str) -> Vouched | None:
        """Whom the provider that we have now vouches for at this browser; nobody where that was for another link."""
        try:
            match self._signer.loads(request.cookies.get(COOKIE, "")[:4000], max_age=LASTS):
                case [str(by), str(subject), str(email), str(link)] if by == issuer and link == digest(invitation):
                    return Vouched(by, subject, email)
        except BadSignature:
            pass
        return None

    def over(self, response: Response) -> None:
        """They have joined."""
        response.delete_cookie(COOKIE, path="/invite")
