"""Tells a talk what became of its letters: the jobs of kind `mail_outcome`."""

from datetime import datetime

from samovar.domain.conversation.desk import Desk
from samovar.domain.conversation.verbs import Mailed
from samovar.model.errors import Busy, NotFound
from samovar.outbound.worker import HandOver, Saved, TryAgain
from samovar.storage.engine.database import Database, Session
from samovar.storage.queries import mails
from samovar.storage.queries.jobs import Taken


class Outcomes:
    """Only the desk writes in a talk."""

    def __init__(self, database: Database, desk: Desk) -> None:
        self._database = database
        self._desk = desk

    def ready(self) -> bool:
        """Always: it needs nobody outside."""
        return True

    async def do(self, job: Taken, hand_over: HandOver) -> Saved:
        """One entry for each outcome, however often this is tried."""
        mail = await self._database.read(mails.one, job.data["mail"])
        if mail is not None:
            key = f"mail:{job.id}"
            mailed = Mailed(
                kind=mail.kind, to=mail.recipient, state=job.data["state"], reason=job.data["reason"], key=key
            )
            try:
                await self._desk.carry_out(mailed, job.data["conversation"])
            except NotFound:
                pass  # The talk was erased meanwhile.
            except Busy as error:
                raise TryAgain("busy") from error
        return _nothing

    def failed(self, session: Session, job: Taken, error: TryAgain, again: datetime | None) -> None:
        """The letter itself says what became of it."""


def _nothing(session: Session) -> None:
    """The desk has stored it."""
