"""Sends letters: the jobs of kind `mail`."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from samovar.domain.mails import SECRET
from samovar.mailservers import MailServer
from samovar.outbound.letters import Letters
from samovar.outbound.worker import GiveUp, HandOver, Saved, TryAgain
from samovar.storage.engine.database import Database, Session
from samovar.storage.queries import jobs, mails
from samovar.storage.queries.jobs import Taken
from samovar.storage.tables import Mail

LIVES = {"password_reset": timedelta(hours=1)}
"""After which a letter is of no use to anybody; others are sent whenever it can be done."""
log = logging.getLogger(__name__)


class Post:
    """Hands letters to the mail server. `server`: the one that is set up, if one is."""

    def __init__(
        self, database: Database, letters: Letters, server: Callable[[], MailServer | None],
        clock: Callable[[], datetime],
    ) -> None:  # fmt: skip
        self._database = database
        self._letters = letters
        self._server = server
        self._clock = clock

    def ready(self) -> bool:
        """Letters wait, and lose no attempts, until there is a server."""
        return self._server() is not None

    async def do(self, job: Taken, hand_over: HandOver) -> Saved:
        """Send one."""
        mail, server = await self._database.read(mails.one, job.data["mail"]), self._server()
        if server is None:
            raise TryAgain("unreachable")
        if mail is None or mail.edition != job.data["edition"]:
            return _nothing
        if self._clock() - job.created_at > LIVES.get(mail.kind, timedelta.max):
            raise GiveUp("too_late")
        from samovar.outbound import envelope, smtp  # Most starts send nothing, and they take long to load.

        made = envelope.message(mail, self._letters.write(mail), server, self._clock())
        await smtp.send(server, mail.recipient, made, hand_over)
        log.info("a letter (%s) was sent", mail.kind)
        return partial(_sent, mail=mail, now=self._clock())

    def failed(self, session: Session, job: Taken, error: TryAgain, again: datetime | None) -> None:
        """At the letter, with the server's words."""
        state = {} if again else {"state": "failed"}
        mail_id, edition = job.data["mail"], job.data["edition"]
        if mails.became(session, mail_id, edition, reason=error.reason, error=error.words, **state) and not again:
            _tell(session, mails.one(session, mail_id), self._clock())


def _nothing(session: Session) -> None:
    """It was erased, or sent anew, meanwhile."""


def _sent(session: Session, mail: Mail, now: datetime) -> None:
    """A link that lets somebody in is in the letter now, and nowhere else."""
    places = {name: text for name, text in mail.places.items() if mail.kind not in SECRET or name != "path"}
    values = {"state": "sent", "sent_at": now, "reason": "", "error": "", "places": places}
    if mails.became(session, mail.id, mail.edition, **values):
        _tell(session, mails.one(session, mail.id), now)


def _tell(session: Session, mail: Mail | None, now: datetime) -> None:
    """In the talk that it belongs to, what became of it: a job, since only the desk writes there."""
    if mail is not None and mail.conversation_id:
        data = {"mail": mail.id, "conversation": mail.conversation_id, "state": mail.state, "reason": mail.reason}
        jobs.queue(session, "mail_outcome", f"mail_outcome:{mail.id}:{mail.edition}:{mail.state}", data, now)
