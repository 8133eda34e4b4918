"""What is said, noted and read."""

from datetime import datetime

import msgspec

from samovar.domain.conversation import rules
from samovar.domain.conversation.verbs.changes import drop_offer, message, nothing_asked, reopen
from samovar.model.conversation import PREVIEW, Conversation
from samovar.model.letters import cut
from samovar.model.people import Operator, Visitor


class Say(msgspec.Struct, kw_only=True):
    """A visitor's message."""

    guest: Visitor
    cid: str
    body: str

    def __call__(self, talk: Conversation, now: datetime) -> None:
        rules.require_own(self.guest, talk)
        if talk.state == "closed":
            reopen(talk, "visitor", self.guest.id, now)
        message(talk, "visitor", self.guest.id, self.body, self.cid, now)
        talk.question = talk.question or cut(self.body, PREVIEW)
        talk.unanswered += 1
        talk.unread_operator += 1
        talk.waiting_at = talk.waiting_at or now


class Answer(msgspec.Struct, kw_only=True):
    """The owner's message to the visitor."""

    member: Operator
    cid: str
    body: str
    lock: int | None

    def __call__(self, talk: Conversation, now: datetime) -> None:
        rules.require_owner(self.member, talk, self.lock)
        message(talk, "operator", self.member.id, self.body, self.cid, now)
        talk.unread_visitor += 1
        nothing_asked(talk)
        if talk.returned_by:
            drop_offer(talk)
        talk.answered_at = talk.answered_at or now


class Note(msgspec.Struct, kw_only=True):
    """A private note; the visitor never learns of it. Its author must be able to read the talk."""

    member: Operator
    cid: str
    body: str

    def __call__(self, talk: Conversation, now: datetime) -> None:
        rules.require_read(self.member, talk, holds_visitor=False)
        talk.append("note", "operator", self.member.id, now, audience="operators", body=self.body, cid=self.cid)


class MarkRead(msgspec.Struct, kw_only=True):
    """One side has read up to `seq`; marks only grow. `left`: unread messages after it."""

    side: str
    person: Visitor | Operator
    seq: int
    left: int = 0

    def __call__(self, talk: Conversation, now: datetime) -> None:
        if isinstance(self.person, Visitor):
            rules.require_own(self.person, talk)
            seq = min(self.seq, talk.visible_seq)
            if seq > talk.seen_visitor:
                talk.seen_visitor, talk.unread_visitor = seq, self.left if seq < talk.last_message_seq else 0
                talk.touch(talk.updated_at)
            return
        rules.require_read(self.person, talk, holds_visitor=False)
        # No further than what the visitor sees, to whom the mark is shown: notes are nothing to them.
        seq = min(self.seq, talk.visible_seq)
        if self.person.id == talk.owner_id and seq > talk.seen_operator:
            talk.seen_operator, talk.unread_operator = seq, self.left if seq < talk.last_message_seq else 0
            talk.touch(talk.updated_at)
