"""What is said, noted and read."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from samovar.domain.conversation import rules
from samovar.domain.conversation.rules import GATHER, MISSED_AFTER
from samovar.domain.conversation.stored import Stored
from samovar.domain.conversation.verbs.changes import drop_offer, message, nothing_asked, reopen
from samovar.model.contact import Contact
from samovar.model.conversation import PREVIEW, Conversation
from samovar.model.letters import cut
from samovar.model.people import Operator, Visitor


class Opening(msgspec.Struct, frozen=True, kw_only=True):
    """How to open a conversation when the visitor has none open."""

    ccid: str
    channel_id: str
    origin: str
    city: str = ""
    """City of that channel: the visitor's, where nothing else is known of it."""
    staffed: bool = False
    """Somebody of that channel is online."""


class Say(msgspec.Struct, frozen=True, kw_only=True):
    """A visitor's message."""

    by: Visitor
    cid: str
    body: str
    opening: Opening | None = None
    data: Mapping[str, str] = {}
    """`by`: mail, where it was answered from there."""

    def __call__(self, talk: Conversation, now: datetime, stored: Stored) -> None:
        rules.require_own(self.by, talk)
        if talk.state == "closed":
            reopen(talk, "visitor", self.by.id, now)
        if talk.answered_at is None and not talk.question:
            stored.remind(talk.id, "missed", now + MISSED_AFTER)
        message(talk, "visitor", self.by.id, self.body, self.cid, now, self.data)
        talk.question = talk.question or cut(self.body, PREVIEW)
        talk.unanswered += 1
        talk.unread_operator += 1
        talk.waiting_at = talk.waiting_at or now


class Leave(Say, frozen=True, kw_only=True):
    """A question where nobody is there, with how to answer it; without a body where it has been asked."""

    contact: Contact

    def __call__(self, talk: Conversation, now: datetime, stored: Stored) -> None:
        rules.require_own(self.by, talk)
        stored.keep_contact(talk, self.contact, now)
        if self.body:
            Say.__call__(self, talk, now, stored)
        left = self.contact
        stored.remind(talk.id, "question", now + GATHER)
        data = {"kind": left.kind, "value": left.value, "way": left.way, "category": left.category}
        talk.append("contact", "visitor", self.by.id, now, data=data, cid=None if self.body else self.cid)


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """The owner's message to the visitor."""

    by: Operator
    cid: str
    body: str
    lock: int | None
    gone: bool = False
    """The visitor is not on the site, as far as is known."""

    def __call__(self, talk: Conversation, now: datetime, stored: Stored) -> None:
        rules.require_owner(self.by, talk, self.lock)
        if self.gone:
            stored.remind(talk.id, "answer", now + GATHER)
        message(talk, "operator", self.by.id, self.body, self.cid, now)
        talk.unread_visitor += 1
        nothing_asked(talk)
        if talk.returned_by:
            drop_offer(talk)
        talk.answered_at = talk.answered_at or now


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """A private note; the visitor never learns of it. Its author must be able to read the talk."""

    by: Operator
    cid: str
    body: str

    def __call__(self, talk: Conversation, now: datetime, stored: Stored) -> None:
        rules.require_read(self.by, talk, holds_visitor=False)
        talk.append("note", "operator", self.by.id, now, audience="operators", body=self.body, cid=self.cid)


class MarkRead(msgspec.Struct, frozen=True, kw_only=True):
    """One side has read up to `seq`; marks only grow."""

    by: Visitor | Operator
    seq: int
    cid: None = None

    def __call__(self, talk: Conversation, now: datetime, stored: Stored) -> None:
        # No further than what the visitor sees, to whom the mark is shown: notes are nothing to them.
        seq = min(self.seq, talk.visible_seq)
        if isinstance(self.by, Visitor):
            rules.require_own(self.by, talk)
            if seq > talk.seen_visitor:
                talk.seen_visitor, talk.unread_visitor = seq, self._left(talk, "operator", stored)
                talk.touch(talk.updated_at)
            return
        rules.require_read(self.by, talk, holds_visitor=False)
        if self.by.id == talk.owner_id and seq > talk.seen_operator:
            talk.seen_operator, talk.unread_operator = seq, self._left(talk, "visitor", stored)
            talk.touch(talk.updated_at)

    def _left(self, talk: Conversation, author: str, stored: Stored) -> int:
        """Messages of the other side that are unread still."""
        return stored.unread_after(talk, author, self.seq) if self.seq < talk.last_message_seq else 0
