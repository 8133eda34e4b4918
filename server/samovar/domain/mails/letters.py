"""Letters are rows, written in the transaction that causes them; the worker (outbound/) sends them.

Each kind has its sentences in texts (mail.…) and its places in outbound/kinds.py.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from samovar.model.email import is_email
from samovar.model.errors import Refused, in_ms
from samovar.storage.engine.database import Session
from samovar.storage.queries import jobs, mails
from samovar.storage.tables import Mail, utc_now

SECRET = frozenset({"invitation", "password_reset", "confirm_channel_address"})
"""Kinds whose link lets somebody in: nobody else reads it, and we forget it once it is sent."""
STRANGERS = frozenset({"confirm_channel_address"})
"""Kinds that go to addresses which nobody has confirmed: few, so that nobody uses us to trouble others."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
A_DAY, ALL_IN_AN_HOUR = 3, 30
"""Letters of such a kind to one address in a day, and to all of them in an hour."""


class BadAddress(Refused):
    """Not one e-mail address."""

    code = "email_bad"


class TooManyLetters(Refused):
    """Nobody has confirmed this address, and it was written to a moment ago."""

    code = "letters"
    retry = True

    def __init__(self, wait: timedelta) -> None:
        super().__init__(wait)
        self.after_ms = in_ms(wait.total_seconds())


def queue(
    session: Session, kind: str, to: str, lang: str, places: Mapping[str, str], dedupe: str,
    conversation: str | None = None, now: datetime | None = None,
) -> str:  # fmt: skip
    """Write a letter, once for each `dedupe`; gives its id. Raises BadAddress, TooManyLetters.

    `places`: as outbound/kinds.py says for the kind; `path` is a link's path on our own server ("/invite/…").
    `conversation`: the talk that it belongs to, with which it is erased.
    """
    now = now or utc_now()
    if not is_email(to):
        raise BadAddress(to[:80])
    if found := mails.by_dedupe(session, dedupe):
        return found.id
    if kind in STRANGERS:
        _require_few(session, kind, to, now)
    mail = Mail(
        kind=kind, dedupe=dedupe, recipient=to, lang=lang, places=dict(places), conversation_id=conversation,
        created_at=now,
    )  # fmt: skip
    session.add(mail)
    session.flush()
    _queue_job(session, mail, now)
    return mail.id


def lately(session: Session, to: str, kind: str, since: datetime) -> list[datetime]:
    """When letters of a kind were written to an address since then, the newest first."""
    return mails.written_to(session, to, kind, since)


def send_again(session: Session, mail_id: str, edition: int, to: str, now: datetime) -> bool:
    """Send a letter anew, maybe to another address; not twice, and not one whose link we have forgotten. Raises
    BadAddress."""
    mail = mails.one(session, mail_id)
    if not is_email(to):
        raise BadAddress(to[:80])
    if mail is None or mail.edition != edition or not can_send_again(mail):
        return False
    jobs.forget(session, _job(mail))
    mail.edition, mail.recipient = edition + 1, to
    mail.state, mail.reason, mail.error, mail.sent_at = "waiting", "", "", None
    _queue_job(session, mail, now)
    return True


def can_send_again(mail: Mail) -> bool:
    """Whether there is anything to send: not while it waits, and not without its link."""
    return mail.state != "waiting" and (mail.kind not in SECRET or "path" in mail.places)


def _queue_job(session: Session, mail: Mail, now: datetime) -> None:
    data = {"mail": mail.id, "edition": mail.edition}
    jobs.queue(session, "mail", _job(mail), data, now)


def _job(mail: Mail) -> str:
    return f"mail:{mail.id}:{mail.edition}"


def _require_few(session: Session, kind: str, to: str, now: datetime) -> None:
    """One an hour and three a day to one address, thirty an hour to all."""
    lately = mails.written_to(session, to, kind, now - DAY)
    if lately and lately[0] > now - HOUR:
        raise TooManyLetters(lately[0] + HOUR - now)
    if len(lately) >= A_DAY:
        raise TooManyLetters(lately[A_DAY - 1] + DAY - now)
    if mails.written(session, kind, now - HOUR) >= ALL_IN_AN_HOUR:
        raise TooManyLetters(HOUR)
