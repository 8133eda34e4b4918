"""Tries that cost something where they fail: passwords and codes."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request

from samovar.live import strangers
from samovar.live.token_bucket import Buckets
from samovar.web.guard.origins import address_of


@dataclass(frozen=True, slots=True)
class Try:
    """One place that a try is counted at, and the key of the words that say so."""

    gate: Buckets
    key: str
    words: str

    def wait(self) -> float:
        """Seconds until one more is allowed."""
        return self.gate.wait(self.key)

    def take(self) -> None:
        """Count it."""
        self.gate.take(self.key)

    def give_back(self) -> None:
        """It was right, and counts nothing."""
        self.gate.give_back(self.key)


@dataclass(frozen=True, slots=True)
class Slowed:
    """Whoever tried too often has to wait."""

    words: str
    seconds: float

    @property
    def minutes(self) -> int:
        """As people are told."""
        return math.ceil(self.seconds / 60)

    @property
    def retry_after(self) -> str:
        """As programs are told."""
        return str(math.ceil(self.seconds))


def slowed(request: Request, tries: Sequence[Try], what: str) -> Slowed | None:
    """Whether one more try has to wait; the log says so. `what`: of what kind."""
    longest = max(tries, key=Try.wait)
    if not (seconds := longest.wait()):
        return None
    found = Slowed(longest.words, seconds)
    strangers.log.info(
        "%s from %s has to wait %d min (%s)", what, address_of(request.scope), found.minutes, found.words
    )
    return found
