"""The log of a conversation: what is written, what has been stored, and how far somebody has it."""

from typing import Annotated, Any, Literal

import msgspec

from samovar.web.wire.base import Id, In, Out, Part, PartIn, Seq, Text
from samovar.web.wire.people import Person


class New(PartIn, kw_only=True):
    """Asks for the visitor's open conversation, or a new one with this `ccid` where none is open."""

    ccid: Id
    channel: Id | None = None
    origin: Literal["incoming", "invited"] = "incoming"


class Send(In, tag="send", kw_only=True):
    """A message, or an operator's private note. Exactly one of `conv` and `new` is given.

    An operator's message carries `lock`, the fencing number under which they hold the conversation.
    """

    cid: Id
    conv: Id | None = None
    new: New | None = None
    kind: Literal["message", "note"] = "message"
    body: Text
    lock: Seq | None = None


class Seen(Part, kw_only=True):
    """How far each side has read a conversation."""

    visitor: int = 0
    operator: int = 0


class Event(Part, kw_only=True):
    """One entry; a client shows one of an unknown `kind` as a neutral line. `prev` is the seq of the entry before it
    that this reader may see, where that is not seq − 1 (operators' entries leave holes in a visitor's view). `cid` of
    what has a text: its author's outbox knows it by that.

    `data` by kind: claimed {how: claim | accept | take, from: Person for take} ·
    released {reason: released | owner_offline | kept_silent | kept_away | kept_declined} ·
    transferred {step: offered | declined | expired, to: Person, note} · moved {from, to: channel names, note} ·
    closed {side} · card {field, was, now} · message {by: mail, where it was answered from there} ·
    contact {kind: phone | email, value, way, category} ·
    missed {reason: nobody_online | outside_hours | nobody_claimed | claimed_silent} ·
    mail_sent, mail_failed {kind: question | answer, to, reason} ·
    greeting {name: of the channel, where no operator greeted}: what the visitor answers to, in `body`.
    """

    seq: int
    prev: int = -1
    kind: str
    by: Person
    ts: str
    body: str = ""
    data: dict[str, Any] = {}
    cid: str = ""


class Ev(Out, tag="ev", kw_only=True):
    """A new entry of a conversation this connection follows."""

    conv: str
    e: Event


class Got(In, tag="got", kw_only=True):
    """All entries up to `seq` are stored and shown at this client."""

    conv: Id
    seq: Seq


class Read(In, tag="read", kw_only=True):
    """The person has seen all entries up to `seq`."""

    conv: Id
    seq: Seq


class Get(In, tag="get", kw_only=True):
    """Asks for entries: after or before a seq, or the last page when neither is given.

    Answered by `batch`. The connection follows the conversation from then on.
    """

    rid: Id
    conv: Id
    after: Seq | None = None
    before: Seq | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 50


class Batch(Out, tag="batch", kw_only=True):
    """Answers `get`, and catches up after `hello`: entries `from`…`to` of a conversation in order, complete for this
    reader. `more`: go on after `to` (or before `from`, where the question was `before`)."""

    rid: str = ""
    conv: str
    from_: int = msgspec.field(name="from", default=0)
    to: int = 0
    events: list[Event]
    more: bool = False
    seen: Seen


class Forget(In, tag="forget", kw_only=True):
    """The client no longer keeps this conversation, and need not be told its entries."""

    conv: Id


class Head(Part, kw_only=True):
    """Where a conversation stands: its last seq visible to this client, and what was read."""

    conv: str
    seq: int
    seen: Seen


class Heads(Out, tag="heads", kw_only=True):
    """Where conversations stand: a client that is behind in one it keeps asks with `get`. Sent where the server
    finds that live entries have not arrived."""

    heads: list[Head]


class Reset(Out, tag="reset", kw_only=True):
    """Drop the cache of this scope ("all" or a conversation id) and load its last page."""

    scope: str
    reason: str
