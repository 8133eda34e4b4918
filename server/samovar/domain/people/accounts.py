"""Operators' accounts: signing in and out, and the links by which one becomes one.

Secrets are 256 random bits; the database keeps only their SHA-256.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from samovar.domain.channels.directory import Directory
from samovar.domain.people.joining import EmailTaken, FirstSite, Newcomer, UsedInvitation, join
from samovar.domain.people.links import digest, fresh
from samovar.domain.people.passwords import Passwords, WrongPassword
from samovar.model.email import fold_email
from samovar.model.errors import Refused
from samovar.storage.engine.database import Database, Session
from samovar.storage.engine.dataloader import DataLoader
from samovar.storage.engine.writer import Writer
from samovar.storage.queries import access, people
from samovar.storage.tables import Invitation, Operator, OperatorSession

SESSION_IDLE = timedelta(hours=12)
SESSION_LASTS = timedelta(days=30)
INVITATION_LASTS = timedelta(days=7)


class CodeNeeded(Refused):
    """The password was right, and is not enough: a code of the second factor is missing."""

    code = "code_needed"

    def __init__(self, operator: Operator) -> None:
        super().__init__()
        self.operator = operator


@dataclass(frozen=True, slots=True)
class Where:
    """From where somebody signs in: the address, and "iPhone, Safari"."""

    address: str = ""
    device: str = ""


NOWHERE = Where()


class Accounts:
    """Sessions and invitations."""

    def __init__(
        self, database: Database, writer: Writer, directory: Directory, clock: Callable[[], datetime],
        passwords: Passwords, keys: Sequence[str],
    ) -> None:  # fmt: skip
        self._database = database
        self._writer = writer
        self._directory = directory
        self._clock = clock
        self._keys = keys
        self._owners = DataLoader(database, self.owners_of)
        self._passwords = passwords

    async def sign_in(self, email: str, password: str, where: Where = NOWHERE) -> str:
        """A new session's secret. Raises WrongPassword, after the same time for unknown addresses; CodeNeeded."""
        found = await self._database.read(people.operator_by_email, fold_email(email))
        usable = found if found and found.password and found.disabled_at is None else None
        fits = await self._passwords.fits(usable.password if usable else "", password)
        if usable is None or not fits:
            raise WrongPassword
        return await self.let_in(usable, where)

    async def let_in(self, operator: Operator, where: Where = NOWHERE) -> str:
        """A new session's secret for somebody who has proved one thing. Raises CodeNeeded where they have to prove
        another."""
        if await self._database.read(access.paper_left, operator.id) is not None:
            raise CodeNeeded(operator)
        return await self.begin_session(operator.id, where)

    async def begin_session(self, operator_id: str, where: Where = NOWHERE) -> str:
        """A new session for an operator who has proved who they are."""
        secret, now = secrets.token_urlsafe(32), self._clock()
        ends = now + SESSION_LASTS
        await self._writer.run(
            lambda session: session.add(
                OperatorSession(
                    id=digest(secret), operator_id=operator_id, created_at=now, used_at=now, ends_at=ends,
                    address=where.address[:64], device=where.device[:64],
                )
            )
        )  # fmt: skip
        return secret

    async def who(self, secret: str) -> Operator | None:
        """The operator of a session's secret; nothing when it has ended."""
        return await self._owners.ask(digest(secret))

    def owners_of(self, session: Session, keys: Sequence[str]) -> list[Operator | None]:
        """The operators of sessions that have not ended."""
        return people.session_owners(session, keys, self._clock(), SESSION_IDLE)

    def key_of(self, secret: str) -> str:
        """The key of a session's secret, as the database and the page's token know it."""
        return digest(secret)

    async def still_in(self, key: str) -> bool:
        """Whether a session lives, by its key; marks it used."""
        if await self._owners.ask(key) is None:
            return False
        now = self._clock()
        await self._writer.run(lambda session: people.session_used(session, key, now))
        return True

    async def sign_out(self, secret: str) -> None:
        """End a session."""
        await self._writer.run(lambda session: people.end_session(session, digest(secret)))

    async def invite(
        self, *, email: str, name: str, role: str, channels: Sequence[str], invited_by: str | None = None
    ) -> str:
        """A one-time link's secret, good for 7 days. The first-run link names no e-mail. Raises EmailTaken."""
        (seed, secret), now = fresh(self._keys), self._clock()
        if await self._database.read(people.operator_by_email, fold_email(email)):
            raise EmailTaken
        await self._writer.run(
            lambda session: session.add(
                Invitation(
                    id=digest(secret), seed=seed, email=fold_email(email), name=name.strip(), role=role,
                    channels=list(channels), invited_by=invited_by, created_at=now, ends_at=now + INVITATION_LASTS,
                )
            )
        )  # fmt: skip
        return secret

    async def invitation(self, secret: str) -> Invitation:
        """An invitation that can still be used. Raises UsedInvitation."""
        found = await self._database.read(people.open_invitation, digest(secret), self._clock())
        if found is None:
            raise UsedInvitation
        return found

    async def join(
        self, secret: str, newcomer: Newcomer, first_site: FirstSite | None = None, where: Where = NOWHERE
    ) -> str:
        """Use an invitation: exactly one account comes of it. Gives the new session's secret."""
        hashed = "" if newcomer.vouched else await self._passwords.hash(newcomer.password)
        key, now = digest(secret), self._clock()
        made = await self._writer.run(lambda session: join(session, key, newcomer, first_site, hashed, now))
        await self._directory.refresh()
        return await self.begin_session(made, where)
