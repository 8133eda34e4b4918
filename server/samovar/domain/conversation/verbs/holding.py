"""Who holds a conversation, and who is called."""

from datetime import datetime
from typing import Literal

import msgspec

from samovar.domain.conversation import rules
from samovar.domain.conversation.stored import Stored
from samovar.domain.conversation.verbs.changes import hold, let_go, released
from samovar.model.conversation import Conversation
from samovar.model.errors import NotOffered, NotOwner
from samovar.model.people import Operator


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """Opening a waiting conversation: the first wins."""

    by: Operator
    cid: str

    def __call__(self, talk: Conversation, now: datetime, stored: Stored) -> None:
        if talk.owner_id == self.by.id:
            return
        rules.require_claim(self.by, talk)
        rules.require_room(self.by, stored.held_by(self.by))
        hold(talk, self.by.id, "claim", self.cid, now)


class Take(msgspec.Struct, frozen=True, kw_only=True):
    """Who oversees the channel takes over what a colleague holds."""

    by: Operator
    cid: str
    lock: int | None

    def __call__(self, talk: Conversation, now: datetime, stored: Stored) -> None:
        if talk.owner_id == self.by.id:
            return
        rules.require_take(self.by, talk, self.lock)
        hold(talk, self.by.id, "take", self.cid, now)


class Release(msgspec.Struct, frozen=True, kw_only=True):
    """Back to waiting: by the owner, or by the clock when the owner is gone (`by` None). `why`: what the entry says
    then; nothing where their own hand says enough."""

    by: Operator | None = None
    cid: str | None = None
    lock: int | None
    why: Literal["owner_offline", "owner_disabled"] = "owner_offline"

    def __call__(self, talk: Conversation, now: datetime, stored: Stored) -> None:
        if self.by is not None:
            if talk.state == "waiting":
                return rules.require_sight(self.by, talk)
            rules.require_pass(self.by, talk, self.lock)
        elif talk.state != "held" or talk.lock != self.lock:
            raise NotOwner
        reason = "released" if self.by else self.why
        released(talk, self.by, reason, talk.owner_id, now, self.cid)
        let_go(talk, now)


class CallAll(msgspec.Struct, frozen=True, kw_only=True):
    """What waits for its last owner first waits for everybody now."""

    keeper: str
    reason: str
    by: None = None
    cid: None = None

    def __call__(self, talk: Conversation, now: datetime, stored: Stored) -> None:
        if talk.state != "waiting" or talk.last_owner_id != self.keeper:
            raise NotOffered
        released(talk, None, self.reason, self.keeper, now, None)
