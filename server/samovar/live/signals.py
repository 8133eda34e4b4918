"""Signals: typing, presence. Not stored, may be lost. And how far somebody has read, which may not."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Signal:
    """Something that is true only now, about one conversation. `side`: who caused it; `about`: whatever the
    readers need to judge and show it."""

    kind: Literal["typing", "here", "page"]
    conv: str
    side: Literal["visitor", "operator"]
    person: str
    about: Any = None
    on: bool = True
    at: datetime | None = None
    """Since when, where it is not now."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Somebody has read a conversation up to `seq`."""

    person: Any
    conv: str
    seq: int


def further(one: Mark, other: Mark) -> Mark:
    """Marks only grow."""
    return max(one, other, key=lambda mark: mark.seq)
