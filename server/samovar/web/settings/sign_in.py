"""How people sign in: passwords, or the company's own provider (OpenID Connect)."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.responses import Response
from starlette.routing import Route

from samovar.domain.company.journal import ChangedSince
from samovar.model.email import is_email
from samovar.sealing import Seal
from samovar.storage.tables import Provider
from samovar.web.guard.openid import OpenId, ProviderFailed, usable
from samovar.web.pages import fields
from samovar.web.pages.fields import Checked
from samovar.web.pages.provider import BACK
from samovar.web.settings.base import Ask, SettingsPages
from samovar.web.settings.nav import Entry

log = logging.getLogger(__name__)
FIELDS = ("rev", "issuer", "client_id", "client_secret", "name", "domain", "passwords_off")
LONGEST, SECRET_LONGEST = 200, 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What an administrator says of the provider; without an issuer there is none. `secret`: None where it stays."""

    issuer: str = ""
    client_id: str = ""
    name: str = ""
    domain: str = ""
    passwords_off: bool = False
    secret: str | None = None

    def values(self) -> dict[str, str | bool]:
        """As it is kept, but for the secret."""
        return {
            "issuer": self.issuer, "client_id": self.client_id, "name": self.name, "domain": self.domain,
            "passwords_off": self.passwords_off,
        }  # fmt: skip


class SignInSettings(SettingsPages):
    """Who: administrators."""

    entry = Entry("signin", "/settings/signin", "key-round")

    def routes(self) -> Sequence[Route]:
        """The form."""
        return [self.page(self.entry.path, self.show, self.change)]

    async def show(self, ask: Ask) -> Response:
        """As it is."""
        now = await self.services.providers.current()
        return self._form(ask, now, Checked(values=_as_it_is(now)))

    async def change(self, ask: Ask) -> Response:
        """Otherwise from now on, once the provider has answered."""
        now = await self.services.providers.current()
        checked, said = self._said(ask)
        # Nobody is shown the secret, nor is another host than it was typed for.
        if now.client_secret and said.issuer and said.secret is None and _host(said.issuer) != _host(now.issuer):
            checked.refuse("client_secret", "provider_secret_again")
        if said.issuer and not checked.refusals:
            said = await self._found(ask, checked, said)
        if checked.refusals:
            return self._form(ask, now, checked)
        secret = Seal(self.services.settings.keys).close(said.secret) if said.secret else said.secret
        try:
            await self.services.providers.change(ask.rev, said.values(), secret, ask.who.id)
        except ChangedSince as error:
            return self._form(ask, await self.services.providers.current(), checked, error)
        return self.saved(self.entry.path)

    def _said(self, ask: Ask) -> tuple[Checked, Said]:
        checked = self.trouble(ask.request, ask.form, FIELDS, Checked())
        typed = {name: ask.form.get(name, "").strip() for name in FIELDS}
        checked.values |= typed | {"client_secret": ""}
        if not typed["issuer"]:
            # Passwords are all there is then.
            return checked, Said(secret="")
        if not usable(typed["issuer"]) or len(typed["issuer"]) > LONGEST:
            checked.refuse("issuer", "provider_issuer")
        if not 0 < len(typed["client_id"]) <= LONGEST:
            checked.refuse("client_id", "provider_client")
        if len(typed["client_secret"]) > SECRET_LONGEST:
            checked.refuse("client_secret", "provider_secret", n=SECRET_LONGEST)
        domain = typed["domain"].removeprefix("@").casefold()
        if domain and not is_email(f"anna@{domain}"):
            checked.refuse("domain", "provider_domain")
        said = Said(
            issuer=typed["issuer"], client_id=typed["client_id"], domain=domain,
            name=fields.name(checked, ask.form, "name", "provider_name"),
            passwords_off=typed["passwords_off"] == "1", secret=typed["client_secret"] or None,
        )  # fmt: skip
        return checked, said

    async def _found(self, ask: Ask, checked: Checked, said: Said) -> Said:
        """The same with the issuer as it calls itself: with a slash at its end, or without."""
        bare = said.issuer.rstrip("/")
        for issuer in dict.fromkeys((said.issuer, bare, f"{bare}/")):
            try:
                await OpenId(Provider(issuer=issuer), "", "", self.services.clock).discover()
            except ProviderFailed as error:
                log.info("the provider that was typed cannot be used: %s", error)
                continue
            if said.passwords_off and not await self.services.providers.knows(ask.who.id, issuer):
                checked.refuse("passwords_off", "provider_try_first")
            return Said(**said.values() | {"issuer": issuer, "secret": said.secret})  # type: ignore[arg-type]
        checked.refuse("issuer", "provider_silent")
        return said

    def _form(self, ask: Ask, now: Provider, checked: Checked, since: ChangedSince | None = None) -> Response:
        return self.draw(
            ask, "signin.html", checked, since=since, rev=now.rev, now=now,
            back=f"{self.services.settings.origin}{BACK}",
        )  # fmt: skip


def _host(issuer: str) -> str:
    try:
        return urlsplit(issuer).netloc.casefold()
    except ValueError:
        return ""


def _as_it_is(now: Provider) -> dict[str, str]:
    kept = {name: getattr(now, name) for name in ("issuer", "client_id", "name", "domain")}
    return kept | {"passwords_off": "1" if now.passwords_off else ""}
