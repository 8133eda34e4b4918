"""On to a colleague, or to another channel."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from samovar.domain.conversation import rules
from samovar.domain.conversation.stored import Stored
from samovar.domain.conversation.verbs.changes import author, drop_offer, hold, let_go, released
from samovar.model.conversation import Conversation
from samovar.model.errors import BadRequest, NotFound, OfflineTarget
from samovar.model.people import Operator


class Transfer(msgspec.Struct, frozen=True, kw_only=True):
    """An offer to a colleague; the owner keeps the talk until it is accepted."""

    by: Operator
    cid: str
    lock: int | None
    to: str
    note: str
    channels: frozenset[str]
    """The colleague's. Another city's people are not passed anything: their channel is."""
    here: bool = True

    def __call__(self, talk: Conversation, now: datetime, stored: Stored) -> None:
        rules.require_pass(self.by, talk, self.lock)
        if self.to == talk.owner_id:
            return
        if self.to == self.by.id:
            return hold(talk, self.by.id, "take", self.cid, now)
        if talk.channel_id not in self.channels:
            raise NotFound
        if not self.here:
            raise OfflineTarget(self.to)
        data = {"step": "offered", "to": self.to, "note": self.note}
        talk.append("transferred", "operator", self.by.id, now, audience="operators", data=data, cid=self.cid)
        drop_offer(talk)
        talk.offered_to, talk.offered_at, talk.offer_note, talk.offered_by = self.to, now, self.note, self.by.id


class Accept(msgspec.Struct, frozen=True, kw_only=True):
    """The colleague takes the offered talk."""

    by: Operator
    cid: str

    def __call__(self, talk: Conversation, now: datetime, stored: Stored) -> None:
        if talk.owner_id == self.by.id:
            return
        rules.require_offer(self.by, talk, now)
        hold(talk, self.by.id, "accept", self.cid, now)


class Decline(msgspec.Struct, frozen=True, kw_only=True):
    """The colleague says no, or the minute is over (`by` None): the owner simply keeps it. What waits for its
    last owner first may be declined as well."""

    by: Operator | None = None
    cid: str | None = None

    def __call__(self, talk: Conversation, now: datetime, stored: Stored) -> None:
        if self.by is not None:
            if talk.owner_id == self.by.id and talk.offered_to is None:
                return
            if talk.state == "waiting" and talk.last_owner_id == self.by.id:
                return released(talk, self.by, "kept_declined", self.by.id, now, self.cid)
            rules.require_offer(self.by, talk, now)
        elif talk.offered_at is None or now - talk.offered_at < rules.OFFER_LASTS:
            raise BadRequest
        step, by, to = "declined" if self.by else "expired", talk.offered_by, talk.offered_to
        data = {"step": step, "to": to, "note": ""}
        talk.append("transferred", *author(self.by), now, audience="operators", data=data, cid=self.cid)
        drop_offer(talk)
        talk.offered_by, talk.returned_by, talk.returned_how = by, to, step


class Move(msgspec.Struct, frozen=True, kw_only=True):
    """To another channel, where it waits as new with its whole history and the note. `by` None: its channel closes for
    good, and whoever held it lets it go."""

    by: Operator | None
    cid: str
    lock: int | None
    to: str
    note: str
    names: Mapping[str, str]
    """Channel → name, of the site that `to` belongs to; of no other site's talk is anything known there."""

    def __call__(self, talk: Conversation, now: datetime, stored: Stored) -> None:
        if self.by is not None:
            rules.require_pass(self.by, talk, self.lock)
        elif talk.state == "closed":
            return
        if not {self.to, talk.channel_id} <= self.names.keys():
            raise NotFound
        if self.to == talk.channel_id:
            return
        data = {"from": self.names[talk.channel_id], "to": self.names[self.to], "note": self.note}
        talk.append("moved", *author(self.by), now, audience="operators", data=data, cid=self.cid)
        let_go(talk, now)
        talk.channel_id = self.to
        talk.last_owner_id = None
        talk.waiting_at = now
