"""Invitations as administrators send them: many at once, sent again, corrected, taken back; each with its letter."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from samovar.domain import mails
from samovar.domain.channels.directory import Directory
from samovar.domain.company.journal import Changes, record
from samovar.domain.people.accounts import INVITATION_LASTS
from samovar.domain.people.links import digest, fresh, shown_again
from samovar.domain.people.pasted import Guest
from samovar.model.errors import NotFound
from samovar.storage.engine.database import Database, Session
from samovar.storage.engine.writer import Writer
from samovar.storage.queries import people, staff
from samovar.storage.tables import Invitation, Mail


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why an address is not invited: somebody has it, had it before they were disabled, or is invited already."""

    email: str
    why: Literal["works_here", "disabled", "invited"]
    name: str = ""


class NotInvited(Exception):
    """Nobody was invited."""

    def __init__(self, hindrances: Sequence[Hindrance]) -> None:
        super().__init__()
        self.hindrances = hindrances


@dataclass(frozen=True, slots=True)
class Pending:
    """An invitation nobody has used. `link`: its path on our server; empty where it cannot be shown any more."""

    invitation: Invitation
    mail: Mail | None
    link: str
    over: bool


@dataclass(frozen=True, slots=True)
class Host:
    """Who invites, and how the letter says it."""

    id: str
    name: str
    site: str
    lang: str


class Inviting:
    """`keys`: the server's signing keys, newest last."""

    def __init__(
        self, database: Database, writer: Writer, directory: Directory, clock: Callable[[], datetime],
        keys: Sequence[str],
    ) -> None:  # fmt: skip
        self._database = database
        self._writer = writer
        self._directory = directory
        self._clock = clock
        self._keys = keys

    async def pending(self) -> list[Pending]:
        """Those that nobody has used yet, the newest first."""
        found, now = await self._database.read(staff.unused_invitations), self._clock()
        return [Pending(each, mail, self._link(each), each.ends_at <= now) for each, mail in found]

    async def open_of(self, operator_id: str) -> int:
        """How many invitations of one person can still be used."""
        now = self._clock()
        found = await self._database.read(staff.unused_invitations)
        return sum(each.invited_by == operator_id and each.ends_at > now for each, _ in found)

    def _link(self, invitation: Invitation) -> str:
        secret = shown_again(self._keys, invitation)
        return f"/invite/{secret}" if secret else ""

    async def invite(self, guests: Sequence[Guest], role: str, channels: Sequence[str], host: Host) -> None:
        """All of them or nobody; `role` and `channels` of those who bring none. Raises NotInvited."""
        await self._writer.run(lambda session: self._invite(session, guests, role, channels, host))

    def _invite(
        self, session: Session, guests: Sequence[Guest], role: str, channels: Sequence[str], host: Host
    ) -> None:
        if hindrances := self._hindrances(session, guests):
            raise NotInvited(hindrances)
        for each in guests:
            made = self._make(session, each.email, each.name, each.role or role, each.channels or channels, host)
            names = self._directory.names(made.channels)
            changes: Changes = {"role": ["", made.role], "channels": [[], names]}
            record(session, host.id, "invitation", made.id, "invited", changes, name=made.email)

    def _hindrances(self, session: Session, guests: Sequence[Guest]) -> list[Hindrance]:
        open_ones = staff.invited_addresses(session, self._clock())
        found = []
        for each in guests:
            if known := people.operator_by_email(session, each.email):
                found.append(Hindrance(each.email, "disabled" if known.disabled_at else "works_here", known.name))
            elif each.email in open_ones:
                found.append(Hindrance(each.email, "invited"))
        return found

    def _make(
        self, session: Session, email: str, name: str, role: str, channels: Sequence[str], host: Host
    ) -> Invitation:
        (seed, secret), now = fresh(self._keys), self._clock()
        made = Invitation(
            id=digest(secret), seed=seed, email=email, name=name, role=role, channels=list(channels),
            invited_by=host.id, created_at=now, ends_at=now + INVITATION_LASTS,
        )  # fmt: skip
        session.add(made)
        self._post(session, made, secret, host)
        return made

    def _post(self, session: Session, invitation: Invitation, secret: str, host: Host) -> None:
        """Its letter. The one before names the next: two clicks on one button send one."""
        places = {
            "site": host.site, "who": host.name, "path": f"/invite/{secret}", "until": invitation.ends_at.isoformat(),
            "zone": self._zone(invitation),
        }  # fmt: skip
        after = f"invitation:{invitation.id}:{invitation.mail_id or 'first'}"
        invitation.mail_id = mails.queue(
            session, "invitation", invitation.email, host.lang, places, after, now=self._clock()
        )

    def _zone(self, invitation: Invitation) -> str:
        """Whose clock the letter tells the time by: that of the first channel they are invited to, or of the first."""
        known = [found for each in invitation.channels if (found := self._directory.channel(each))]
        first = next(iter(known or self._directory.channels()), None)
        return first.time_zone if first else ""

    async def send_again(self, invitation_id: str, after: str, email: str, host: Host) -> None:
        """One more letter, and seven days more. To another address it has another link: the first one may have come to
        somebody else. `after`: the letter that was shown as the last. Raises NotFound, NotInvited."""
        await self._writer.run(lambda session: self._send_again(session, invitation_id, after, email, host))

    def _send_again(self, session: Session, invitation_id: str, after: str, email: str, host: Host) -> None:
        found = self._unused(session, invitation_id)
        secret = shown_again(self._keys, found)
        if email == found.email and secret:
            if after != (found.mail_id or ""):
                return
            found.ends_at = self._clock() + INVITATION_LASTS
            # It is theirs from now on, and ends with their right to invite.
            found.invited_by = host.id
            self._post(session, found, secret, host)
            record(session, host.id, "invitation", found.id, "resent", name=found.email)
            return
        session.delete(found)
        session.flush()
        if hindrances := self._hindrances(session, [Guest(email)]):
            raise NotInvited(hindrances)
        made = self._make(session, email, found.name, found.role, found.channels, host)
        record(session, host.id, "invitation", made.id, "resent", {"email": [found.email, email]}, name=email)

    async def revoke(self, invitation_id: str, by: str) -> None:
        """Its link opens nothing any more. Raises NotFound."""
        await self._writer.run(lambda session: self._revoke(session, invitation_id, by))

    def _revoke(self, session: Session, invitation_id: str, by: str) -> None:
        found = self._unused(session, invitation_id)
        session.delete(found)
        record(session, by, "invitation", found.id, "revoked", name=found.email)

    def _unused(self, session: Session, invitation_id: str) -> Invitation:
        found = session.get(Invitation, invitation_id, with_for_update=True)
        if found is None or found.used_at is not None or not found.email:
            raise NotFound
        return found
