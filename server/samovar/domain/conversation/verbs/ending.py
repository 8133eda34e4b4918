"""The end of a conversation, and taking it up again."""

from datetime import datetime

import msgspec

from samovar.domain.conversation import rules
from samovar.domain.conversation.stored import Stored
from samovar.domain.conversation.verbs.changes import drop_offer, hold, nothing_asked, reopen
from samovar.model.conversation import Conversation
from samovar.model.errors import AnotherOpen, Forbidden, NotOffered
from samovar.model.people import Operator, Visitor


class Close(msgspec.Struct, frozen=True, kw_only=True):
    """The owner's check mark, or the visitor's "end chat"; who oversees the channel may close any."""

    by: Operator | Visitor
    cid: str
    lock: int | None = None

    def __call__(self, talk: Conversation, now: datetime, stored: Stored) -> None:
        if isinstance(self.by, Visitor):
            rules.require_own(self.by, talk)
        if talk.state == "closed" and rules.can_have_closed(self.by, talk):
            return
        if isinstance(self.by, Operator):
            rules.require_close(self.by, talk, self.lock)
        talk.append("closed", self.by.side, self.by.id, now, data={"side": self.by.side}, cid=self.cid)
        drop_offer(talk)
        nothing_asked(talk)
        talk.state, talk.owner_id, talk.closed_at = "closed", None, now
        talk.lock += 1


class Miss(msgspec.Struct, frozen=True, kw_only=True):
    """Nobody answered before the visitor left and the channel's limit ran out: the operators' log says why.
    `outside_hours`: the visitor wrote while the channel was closed."""

    outside_hours: bool
    by: None = None
    cid: None = None

    def __call__(self, talk: Conversation, now: datetime, stored: Stored) -> None:
        if talk.answered_at is not None:
            raise NotOffered
        reason = "claimed_silent" if talk.claimed_at else self._unclaimed(talk, stored)
        talk.append("missed", "system", None, now, audience="operators", data={"reason": reason})
        stored.remind(talk.id, "missed", None)

    def _unclaimed(self, talk: Conversation, stored: Stored) -> str:
        if self.outside_hours:
            return "outside_hours"
        return "nobody_claimed" if stored.staffed(talk) else "nobody_online"


class Reopen(msgspec.Struct, frozen=True, kw_only=True):
    """The last owner takes a closed talk up again; it is theirs at once, also where it waits by now."""

    by: Operator
    cid: str

    def __call__(self, talk: Conversation, now: datetime, stored: Stored) -> None:
        if talk.owner_id == self.by.id:
            return
        rules.require_sight(self.by, talk)
        if talk.state != "closed":
            rules.require_claim(self.by, talk)
            rules.require_room(self.by, stored.held_by(self.by))
            return hold(talk, self.by.id, "claim", self.cid, now)
        if not (self.by.oversees(talk.channel_id) or talk.last_owner_id in (self.by.id, None)):
            raise Forbidden
        if stored.another_open(talk):
            raise AnotherOpen
        rules.require_room(self.by, stored.held_by(self.by))
        reopen(talk, "operator", self.by.id, now, self.cid)
        talk.waiting_at = None
        hold(talk, self.by.id, "claim", None, now)
