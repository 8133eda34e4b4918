"""What limits hold back: in the log once for each limit and while, and to administrators where somebody waits long."""

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from samovar.model.errors import RateLimited, Refused

log = logging.getLogger(__name__)

LONG = 10.0
"""Seconds: who waits for less will hardly notice, and no administrator need care."""
QUIET = timedelta(minutes=10)
"""Between two lines of the log about one limit."""
MOST = 10_000
"""People who are counted."""


@dataclass(slots=True)
class Hold:
    """Some people wait for one limit. `limit`: its field of settings.Limits; `until`: the last of them goes on then."""

    limit: str
    until: datetime
    logged: datetime
    people: set[str] = field(default_factory=set)


class Holds:
    """`clock`: the time now, aware; `tell`: hears of each change of one that somebody waits long for."""

    def __init__(self, clock: Callable[[], datetime], tell: Callable[[Hold], None]) -> None:
        self._clock = clock
        self._tell = tell
        self._by_limit: dict[str, Hold] = {}
        self.refusals: Counter[str] = Counter()
        """Since the start, by their codes."""

    @property
    def lasting(self) -> list[Hold]:
        """Those for which people wait now."""
        now = self._clock()
        return [hold for hold in self._by_limit.values() if hold.people and hold.until > now]

    def refused(self, refusal: Refused, person: str) -> None:
        """Where a limit is the reason, this person waits for it."""
        self.refusals[refusal.code] += 1
        if isinstance(refusal, RateLimited):
            self.held(refusal.limit, person, refusal.after_ms / 1000)

    def held(self, limit: str, person: str, wait: float) -> None:
        """This person waits so many seconds for this limit."""
        now = self._clock()
        hold = self._by_limit.get(limit)
        if hold is None or now - hold.logged >= QUIET:
            log.warning("SAMOVAR_LIMIT_%s holds somebody back, first for %d s; they are told", limit.upper(), wait + 1)
            hold = self._by_limit[limit] = self._renewed(hold, limit, now)
        if wait >= LONG and len(hold.people) < MOST:
            self._lengthen(hold, person, now + timedelta(seconds=wait))

    def _renewed(self, hold: Hold | None, limit: str, now: datetime) -> Hold:
        """Those who wait still are kept."""
        people = hold.people if hold and hold.until > now else set()
        return Hold(limit, until=max(hold.until, now) if hold else now, logged=now, people=people)

    def _lengthen(self, hold: Hold, person: str, until: datetime) -> None:
        news = person not in hold.people
        hold.people.add(person)
        hold.until = max(hold.until, until)
        if news:
            self._tell(hold)
