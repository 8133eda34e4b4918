"""Signing in through the company's own provider (OpenID Connect): there, and back."""

import logging
from collections.abc import Sequence
from hmac import compare_digest

import msgspec
from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from samovar.domain.people.joining import UsedInvitation
from samovar.domain.people.providers import (
    AnotherPerson,
    NoAccount,
    NotVouched,
    OtherDomain,
    Vouched,
    require_guest,
)
from samovar.sealing import BrokenSeal, Seal
from samovar.storage.tables import Provider
from samovar.web.guard import vouching
from samovar.web.guard.openid import OpenId, Pending, ProviderFailed
from samovar.web.guard.origins import customer_of
from samovar.web.guard.sessions import inside, let_in, where_of
from samovar.web.pages.forms import FormPages
from samovar.web.pages.tries import Try, slowed
from samovar.web.present.html import Html
from samovar.web.services import Services

log = logging.getLogger(__name__)
COOKIE, BACK = "samovar_provider", "/signin/provider/back"
LASTS = 600
"""Seconds that somebody may take at the provider."""
WORDS = {
    NotVouched: "provider_not_vouched", OtherDomain: "provider_other_domain", NoAccount: "provider_no_account",
    AnotherPerson: "provider_another_person",
}  # fmt: skip


class ProviderPages(FormPages):
    """Who: anybody; the provider says who they are."""

    def __init__(self, services: Services, html: Html) -> None:
        super().__init__(services, html)
        self._signer = URLSafeTimedSerializer(services.settings.keys, salt="samovar.provider")

    def routes(self) -> Sequence[Route]:
        """There, and back."""
        return [Route("/signin/provider", self.there), Route(BACK, self.back)]

    async def there(self, request: Request) -> Response:
        """To the provider."""
        provider = await self.services.providers.current()
        if not provider.issuer:
            return RedirectResponse("/signin", 303)
        if held := self._held(request):
            return held
        asked = request.query_params
        then, invitation = inside(asked.get("next", "")), asked.get("invitation", "")[:100]
        try:
            if invitation:
                await self.services.accounts.invitation(invitation)
            address, pending = await self._talk(provider).begin(then, invitation)
        except UsedInvitation:
            return self._refused(request, "invite_used", 410)
        except ProviderFailed as error:
            return self._failed(request, error)
        response = RedirectResponse(address, 303)
        value = str(self._signer.dumps(msgspec.to_builtins(pending)))
        # Not "strict": the way back begins at the provider's page.
        response.set_cookie(
            COOKIE, value, max_age=LASTS, path="/signin", httponly=True, samesite="lax",
            secure=self.services.settings.secure,
        )  # fmt: skip
        return response

    async def back(self, request: Request) -> Response:
        """From the provider, once."""
        answer = self._held(request) or await self._come_in(request)
        answer.delete_cookie(COOKIE, path="/signin")
        return answer

    async def _come_in(self, request: Request) -> Response:
        provider, asked = await self.services.providers.current(), request.query_params
        pending = self._pending(request)
        if pending is None or not compare_digest(asked.get("state", "").encode(), pending.state.encode()):
            return self._refused(request, "provider_stale", 400)
        if pending.issuer != provider.issuer or asked.get("iss", provider.issuer) != provider.issuer:
            return self._refused(request, "provider_stale", 400)
        if "code" not in asked:
            log.info("the provider lets nobody in: %s", asked.get("error", "")[:80])
            return self._refused(request, "provider_declined", 403)
        try:
            vouched = await self._talk(provider).finish(asked["code"], pending)
            if pending.invitation:
                return await self._welcome(vouched, provider.domain, pending.invitation)
            who = await self.services.providers.operator(vouched, provider.domain)
        except ProviderFailed as error:
            return self._failed(request, error)
        except UsedInvitation:
            return self._refused(request, "invite_used", 410)
        except (NotVouched, OtherDomain, NoAccount, AnotherPerson) as error:
            log.info("somebody whom the provider knows has no way in here: %s", error.code)
            return self._refused(request, WORDS[type(error)], 403, pending.invitation)
        # A second factor of ours is asked for with our passwords; the provider has its own.
        secret = await self.services.accounts.begin_session(who.id, where_of(request))
        return await let_in(request, self.services, secret, pending.then, remember=False)

    async def _welcome(self, vouched: Vouched, domain: str, secret: str) -> Response:
        """Back to their invitation, which now knows who they are. Raises UsedInvitation, NotVouched, OtherDomain,
        AnotherPerson."""
        invitation = await self.services.accounts.invitation(secret)
        require_guest(vouched, domain, invitation.email)
        response = RedirectResponse(f"/invite/{secret}", 303)
        vouching.keep(response, self.services.settings, vouched, secret)
        return response

    def _held(self, request: Request) -> Response | None:
        """Each way makes us ask the provider: strangers shall not make us ask without end."""
        one = Try(self.services.rate_limits.provider, customer_of(request.scope), "provider_many")
        if held := slowed(request, [one], "a sign-in through the provider"):
            answer = self._refused(request, held.words, 429)
            answer.headers["retry-after"] = held.retry_after
            return answer
        one.take()
        return None

    def _talk(self, provider: Provider) -> OpenId:
        settings = self.services.settings
        try:
            secret = Seal(settings.keys).open(provider.client_secret) if provider.client_secret else ""
        except BrokenSeal:
            raise ProviderFailed("its secret was sealed with a key that is not here: type it anew") from None
        return OpenId(provider, secret, f"{settings.origin}{BACK}", self.services.clock)

    def _pending(self, request: Request) -> Pending | None:
        try:
            kept = self._signer.loads(request.cookies.get(COOKIE, "")[:4000], max_age=LASTS)
            return msgspec.convert(kept, Pending)
        except (BadSignature, msgspec.ValidationError):
            return None

    def _failed(self, request: Request, error: ProviderFailed) -> Response:
        log.warning("signing in through the provider failed: %s", error)
        return self._refused(request, "provider_failed", 502)

    def _refused(self, request: Request, kind: str, status: int, invitation: str = "") -> Response:
        """`invitation`: whoever came from one goes back to it."""
        action = self.to_sign_in(request)
        if invitation:
            words = self.services.texts.get(self.html.lang(request), "pages.invite.back")
            action = {"href": f"/invite/{invitation}", "text": words}
        return self.html.message(request, kind, status, action=action)
