"""Pages of conversations, as readers ask for them and get them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

import msgspec

from samovar.domain.reading.cursors import parse_cursor
from samovar.domain.reading.views import RowView

STATES: dict[str, tuple[str, ...]] = {"open": ("waiting", "held"), "closed": ("closed",), "all": ()}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which conversations. `before`: the `next` of the page before. An operator's may be of one channel, or theirs
    only, or those of the visitor of a conversation (`visitor_of`)."""

    state: Literal["open", "closed", "all"]
    limit: int
    before: str | None
    mine: bool = False
    channel: str | None = None
    visitor_of: str | None = None

    @property
    def states(self) -> tuple[str, ...]:
        """None at all stands for all."""
        return STATES[self.state]

    def place(self) -> tuple[datetime, str] | None:
        """Where to go on. Raises BadRequest."""
        return parse_cursor(self.before)


class CountsView(msgspec.Struct, kw_only=True):
    """Open conversations of a channel. `left`: of those that wait, whose visitor is not on the site; `mine`: which
    the reader holds."""

    channel: str
    waiting: int
    left: int
    mine: int
    open: int


@dataclass(frozen=True, slots=True)
class Listed:
    """One page. `next`: where the next one begins; empty at the end."""

    rows: list[RowView]
    next: str
    counts: list[CountsView] = field(default_factory=list)
