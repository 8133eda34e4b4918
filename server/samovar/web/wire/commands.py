"""What people do to a conversation, or say of themselves."""

from typing import Literal

import msgspec

from samovar.web.wire.base import Grammar, Id, In, Seq, Text


class Command(In, kw_only=True):
    """What changes something; answered once, by `ok` or `no`. `rid` makes its repetition harmless. `lock`: the fencing
    number under which the operator has seen the conversation."""

    rid: Id


class Claim(Command, tag="claim", kw_only=True):
    """A waiting conversation becomes the operator's: the first wins."""

    conv: Id


class Take(Command, tag="take", kw_only=True):
    """An administrator takes a conversation over from the colleague who holds it."""

    conv: Id
    lock: Seq


class Release(Command, tag="release", kw_only=True):
    """The conversation waits for everybody again."""

    conv: Id
    lock: Seq


class Transfer(Command, tag="transfer", kw_only=True):
    """Offers the conversation to an operator, who may accept; its owner holds it until then."""

    conv: Id
    lock: Seq
    to: Id
    note: Text = ""


class Accept(Command, tag="accept", kw_only=True):
    """Takes the conversation that a colleague offers."""

    conv: Id


class Decline(Command, tag="decline", kw_only=True):
    """Does not take an offer, or what waits for this operator first."""

    conv: Id


class Move(Command, tag="move", kw_only=True):
    """The conversation waits in another channel of its site, as new."""

    conv: Id
    lock: Seq
    to: Id
    note: Text = ""


class Close(Command, tag="close", kw_only=True):
    """The conversation is over. The one command of visitors too; `lock` of owners only: an administrator closes
    any."""

    conv: Id
    lock: Seq | None = None


class Reopen(Command, tag="reopen", kw_only=True):
    """A closed conversation is held again by whom it was."""

    conv: Id


class Correct(Command, tag="correct", kw_only=True):
    """Writes another city or name on the visitor's card, which remembers who did."""

    conv: Id
    field: Literal["city", "name"]
    value: Text


class SetPresence(Command, tag="presence", kw_only=True):
    """What the operator is while they are here. `why`: for colleagues, where they are busy or away."""

    presence: Literal["online", "busy", "away"]
    why: Text = ""


class SetProfile(Command, tag="profile", kw_only=True):
    """What the operator says of themselves; what is left out stays. `latin` and `title_latin` as in a colleague."""

    grammar: Grammar | None = None
    latin: Text | None = None
    title: Text | None = None
    title_latin: Text | None = None


class Unfit(msgspec.Struct):
    """A command with a field that is missing, unknown or of the wrong kind."""

    t: str
    rid: Id
