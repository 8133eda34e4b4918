"""What administrators do about those who work here: role, channels, how many talks, out and in again.

Sockets and talks follow: whoever may do less is sent out by their own console's ears, and what a disabled operator
held is freed by the timers, also where the server ends in between. Whoever may no longer invite has no open
invitations: their links end in the same transaction.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from samovar.domain.channels.directory import Directory
from samovar.domain.company.journal import edit, record
from samovar.domain.people.sessions import Sessions
from samovar.domain.topics import PEOPLE
from samovar.live.hub import Hub
from samovar.model.errors import NotFound, Refused
from samovar.storage.engine.database import Session
from samovar.storage.engine.writer import Writer
from samovar.storage.queries import access, staff
from samovar.storage.tables import Operator


class LastAdministrator(Refused):
    """Nobody would be left to change the settings."""

    code = "last_administrator"


class Oneself(Refused):
    """Whoever disables themselves could not undo it."""

    code = "oneself"


@dataclass(frozen=True, slots=True)
class Place:
    """What somebody is here. `channels`: ids; `most`: talks at once, 0 for no limit."""

    role: str
    channels: Sequence[str]
    most: int


@dataclass(slots=True)
class _Row:
    """An operator with their channels, as one thing to edit and to put down in the journal."""

    id: str
    rev: int
    name: str
    role: str
    most_talks: int
    channels: Sequence[str]


class Staff:
    """`by`: the administrator's operator id."""

    def __init__(
        self, writer: Writer, directory: Directory, hub: Hub, sessions: Sessions, clock: Callable[[], datetime]
    ) -> None:
        self._writer = writer
        self._directory = directory
        self._hub = hub
        self._sessions = sessions
        self._clock = clock

    async def change(self, operator_id: str, rev: int, place: Place, by: str) -> None:
        """Another place, as read at revision `rev`. Raises ChangedSince, NotFound, LastAdministrator."""
        await self._writer.run(lambda session: self._change(session, operator_id, rev, place, by))
        await self._tell()

    def _change(self, session: Session, operator_id: str, rev: int, place: Place, by: str) -> None:
        found = _known(session, operator_id)
        if place.role != "administrator":
            _require_another(session, found)
        names, before = self._directory.names, staff.channels_of(session, operator_id)
        row = _Row(found.id, found.rev, found.name, found.role, found.most_talks, names(before))
        values = {"role": place.role, "most_talks": place.most, "channels": names(place.channels)}
        edit(session, row, rev, values, by=by, what="operator")
        found.rev, found.role, found.most_talks = row.rev, row.role, row.most_talks
        if place.role != "administrator":
            _end_invitations(session, found, by)
        staff.put_channels(session, operator_id, place.channels)

    async def disable(self, operator_id: str, by: str) -> None:
        """They may not come in any more: their sessions end now. Raises NotFound, LastAdministrator, Oneself."""
        if operator_id == by:
            raise Oneself
        ended = await self._writer.run(lambda session: self._disable(session, operator_id, by))
        await self._tell()
        self._sessions.ended(ended)

    def _disable(self, session: Session, operator_id: str, by: str) -> list[str]:
        found = _known(session, operator_id)
        if found.disabled_at is None:
            _require_another(session, found)
            found.disabled_at = self._clock()
            record(session, by, "operator", found.id, "disabled", name=found.name)
            _end_invitations(session, found, by)
        return access.end_sessions(session, operator_id, None, "")

    async def enable(self, operator_id: str, by: str) -> None:
        """They may come in again, as what they were. Raises NotFound."""
        await self._writer.run(lambda session: self._enable(session, operator_id, by))
        await self._tell()

    def _enable(self, session: Session, operator_id: str, by: str) -> None:
        found = _known(session, operator_id)
        if found.disabled_at is not None:
            found.disabled_at = None
            record(session, by, "operator", found.id, "enabled", name=found.name)

    async def sign_out(self, operator_id: str, by: str, but: str) -> None:
        """Wherever they are signed in it ends; but the session that asks. Raises NotFound."""
        ended = await self._writer.run(lambda session: self._sign_out(session, operator_id, by, but))
        self._sessions.ended(ended)

    def _sign_out(self, session: Session, operator_id: str, by: str, but: str) -> list[str]:
        found = _known(session, operator_id)
        ended = access.end_sessions(session, operator_id, None, but)
        if ended:
            record(session, by, "operator", found.id, "signed_out", name=found.name)
        return ended

    async def _tell(self) -> None:
        await self._directory.refresh()
        self._hub.publish(PEOPLE, None)


def _known(session: Session, operator_id: str) -> Operator:
    found = session.get(Operator, operator_id, with_for_update=True)
    if found is None:
        raise NotFound
    return found


def _end_invitations(session: Session, inviter: Operator, by: str) -> None:
    for each in staff.invitations_of(session, inviter.id):
        session.delete(each)
        record(session, by, "invitation", each.id, "revoked", {"inviter": [inviter.name, ""]}, name=each.email)


def _require_another(session: Session, leaving: Operator) -> None:
    """One administrator at least stays."""
    at_work = leaving.role == "administrator" and leaving.disabled_at is None
    if at_work and not set(staff.administrators(session)) - {leaving.id}:
        raise LastAdministrator
