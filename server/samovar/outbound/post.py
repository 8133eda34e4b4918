"""Sends letters: the jobs of kind `mail`; and what became of them later."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from samovar.domain.mails import SECRET
from samovar.domain.mails.servers import MailServers
from samovar.outbound.letters import Letters
from samovar.outbound.reply_address import ReplyAddresses
from samovar.outbound.worker import GiveUp, HandOver, Saved, TryAgain
from samovar.storage.engine.database import Database, Session
from samovar.storage.queries import jobs, mails
from samovar.storage.queries.jobs import Taken
from samovar.storage.tables import Mail

LIVES = {"password_reset": timedelta(hours=1)}
"""After which a letter is of no use to anybody; others are sent whenever it can be done."""
ANSWERED = "answer"
"""The kind of letters that visitors answer by mail."""
log = logging.getLogger(__name__)


class Post:
    """Hands letters to the mail server."""

    def __init__(
        self, database: Database, letters: Letters, servers: MailServers, addresses: ReplyAddresses,
        clock: Callable[[], datetime],
    ) -> None:  # fmt: skip
        self._database = database
        self._letters = letters
        self._servers = servers
        self._addresses = addresses
        self._clock = clock

    def ready(self) -> bool:
        """Letters wait, and lose no attempts, until there is a server."""
        return self._servers.server("smtp") is not None

    async def do(self, job: Taken, hand_over: HandOver) -> Saved:
        """Send one."""
        mail, server = await self._database.read(mails.one, job.data["mail"]), self._servers.server("smtp")
        if server is None:
            raise TryAgain("unreachable")
        if mail is None or mail.edition != job.data["edition"]:
            return _nothing
        if self._clock() - job.created_at > LIVES.get(mail.kind, timedelta.max):
            raise GiveUp("too_late")
        from samovar.outbound import envelope, smtp  # Most starts send nothing, and they take long to load.

        answers = self._answers(mail)
        made = envelope.message(mail, self._letters.write(mail, bool(answers)), server, self._clock(), answers)
        await smtp.send(server, mail.recipient, made, hand_over, reported=self._servers.server("imap") is not None)
        log.info("a letter (%s) was sent", mail.kind)
        return partial(_sent, mail=mail, now=self._clock())

    def _answers(self, mail: Mail) -> str:
        """Where an answer to a letter reaches us; nowhere without a mailbox that we read."""
        incoming = self._servers.server("imap")
        return self._addresses.of(incoming.sender, mail.id) if incoming and mail.kind == ANSWERED else ""

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


def bounced(session: Session, mail_id: str, edition: int, words: str, now: datetime) -> bool:
    """A mail server that had taken it could not deliver it; tells whether it is one of ours that has not failed yet."""
    mail = mails.one(session, mail_id)
    if mail is None or mail.edition != edition or mail.state not in ("sent", "delivered"):
        return False
    mails.became(session, mail_id, edition, state="failed", reason="bounced", error=words)
    _tell(session, mail, now)
    log.warning("a letter (%s) came back", mail.kind)
    return True


def delivered(session: Session, mail_id: str, edition: int, words: str, now: datetime) -> bool:
    """A mail server says that it lies in its reader's mailbox; tells whether it is one of ours on its way there."""
    mail = mails.one(session, mail_id)
    return bool(mail and mail.state == "sent") and mails.became(session, mail_id, edition, state="delivered")


def _tell(session: Session, mail: Mail | None, now: datetime) -> None:
    """In the talk that it belongs to, what became of it: a job, since only the desk writes there."""
    if mail is not None and mail.conversation_id:
        data = {"mail": mail.id, "conversation": mail.conversation_id, "state": mail.state, "reason": mail.reason}
        jobs.queue(session, "mail_outcome", f"mail_outcome:{mail.id}:{mail.edition}:{mail.state}", data, now)
