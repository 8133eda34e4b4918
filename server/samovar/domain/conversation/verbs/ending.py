"""The end of a conversation, and taking it up again."""

from dataclasses import dataclass
from datetime import datetime

from samovar.domain.conversation import rules
from samovar.domain.conversation.verbs.changes import drop_offer, hold, nothing_asked, reopen
from samovar.model.conversation import Conversation
from samovar.model.errors import AnotherOpen, Forbidden
from samovar.model.people import Operator, Visitor


@dataclass(slots=True, kw_only=True)
class Close:
    """The owner's check mark, or the visitor's "end chat"; an administrator may close any."""

    by: Operator | Visitor
    rid: str
    lock: int | None = None

    def __call__(self, talk: Conversation, now: datetime) -> None:
        if isinstance(self.by, Visitor):
            rules.require_own(self.by, talk)
        if talk.state == "closed" and rules.can_have_closed(self.by, talk):
            return
        if isinstance(self.by, Operator):
            rules.require_close(self.by, talk, self.lock)
        talk.append("closed", self.by.side, self.by.id, now, data={"side": self.by.side}, cid=self.rid)
        drop_offer(talk)
        nothing_asked(talk)
        talk.state, talk.owner_id, talk.closed_at = "closed", None, now
        talk.lock += 1


@dataclass(slots=True, kw_only=True)
class Reopen:
    """The last owner takes a closed talk up again; it is theirs at once, also where it waits by now.
    `another_open`: of the same visitor."""

    member: Operator
    rid: str
    another_open: bool = False

    def __call__(self, talk: Conversation, now: datetime) -> None:
        if talk.owner_id == self.member.id:
            return
        rules.require_sight(self.member, talk)
        if talk.state != "closed":
            rules.require_claim(self.member, talk)
            return hold(talk, self.member.id, "claim", self.rid, now)
        if not (self.member.sees_all or talk.last_owner_id in (self.member.id, None)):
            raise Forbidden
        if self.another_open:
            raise AnotherOpen
        reopen(talk, "operator", self.member.id, now, self.rid)
        talk.waiting_at = None
        hold(talk, self.member.id, "claim", None, now)
