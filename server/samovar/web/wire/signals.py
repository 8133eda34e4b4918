"""What is not stored, and may be lost."""

from typing import Literal

from samovar.web.wire.base import Id, In, Out
from samovar.web.wire.card import PageView
from samovar.web.wire.messages import Seen
from samovar.web.wire.people import Operator, Person


class Typing(In, tag="typing", kw_only=True):
    """The person is typing; sent at most once in 2 s, fades after 5 s."""

    conv: Id


class Eph(Out, tag="eph", kw_only=True):
    """A signal; may be lost. typing {conv, by} · read {conv, seen} · page {conv, page}: of the visitor ·
    presence {conv, here, at: when one who left was last heard}: of the visitor, for operators ·
    owner {conv, owner, here}: for the visitor."""

    kind: Literal["typing", "read", "presence", "owner", "page"]
    conv: str
    by: Person | None = None
    owner: Operator | None = None
    seen: Seen | None = None
    here: bool = False
    at: str = ""
    page: PageView | None = None
