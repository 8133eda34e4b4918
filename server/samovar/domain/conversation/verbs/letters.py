"""Letters: the question that nobody was there for, the answer to a visitor who is gone, and what became of them."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from samovar.domain.conversation import letters
from samovar.domain.conversation.stored import Stored
from samovar.model.conversation import Conversation
from samovar.model.errors import NotOffered


class MailQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """Nobody is there: the channel's mail address gets what waits. `places`: what is known of it without asking."""

    to: str
    lang: str
    places: Mapping[str, str]
    by: None = None
    cid: None = None

    def __call__(self, talk: Conversation, now: datetime, stored: Stored) -> None:
        if talk.state != "waiting" or not talk.question:
            raise NotOffered
        again = letters.question(stored, talk, self.to, self.lang, self.places, now)
        stored.remind(talk.id, "question", again)


class MailAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The visitor is gone: what they have not read goes to the address that they left, if they did."""

    answering: letters.Answering
    by: None = None
    cid: None = None

    def __call__(self, talk: Conversation, now: datetime, stored: Stored) -> None:
        again = letters.answer(stored, talk, self.answering, now)
        stored.remind(talk.id, "answer", again)


class Mailed(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a letter of this talk: for the operators' log, once. `key`: of this outcome."""

    kind: str
    to: str
    state: str
    reason: str
    key: str
    by: None = None
    cid: None = None

    def __call__(self, talk: Conversation, now: datetime, stored: Stored) -> None:
        if stored.has(talk, self.key):
            return
        kind = "mail_failed" if self.state == "failed" else "mail_sent"
        data = {"kind": self.kind, "to": self.to, "reason": self.reason}
        talk.append(kind, "system", None, now, audience="operators", data=data, cid=self.key)
