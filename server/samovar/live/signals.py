"""Signals: typing, presence. Not stored, may be lost."""

from dataclasses import dataclass
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
