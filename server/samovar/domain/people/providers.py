"""Signing in through the company's own provider: whom it vouches for, and which account that is.

It makes no accounts: whoever has none has to be invited first.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from samovar.domain.company.journal import edit, record
from samovar.model.email import fold_email
from samovar.model.errors import Refused
from samovar.storage.engine.database import Database, Session
from samovar.storage.engine.writer import Writer
from samovar.storage.queries import provider as queries
from samovar.storage.tables import Operator, Provider


class NotVouched(Refused):
    """The provider does not say that the address is theirs."""

    code = "not_vouched"


class OtherDomain(Refused):
    """An address of another domain than the one that comes in."""

    code = "other_domain"


class AnotherPerson(Refused):
    """The invitation is somebody else's."""

    code = "another_person"


class NoAccount(Refused):
    """Nobody with this address works here."""

    code = "no_account"


@dataclass(frozen=True, slots=True)
class Vouched:
    """What a provider says of somebody, checked. `email`: empty where it does not vouch for it."""

    issuer: str
    subject: str
    email: str = ""


def require_guest(vouched: Vouched, domain: str, invited: str) -> None:
    """Whoever opens an invitation is who was invited. Raises NotVouched, OtherDomain, AnotherPerson."""
    email = _address(vouched, domain)
    if not email:
        raise NotVouched
    if email != invited:
        raise AnotherPerson


class Providers:
    """The one provider there may be."""

    def __init__(self, database: Database, writer: Writer) -> None:
        self._database = database
        self._writer = writer

    async def current(self) -> Provider:
        """As it is set; without an issuer where there is none."""
        return await self._database.read(queries.provider)

    async def operator(self, vouched: Vouched, domain: str) -> Operator:
        """Whose account that is. Raises NotVouched, OtherDomain, NoAccount."""
        return await self._writer.run(lambda session: _operator(session, vouched, domain))

    async def knows(self, operator_id: str, issuer: str) -> bool:
        """Whether they have come in by it."""
        return await self._database.read(queries.identity_of, issuer, operator_id) is not None

    async def change(self, rev: int, values: Mapping[str, str | bool], secret: str | None, by: str) -> None:
        """Set it, as read at revision `rev`. `secret`: the client's, sealed; None: as before. Raises ChangedSince."""
        await self._writer.run(lambda session: _change(session, rev, values, secret, by))

    async def passwords_on(self) -> None:
        """Passwords open again."""
        await self._writer.run(_passwords_on)


def _change(session: Session, rev: int, values: Mapping[str, str | bool], secret: str | None, by: str) -> None:
    row = queries.provider_to_edit(session)
    edit(session, row, rev, values, by=by, what="signin")
    if secret is not None and secret != row.client_secret:
        row.client_secret = secret
        # That it changed, not what it is.
        record(session, by, "signin", row.id, "changed", {"client_secret": ["", ""]}, name=row.name)


def _passwords_on(session: Session) -> None:
    row = queries.provider_to_edit(session)
    edit(session, row, row.rev, {"passwords_off": False}, by=None, what="signin")


def _address(vouched: Vouched, domain: str) -> str:
    email = fold_email(vouched.email)
    # Once the domain is set, whoever came in before with another address does not any more.
    if domain and email and email.rpartition("@")[2] != domain:
        raise OtherDomain
    return email


def _operator(session: Session, vouched: Vouched, domain: str) -> Operator:
    email = _address(vouched, domain)
    found = queries.operator_by_identity(session, vouched.issuer, vouched.subject)
    if not email and (found is None or domain):
        raise NotVouched
    found = found or queries.meet(session, vouched.issuer, vouched.subject, email)
    if found is None or found.disabled_at is not None:
        raise NoAccount
    return found
