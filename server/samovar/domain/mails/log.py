"""The log of all letters, for administrators: what became of each, and sending one again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from samovar.domain.company import journal
from samovar.domain.mails.letters import queue, send_again
from samovar.storage.engine.database import Database, Session
from samovar.storage.engine.writer import Writer
from samovar.storage.queries import jobs, mails
from samovar.storage.tables import Job, Mail, new_id


class Shown(Protocol):
    """A letter as its reader sees it."""

    @property
    def subject(self) -> str:
        """Its subject."""

    @property
    def html(self) -> str:
        """Its drawn part."""

    @property
    def text(self) -> str:
        """Its plain part."""


class Letters(Protocol):
    """Shows letters, without what would let somebody in."""

    def show(self, mail: Mail) -> Shown:
        """A letter, with its mark inside."""

    def subject(self, mail: Mail) -> str:
        """Its subject alone."""


@dataclass(frozen=True, slots=True)
class Logged:
    """A letter with the job that sends it, if it is still there."""

    mail: Mail
    job: Job | None


class MailLog:
    """Reads it, and sends again."""

    def __init__(self, database: Database, writer: Writer, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._writer = writer
        self._clock = clock

    async def page(self, state: str, before: tuple[datetime, str] | None, limit: int) -> Sequence[Mail]:
        """Letters newest first. `before`: time and id of the last one seen."""
        return await self._database.read(mails.page, state=state, before=before, limit=limit)

    async def one(self, mail_id: str) -> Logged | None:
        """One letter."""

        def found(session: Session) -> Logged | None:
            mail = mails.one(session, mail_id)
            return Logged(mail, jobs.by_dedupe(session, f"mail:{mail.id}:{mail.edition}")) if mail else None

        return await self._database.read(found)

    async def waiting(self) -> int:
        """How many letters wait to be sent."""
        return await self._database.read(mails.waiting)

    async def again(self, mail: Mail, edition: int, to: str, by: str) -> bool:
        """Send one anew, as it was at this edition; tells whether it goes. Raises BadAddress."""

        def work(session: Session) -> bool:
            if not send_again(session, mail.id, edition, to, self._clock()):
                return False
            changes = {"recipient": [mail.recipient, to]} if to != mail.recipient else {}
            journal.record(session, by, "mail", mail.id, "resent", changes, name=to)
            return True

        return await self._writer.run(work)

    async def test(self, to: str, lang: str, who: str, by: str, site: str) -> str:
        """A letter that only tries whether letters arrive; gives its id. Raises BadAddress."""

        def work(session: Session) -> str:
            places = {"who": who, "site": site, "path": "/"}
            made = queue(session, "test", to, lang, places, f"test:{new_id()}", now=self._clock())
            journal.record(session, by, "mail", made, "sent", name=to)
            return made

        return await self._writer.run(work)
