"""What can happen to a conversation, each verb written once, as a change of its locked snapshot.

A verb checks its rule first and changes only then: a refused one leaves the snapshot as it was. Where things stand
already as somebody wants them nothing changes and nothing is refused; who comes too late is told who has the talk.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import msgspec

from samovar.domain import rules
from samovar.domain.errors import (
    AnotherOpen,
    BadRequest,
    Forbidden,
    NotFound,
    NotOffered,
    NotOwner,
    OfflineTarget,
)
from samovar.domain.letters import cut
from samovar.domain.people import Guest, Member
from samovar.storage.snapshot import PREVIEW, Snapshot
from samovar.storage.tables import Visitor


class Say(msgspec.Struct, kw_only=True):
    """A visitor's message."""

    guest: Guest
    cid: str
    body: str

    def __call__(self, talk: Snapshot, now: datetime) -> None:
        rules.belongs_to(self.guest, talk)
        if talk.state == "closed":
            _reopen(talk, "visitor", self.guest.id, now)
        _message(talk, "visitor", self.guest.id, self.body, self.cid, now)
        talk.question = talk.question or cut(self.body, PREVIEW)
        talk.unanswered += 1
        talk.unread_operator += 1
        talk.waiting_at = talk.waiting_at or now


class Answer(msgspec.Struct, kw_only=True):
    """The owner's message to the visitor."""

    member: Member
    cid: str
    body: str
    lock: int | None

    def __call__(self, talk: Snapshot, now: datetime) -> None:
        rules.owns(self.member, talk, self.lock)
        _message(talk, "operator", self.member.id, self.body, self.cid, now)
        talk.unread_visitor += 1
        _nothing_asked(talk)
        if talk.returned_by:
            _drop_offer(talk)
        talk.answered_at = talk.answered_at or now


class Note(msgspec.Struct, kw_only=True):
    """A private note; the visitor never learns of it. Its author must be able to read the talk."""

    member: Member
    cid: str
    body: str

    def __call__(self, talk: Snapshot, now: datetime) -> None:
        rules.may_read(self.member, talk, holds_visitor=False)
        talk.append("note", "operator", self.member.id, now, audience="operators", body=self.body, cid=self.cid)


@dataclass(slots=True, kw_only=True)
class Claim:
    """Opening a waiting conversation: the first wins."""

    member: Member
    rid: str

    def __call__(self, talk: Snapshot, now: datetime) -> None:
        if talk.owner_id == self.member.id:
            return
        rules.may_claim(self.member, talk)
        _hold(talk, self.member.id, "claim", self.rid, now)


@dataclass(slots=True, kw_only=True)
class Take:
    """An administrator takes over what a colleague holds."""

    member: Member
    rid: str
    lock: int | None

    def __call__(self, talk: Snapshot, now: datetime) -> None:
        if talk.owner_id == self.member.id:
            return
        rules.may_take(self.member, talk, self.lock)
        _hold(talk, self.member.id, "take", self.rid, now)


@dataclass(slots=True, kw_only=True)
class Release:
    """Back to waiting: by the owner, or by the clock when he is gone (`member` None)."""

    member: Member | None
    rid: str | None
    lock: int | None

    def __call__(self, talk: Snapshot, now: datetime) -> None:
        if self.member is not None:
            if talk.state == "waiting":
                return rules.in_sight(self.member, talk)
            rules.may_pass(self.member, talk, self.lock)
        elif talk.state != "held" or talk.lock != self.lock:
            raise NotOwner
        reason = "released" if self.member else "owner_offline"
        data = {"reason": reason, "owner": talk.owner_id}
        talk.append(
            "released", "operator" if self.member else "system", self.member.id if self.member else None,
            now, audience="operators", data=data, cid=self.rid,
        )  # fmt: skip
        _let_go(talk, now)
        talk.last_owner_id = None


@dataclass(slots=True, kw_only=True)
class CallAll:
    """What waits for its last owner first waits for everybody now. `member`: by them, or by the clock (None)."""

    member: Member | None
    rid: str | None
    keeper: str
    reason: str

    def __call__(self, talk: Snapshot, now: datetime) -> None:
        if talk.state != "waiting" or talk.last_owner_id != self.keeper:
            raise NotOffered
        data = {"reason": self.reason, "owner": self.keeper}
        talk.append(
            "released", "operator" if self.member else "system", self.member.id if self.member else None,
            now, audience="operators", data=data, cid=self.rid,
        )  # fmt: skip
        talk.last_owner_id = None


@dataclass(slots=True, kw_only=True)
class Transfer:
    """An offer to a colleague; the owner keeps the talk until it is accepted."""

    member: Member
    rid: str
    lock: int | None
    to: str
    note: str
    channels: frozenset[str]
    """The colleague's. Another city's people are not passed anything: their channel is."""
    here: bool = True

    def __call__(self, talk: Snapshot, now: datetime) -> None:
        rules.may_pass(self.member, talk, self.lock)
        if self.to == talk.owner_id:
            return
        if self.to == self.member.id:
            return _hold(talk, self.member.id, "take", self.rid, now)
        if talk.channel_id not in self.channels:
            raise NotFound
        if not self.here:
            raise OfflineTarget(self.to)
        data = {"step": "offered", "to": self.to, "note": self.note}
        talk.append("transferred", "operator", self.member.id, now, audience="operators", data=data, cid=self.rid)
        _drop_offer(talk)
        talk.offered_to, talk.offered_at, talk.offer_note, talk.offered_by = self.to, now, self.note, self.member.id


@dataclass(slots=True, kw_only=True)
class Accept:
    """The colleague takes the offered talk."""

    member: Member
    rid: str

    def __call__(self, talk: Snapshot, now: datetime) -> None:
        if talk.owner_id == self.member.id:
            return
        rules.may_answer_offer(self.member, talk, now)
        _hold(talk, self.member.id, "accept", self.rid, now)


@dataclass(slots=True, kw_only=True)
class Decline:
    """The colleague says no, or the minute is over (`member` None): the owner simply keeps it. What waits for its
    last owner first may be declined as well."""

    member: Member | None
    rid: str | None

    def __call__(self, talk: Snapshot, now: datetime) -> None:
        if self.member is not None:
            if talk.owner_id == self.member.id and talk.offered_to is None:
                return
            if talk.state == "waiting" and talk.last_owner_id == self.member.id:
                return CallAll(member=self.member, rid=self.rid, keeper=self.member.id, reason="kept_declined")(
                    talk, now
                )
            rules.may_answer_offer(self.member, talk, now)
        elif talk.offered_at is None or now - talk.offered_at < rules.OFFER_LASTS:
            raise BadRequest
        step, by, to = "declined" if self.member else "expired", talk.offered_by, talk.offered_to
        data = {"step": step, "to": to, "note": ""}
        talk.append(
            "transferred", "operator" if self.member else "system", self.member.id if self.member else None,
            now, audience="operators", data=data, cid=self.rid,
        )  # fmt: skip
        _drop_offer(talk)
        talk.offered_by, talk.returned_by, talk.returned_how = by, to, step


@dataclass(slots=True, kw_only=True)
class Move:
    """To another channel, where it waits as new with its whole history and the note."""

    member: Member
    rid: str
    lock: int | None
    to: str
    name_of: Callable[[str, str], str | None]
    """(site, channel) → the name of a channel of that site."""
    note: str

    def __call__(self, talk: Snapshot, now: datetime) -> None:
        rules.may_pass(self.member, talk, self.lock)
        target = self.name_of(talk.site_id, self.to)
        if target is None:
            raise NotFound
        if self.to == talk.channel_id:
            return
        data = {"from": self.name_of(talk.site_id, talk.channel_id) or "", "to": target, "note": self.note}
        talk.append("moved", "operator", self.member.id, now, audience="operators", data=data, cid=self.rid)
        _let_go(talk, now)
        talk.channel_id = self.to
        talk.last_owner_id = None
        talk.waiting_at = now


@dataclass(slots=True, kw_only=True)
class Close:
    """The owner's check mark, or the visitor's "end chat"; an administrator may close any."""

    by: Member | Guest
    rid: str
    lock: int | None = None

    def __call__(self, talk: Snapshot, now: datetime) -> None:
        if isinstance(self.by, Guest):
            rules.belongs_to(self.by, talk)
        if talk.state == "closed" and rules.might_have_closed(self.by, talk):
            return
        if isinstance(self.by, Member) and not (
            self.by.sees_all and talk.state != "closed" and talk.owner_id != self.by.id
        ):
            rules.owns(self.by, talk, self.lock)
        talk.append("closed", self.by.side, self.by.id, now, data={"side": self.by.side}, cid=self.rid)
        _drop_offer(talk)
        _nothing_asked(talk)
        talk.state, talk.owner_id, talk.closed_at = "closed", None, now
        talk.lock += 1


@dataclass(slots=True, kw_only=True)
class Reopen:
    """The last owner takes a closed talk up again; it is theirs at once, also where it waits by now.
    `another_open`: of the same visitor."""

    member: Member
    rid: str
    another_open: bool = False

    def __call__(self, talk: Snapshot, now: datetime) -> None:
        if talk.owner_id == self.member.id:
            return
        rules.in_sight(self.member, talk)
        if talk.state != "closed":
            rules.may_claim(self.member, talk)
            return _hold(talk, self.member.id, "claim", self.rid, now)
        if not (self.member.sees_all or talk.last_owner_id in (self.member.id, None)):
            raise Forbidden
        if self.another_open:
            raise AnotherOpen
        _reopen(talk, "operator", self.member.id, now, self.rid)
        talk.waiting_at = None
        _hold(talk, self.member.id, "claim", None, now)


@dataclass(slots=True, kw_only=True)
class Correct:
    """Another city or name on the visitor's card, which remembers who wrote it. `visitor`: the row, open for change."""

    member: Member
    rid: str
    field: str
    value: str
    visitor: Visitor | None = None

    def __call__(self, talk: Snapshot, now: datetime) -> None:
        rules.may_read(self.member, talk, holds_visitor=False)
        assert self.visitor is not None
        shown = f"guest_{self.field}"
        change = {"field": self.field, "was": getattr(talk, shown), "now": self.value}
        setattr(talk, shown, self.value)
        if self.field == "city":
            self.visitor.city, self.visitor.city_how, self.visitor.city_by = self.value, "operator", self.member.id
        else:
            # For colleagues: the visitor goes on under the name they gave.
            self.visitor.called = self.value
        talk.append("card", "operator", self.member.id, now, audience="operators", data=change, cid=self.rid)


class MarkRead(msgspec.Struct, kw_only=True):
    """One side has read up to `seq`; marks only grow. `left`: unread messages after it."""

    side: str
    person: Guest | Member
    seq: int
    left: int = 0

    def __call__(self, talk: Snapshot, now: datetime) -> None:
        if isinstance(self.person, Guest):
            rules.belongs_to(self.person, talk)
            seq = min(self.seq, talk.visible_seq)
            if seq > talk.seen_visitor:
                talk.seen_visitor, talk.unread_visitor = seq, self.left if seq < talk.last_message_seq else 0
                talk.touch(talk.updated_at)
            return
        rules.may_read(self.person, talk, holds_visitor=False)
        # No further than what the visitor sees, to whom the mark is shown: notes are nothing to him.
        seq = min(self.seq, talk.visible_seq)
        if self.person.id == talk.owner_id and seq > talk.seen_operator:
            talk.seen_operator, talk.unread_operator = seq, self.left if seq < talk.last_message_seq else 0
            talk.touch(talk.updated_at)


Verb = (
    Say | Answer | Note | Claim | Take | Release | CallAll | Transfer | Accept | Decline | Move | Close | Reopen
    | Correct | MarkRead
)  # fmt: skip


def _message(talk: Snapshot, side: str, who: str, body: str, cid: str, now: datetime) -> None:
    entry = talk.append("message", side, who, now, body=body, cid=cid)
    talk.last_text, talk.last_side, talk.last_by, talk.last_at = cut(body, PREVIEW), side, who, now
    talk.last_message_seq = entry.seq


def _nothing_asked(talk: Snapshot) -> None:
    talk.waiting_at, talk.question, talk.unanswered = None, "", 0


def _hold(talk: Snapshot, operator_id: str, how: str, rid: str | None, now: datetime) -> None:
    data = {"how": how} | ({"from": talk.owner_id} if how == "take" else {})
    talk.append("claimed", "operator", operator_id, now, data=data, cid=rid)
    _drop_offer(talk)
    talk.state, talk.owner_id, talk.last_owner_id, talk.claimed_at = "held", operator_id, operator_id, now
    talk.lock += 1


def _let_go(talk: Snapshot, now: datetime) -> None:
    _drop_offer(talk)
    talk.state, talk.owner_id = "waiting", None
    talk.waiting_at = talk.waiting_at or now
    talk.lock += 1


def _drop_offer(talk: Snapshot) -> None:
    talk.offered_to, talk.offered_at, talk.offer_note, talk.offered_by = None, None, "", None
    talk.returned_by, talk.returned_how = None, ""


def _reopen(talk: Snapshot, side: str, who: str, now: datetime, rid: str | None = None) -> None:
    talk.append("reopened", side, who, now, cid=rid)
    talk.state, talk.closed_at, talk.waiting_at = "waiting", None, now
    talk.lock += 1
