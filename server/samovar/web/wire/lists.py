"""Lists of conversations: a row is the whole state of one, and comes again when that changes."""

from typing import Annotated, Literal

import msgspec

from samovar.web.wire.base import Id, In, Origin, Out, Part, State
from samovar.web.wire.messages import Event
from samovar.web.wire.people import Person, Visitor


class Offer(Part, kw_only=True):
    """A transfer waiting to be accepted, until `until`."""

    by: Person
    to: Person
    note: str = ""
    until: str


class Returned(Part, kw_only=True):
    """An offer that `by` did not take; `to` had made it. Until the owner goes on with the conversation."""

    by: Person
    to: Person
    how: Literal["declined", "expired"]


class Row(Part, kw_only=True):
    """One conversation in a list: its whole state, the newer `rev` wins, on one connection.

    `number`: a label of seven digits, without any order. `locked`: a colleague holds it, or held it last, and this
    reader sees whose it is and nothing of its content, nor when or how often that changes: only the first five
    fields, the visitor's name, `owner`, `opened`, `closed`; `updated` is when it changed hands. `prefer`: the
    operator id it waits for first, alone and for a minute, while they are here; when that ends the row comes again
    without it. `unread`: messages of the other side not yet read by this side. For a visitor's
    row `visitor` is absent and `owner` is whom they talk with, or talked with last.
    """

    conv: str
    number: int
    rev: int
    state: State
    channel: str
    seq: int
    lock: int = 0
    locked: bool = False
    visitor: Visitor | None = None
    owner: Person | None = None
    prefer: str = ""
    offer: Offer | None = None
    returned: Returned | None = None
    last: Event | None = None
    question: str = ""
    """For operators: start of the visitor's first message that is not answered yet."""
    unanswered: int = 0
    """For operators: how many such messages there are."""
    unread: int = 0
    origin: Origin = "incoming"
    opened: str
    waiting: str = ""
    """Since when it waits for an answer of somebody; empty where nobody waits."""
    closed: str = ""
    updated: str


class List(In, tag="list", kw_only=True):
    """Asks for a page of conversations: open ones begun last first, closed ones closed last first, a visitor's
    begun last first. `before` is the `next` of the page before.

    Operators see the rows that their channels allow, visitors their own. Answered by `page`.
    """

    rid: Id
    state: Literal["open", "closed", "all"] = "open"
    mine: bool = False
    channel: Id | None = None
    visitor_of: Id | None = None
    before: Annotated[str, msgspec.Meta(max_length=100)] | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 50


class Counts(Part, kw_only=True):
    """Open conversations of a channel that this operator sees."""

    channel: str
    waiting: int = 0
    left: int = 0
    """Of those that wait: their visitor is not on the site."""
    mine: int = 0
    open: int = 0


class Page(Out, tag="page", kw_only=True):
    """Answers `list`. `next` is empty at the end. `counts` for an operator, by channel."""

    rid: str
    rows: list[Row]
    next: str = ""
    counts: list[Counts] = []


class Summary(Out, tag="summary", kw_only=True):
    """A row of the inbox has changed or is new."""

    row: Row


class Gone(Out, tag="gone", kw_only=True):
    """A row has left this operator's sight (moved to a channel that is not theirs)."""

    conv: str
