"""Who holds a conversation, and who is called."""

from dataclasses import dataclass
from datetime import datetime

from samovar.domain.conversation import rules
from samovar.domain.conversation.verbs.changes import hold, let_go, released
from samovar.model.conversation import Conversation
from samovar.model.errors import NotOffered, NotOwner
from samovar.model.people import Operator


@dataclass(slots=True, kw_only=True)
class Claim:
    """Opening a waiting conversation: the first wins."""

    member: Operator
    rid: str

    def __call__(self, talk: Conversation, now: datetime) -> None:
        if talk.owner_id == self.member.id:
            return
        rules.require_claim(self.member, talk)
        hold(talk, self.member.id, "claim", self.rid, now)


@dataclass(slots=True, kw_only=True)
class Take:
    """An administrator takes over what a colleague holds."""

    member: Operator
    rid: str
    lock: int | None

    def __call__(self, talk: Conversation, now: datetime) -> None:
        if talk.owner_id == self.member.id:
            return
        rules.require_take(self.member, talk, self.lock)
        hold(talk, self.member.id, "take", self.rid, now)


@dataclass(slots=True, kw_only=True)
class Release:
    """Back to waiting: by the owner, or by the clock when the owner is gone (`member` None)."""

    member: Operator | None
    rid: str | None
    lock: int | None

    def __call__(self, talk: Conversation, now: datetime) -> None:
        if self.member is not None:
            if talk.state == "waiting":
                return rules.require_sight(self.member, talk)
            rules.require_pass(self.member, talk, self.lock)
        elif talk.state != "held" or talk.lock != self.lock:
            raise NotOwner
        reason = "released" if self.member else "owner_offline"
        released(talk, self.member, reason, talk.owner_id, now, self.rid)
        let_go(talk, now)


@dataclass(slots=True, kw_only=True)
class CallAll:
    """What waits for its last owner first waits for everybody now. `member`: by them, or by the clock (None)."""

    member: Operator | None
    rid: str | None
    keeper: str
    reason: str

    def __call__(self, talk: Conversation, now: datetime) -> None:
        if talk.state != "waiting" or talk.last_owner_id != self.keeper:
            raise NotOffered
        released(talk, self.member, self.reason, self.keeper, now, self.rid)
