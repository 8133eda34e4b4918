"""A new password: by a one-time link for whoever has forgotten theirs, or by whoever still knows it.

Whichever way, all other sessions end: one of them may be the reason.
"""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from samovar.domain.channels.directory import Directory
from samovar.domain.people.links import digest
from samovar.domain.people.passwords import Passwords, WrongPassword
from samovar.domain.people.sessions import Sessions
from samovar.model.errors import Refused
from samovar.storage.engine.database import Database, Session
from samovar.storage.engine.writer import Writer
from samovar.storage.queries import access
from samovar.storage.tables import Operator, PasswordLink

LINK_LASTS = timedelta(hours=1)


class UsedLink(Refused):
    """The link was used, has expired, or never was."""

    code = "used_link"


class NewPasswords:
    """Makes links and uses them."""

    def __init__(
        self, database: Database, writer: Writer, directory: Directory, sessions: Sessions, passwords: Passwords,
        clock: Callable[[], datetime],
    ) -> None:  # fmt: skip
        self._database = database
        self._writer = writer
        self._directory = directory
        self._sessions = sessions
        self._passwords = passwords
        self._clock = clock

    async def link(self, operator_id: str) -> str:
        """A one-time link's secret, good for an hour; links before it are not any more."""
        secret, now = secrets.token_urlsafe(32), self._clock()
        await self._writer.run(lambda session: _put_link(session, operator_id, secret, now))
        return secret

    async def owner(self, secret: str) -> Operator:
        """Whose link it is. Raises UsedLink."""
        found = await self._database.read(access.link_owner, digest(secret), self._clock())
        if found is None:
            raise UsedLink
        return found

    async def use(self, secret: str, password: str) -> Operator:
        """The account with its new password; every session of it has ended. Raises UsedLink, WeakPassword."""
        hashed, now = await self._passwords.hash(password), self._clock()
        found, ended = await self._writer.run(lambda session: _use(session, secret, hashed, now))
        await self._changed(ended)
        return found

    async def change(self, operator: Operator, session_key: str, before: str, password: str) -> None:
        """By somebody signed in, whose session goes on. Raises WrongPassword, WeakPassword."""
        if operator.password and not await self._passwords.fits(operator.password, before):
            raise WrongPassword
        hashed = await self._passwords.hash(password)
        ended = await self._writer.run(lambda session: _set(session, operator.id, hashed, but=session_key))
        await self._changed(ended)

    async def _changed(self, ended: list[str]) -> None:
        self._sessions.ended(ended)
        await self._directory.refresh()


def _put_link(session: Session, operator_id: str, secret: str, now: datetime) -> None:
    access.drop_links(session, operator_id, now)
    session.add(PasswordLink(id=digest(secret), operator_id=operator_id, ends_at=now + LINK_LASTS))


def _use(session: Session, secret: str, hashed: str, now: datetime) -> tuple[Operator, list[str]]:
    found = access.link_owner(session, digest(secret), now)
    if found is None or not access.use_link(session, digest(secret)):
        raise UsedLink
    ended = _set(session, found.id, hashed, but="")
    session.refresh(found)
    return found, ended


def _set(session: Session, operator_id: str, hashed: str, but: str) -> list[str]:
    access.set_password(session, operator_id, hashed)
    return access.end_sessions(session, operator_id, None, but)
