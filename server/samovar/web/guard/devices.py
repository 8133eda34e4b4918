"""Browsers that an account has signed in at: wrong passwords from elsewhere never keep those out.

Each account has a cookie of its own there: signed, not for scripts, sent to the sign-in form only.
"""

import secrets

from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.requests import Request
from starlette.responses import Response

from samovar.domain.people.links import digest
from samovar.model.email import fold_email
from samovar.settings import Settings

LASTS = 400 * 86_400
"""Seconds; renewed at every sign-in. Browsers keep no cookie for longer."""


class Devices:
    """Makes and reads the cookies. E-mails in whatever spelling."""

    def __init__(self, settings: Settings) -> None:
        self._signer = URLSafeTimedSerializer(settings.keys, salt="samovar.device")
        self._secure = settings.secure

    def known(self, request: Request, email: str) -> str:
        """The name of this browser where the account has signed in here before; empty where it has not."""
        key = digest(fold_email(email))
        try:
            match self._signer.loads(request.cookies.get(_name(key), "")[:500], max_age=LASTS):
                case [str(account), str(device)] if account == key:
                    return device
        except BadSignature:
            pass
        return ""

    def remember(self, request: Request, response: Response, email: str) -> None:
        """The account has signed in here."""
        key = digest(fold_email(email))
        device = self.known(request, email) or secrets.token_urlsafe(16)
        response.set_cookie(
            _name(key), str(self._signer.dumps([key, device])), max_age=LASTS, path="/signin", httponly=True,
            samesite="strict", secure=self._secure,
        )  # fmt: skip


def _name(key: str) -> str:
    return f"samovar_device_{key[:16]}"
