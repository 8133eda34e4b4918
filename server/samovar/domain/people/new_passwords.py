"""A new password: by a one-time link for whoever has forgotten theirs, or by whoever still knows it.

Whichever way, all other sessions end: one of them may be the reason.
"""

import logging
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from samovar.domain import mails
from samovar.domain.channels.directory import Directory
from samovar.domain.channels.sites import name_in
from samovar.domain.company.journal import record
from samovar.domain.people.links import digest
from samovar.domain.people.passwords import Passwords
from samovar.domain.people.sessions import Sessions
from samovar.live import strangers
from samovar.model.email import fold_email
from samovar.model.errors import NotFound, Refused
from samovar.storage.engine.database import Database, Session
from samovar.storage.engine.writer import Writer
from samovar.storage.queries import access, people
from samovar.storage.queries.provider import provider
from samovar.storage.tables import Operator, PasswordLink

log = logging.getLogger(__name__)
LINK_LASTS = timedelta(hours=1)


class UsedLink(Refused):
    """The link was used, has expired, or never was."""

    code = "used_link"


class PasswordsOff(Refused):
    """Only the company's provider lets people in: a new password would open nothing."""

    code = "passwords_off"


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

    async def ask(self, email: str) -> None:
        """A letter with a link, where somebody with this address works here. Whoever asks learns nothing of that."""
        found = await self._database.read(people.operator_by_email, fold_email(email))
        if found is None or found.disabled_at is not None:
            strangers.log.info("a new password was asked for by an address that nobody here has")
            return
        await self._send(found, None)
        log.info("%s has asked for a new password", found.id)

    async def send(self, operator_id: str, by: str) -> None:
        """The same letter, to a colleague who cannot get in. `by`: the administrator. Raises NotFound, PasswordsOff."""
        found = self._directory.operator(operator_id)
        if found is None or found.disabled_at is not None:
            raise NotFound
        if (await self._database.read(provider)).passwords_off:
            raise PasswordsOff
        await self._send(found, by)

    async def _send(self, operator: Operator, by: str | None) -> None:
        secret, now = secrets.token_urlsafe(32), self._clock()
        places = self._places(operator, secret, now)
        await self._writer.run(lambda session: _put_letter(session, operator, secret, places, now, by))

    def _places(self, operator: Operator, secret: str, now: datetime) -> dict[str, str]:
        site = self._directory.first_site()
        channel = next(iter(self._directory.channels()), None)
        return {
            "name": operator.name, "path": f"/password/{secret}", "until": (now + LINK_LASTS).isoformat(),
            "site": name_in(site, operator.lang) if site else "", "zone": channel.time_zone if channel else "",
        }  # fmt: skip

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

    async def knows(self, operator: Operator, password: str) -> bool:
        """Whether it is theirs; whoever has none, as with a provider, need not know it."""
        return not operator.password or await self._passwords.fits(operator.password, password)

    async def change(self, operator: Operator, session_key: str, password: str) -> None:
        """By somebody signed in, whose session goes on. Raises WeakPassword."""
        hashed, now = await self._passwords.hash(password), self._clock()
        ended = await self._writer.run(lambda session: _set(session, operator.id, hashed, now, but=session_key))
        await self._changed(ended)

    async def _changed(self, ended: list[str]) -> None:
        self._sessions.ended(ended)
        await self._directory.refresh()


def _put_link(session: Session, operator_id: str, secret: str, now: datetime) -> None:
    access.drop_links(session, operator_id, now)
    session.add(PasswordLink(id=digest(secret), operator_id=operator_id, ends_at=now + LINK_LASTS))


def _put_letter(
    session: Session, operator: Operator, secret: str, places: dict[str, str], now: datetime, by: str | None
) -> None:  # fmt: skip
    _put_link(session, operator.id, secret, now)
    if by:
        record(session, by, "operator", operator.id, "sent", {"password_link": [False, True]}, name=operator.name)
    mails.queue(session, "password_reset", operator.email, operator.lang, places, f"password {digest(secret)}", now=now)


def _use(session: Session, secret: str, hashed: str, now: datetime) -> tuple[Operator, list[str]]:
    found = access.link_owner(session, digest(secret), now)
    if found is None or not access.use_link(session, digest(secret)):
        raise UsedLink
    return found, _set(session, found.id, hashed, now, but="")


def _set(session: Session, operator_id: str, hashed: str, now: datetime, but: str) -> list[str]:
    """A link that was asked for before would set it back."""
    access.drop_links(session, operator_id, now)
    operator = session.get_one(Operator, operator_id)
    operator.password = hashed
    record(session, operator_id, "operator", operator_id, "reset", name=operator.name)
    return access.end_sessions(session, operator_id, None, but)
