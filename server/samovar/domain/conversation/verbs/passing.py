"""On to a colleague, or to another channel."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from samovar.domain.conversation import rules
from samovar.domain.conversation.verbs.changes import author, drop_offer, hold, let_go
from samovar.domain.conversation.verbs.holding import CallAll
from samovar.model.conversation import Conversation
from samovar.model.errors import BadRequest, NotFound, OfflineTarget
from samovar.model.people import Operator


@dataclass(slots=True, kw_only=True)
class Transfer:
    """An offer to a colleague; the owner keeps the talk until it is accepted."""

    member: Operator
    rid: str
    lock: int | None
    to: str
    note: str
    channels: frozenset[str]
    """The colleague's. Another city's people are not passed anything: their channel is."""
    here: bool = True

    def __call__(self, talk: Conversation, now: datetime) -> None:
        rules.require_pass(self.member, talk, self.lock)
        if self.to == talk.owner_id:
            return
        if self.to == self.member.id:
            return hold(talk, self.member.id, "take", self.rid, now)
        if talk.channel_id not in self.channels:
            raise NotFound
        if not self.here:
            raise OfflineTarget(self.to)
        data = {"step": "offered", "to": self.to, "note": self.note}
        talk.append("transferred", "operator", self.member.id, now, audience="operators", data=data, cid=self.rid)
        drop_offer(talk)
        talk.offered_to, talk.offered_at, talk.offer_note, talk.offered_by = self.to, now, self.note, self.member.id


@dataclass(slots=True, kw_only=True)
class Accept:
    """The colleague takes the offered talk."""

    member: Operator
    rid: str

    def __call__(self, talk: Conversation, now: datetime) -> None:
        if talk.owner_id == self.member.id:
            return
        rules.require_offer(self.member, talk, now)
        hold(talk, self.member.id, "accept", self.rid, now)


@dataclass(slots=True, kw_only=True)
class Decline:
    """The colleague says no, or the minute is over (`member` None): the owner simply keeps it. What waits for its
    last owner first may be declined as well."""

    member: Operator | None
    rid: str | None

    def __call__(self, talk: Conversation, now: datetime) -> None:
        if self.member is not None:
            if talk.owner_id == self.member.id and talk.offered_to is None:
                return
            if talk.state == "waiting" and talk.last_owner_id == self.member.id:
                return CallAll(member=self.member, rid=self.rid, keeper=self.member.id, reason="kept_declined")(
                    talk, now
                )
            rules.require_offer(self.member, talk, now)
        elif talk.offered_at is None or now - talk.offered_at < rules.OFFER_LASTS:
            raise BadRequest
        step, by, to = "declined" if self.member else "expired", talk.offered_by, talk.offered_to
        data = {"step": step, "to": to, "note": ""}
        talk.append("transferred", *author(self.member), now, audience="operators", data=data, cid=self.rid)
        drop_offer(talk)
        talk.offered_by, talk.returned_by, talk.returned_how = by, to, step


@dataclass(slots=True, kw_only=True)
class Move:
    """To another channel, where it waits as new with its whole history and the note."""

    member: Operator
    rid: str
    lock: int | None
    to: str
    name_of: Callable[[str, str], str | None]
    """(site, channel) → the name of a channel of that site."""
    note: str

    def __call__(self, talk: Conversation, now: datetime) -> None:
        rules.require_pass(self.member, talk, self.lock)
        target = self.name_of(talk.site_id, self.to)
        if target is None:
            raise NotFound
        if self.to == talk.channel_id:
            return
        data = {"from": self.name_of(talk.site_id, talk.channel_id) or "", "to": target, "note": self.note}
        talk.append("moved", "operator", self.member.id, now, audience="operators", data=data, cid=self.rid)
        let_go(talk, now)
        talk.channel_id = self.to
        talk.last_owner_id = None
        talk.waiting_at = now
