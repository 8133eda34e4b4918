"""Open now? Until when? Opens when? And which day is so many working days from here: everybody who asks, asks here.

Hours are said on the wall clock of the channel's zone and answered as moments: the day on which the clock changes has
23 or 25 hours, and a Friday may end at two in the night of Saturday.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

Span = tuple[int, int]
"""From, to: minutes after the day's midnight; an end beyond 24 hours is on the day after."""
Why = Literal["", "hours", "own", "holiday", "not_yet", "closed"]
DAY = 24 * 60
HORIZON = 400
"""Days looked ahead: what opens later than that has no time of opening."""
ALWAYS = timedelta(days=14)
"""Whoever is open that long without a break is always open."""
ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Special:
    """What a date has instead of its weekday's hours, and why, by language."""

    why: Why
    spans: tuple[Span, ...] = ()
    reason: Mapping[str, str] = field(default_factory=dict)


class Calendar(Protocol):
    """Public holidays of a country."""

    def holiday(self, day: date) -> Mapping[str, str] | None:
        """The holiday's name by language, if it is one."""

    def moved_here(self, day: date) -> bool:
        """Whether work was moved to this day of a weekend."""


@dataclass(frozen=True, slots=True)
class OpenState:
    """Whether a channel is open. `until`: when it closes, None where it never does. `opens_at`: None while it is open,
    and where nobody knows. `why`: it is not open, or not as usual: the usual hours, an own day, a public holiday, not
    open yet for the first time, or closed for good; `reason`: for people, by language."""

    open: bool
    until: datetime | None = None
    opens_at: datetime | None = None
    why: Why = ""
    reason: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lasting:
    """What holds from `since` until just before `until`."""

    state: OpenState
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Hours:
    """Of one channel. `week`: the spans of each weekday, Monday first; None: round the clock. `own`: dates of the
    company. `opens_on`: the channel's first day. `closed`: it has been closed for good."""

    zone: ZoneInfo
    week: tuple[tuple[Span, ...], ...] | None = None
    own: Mapping[date, Special] = field(default_factory=dict)
    calendar: Calendar | None = None
    opens_on: date | None = None
    closed: bool = False

    def at(self, now: datetime) -> OpenState:
        """Open at this moment? `now`: aware."""
        if self.closed:
            return OpenState(False, why="closed")
        today = now.astimezone(self.zone).date()
        for begins, ends in self._stretches(today - ONE):
            if now < begins:
                return self._shut(today, begins)
            if now < ends:
                return self._open(today, ends if ends - now < ALWAYS else None)
        return self._shut(today, None)

    def next_change(self, state: OpenState, now: datetime) -> datetime:
        """Until when `state`, which holds now, says all there is to say; at midnight its reason may be another's."""
        local = now.astimezone(self.zone)
        midnight = self._moment(local.date() + ONE, 0)
        return min(filter(None, (midnight, state.until, state.opens_at)))

    def _open(self, today: date, until: datetime | None) -> OpenState:
        special = self.special(today)
        unusual = special if special and special.spans else Special("")
        return OpenState(True, until=until, why=unusual.why, reason=unusual.reason)

    def _shut(self, today: date, opens_at: datetime | None) -> OpenState:
        if self.opens_on and today < self.opens_on:
            return OpenState(False, opens_at=opens_at, why="not_yet")
        last = opens_at.astimezone(self.zone).date() if opens_at else today
        days = (today + n * ONE for n in range((last - today).days + 1))
        special = next(filter(None, map(self.special, days)), Special("hours"))
        return OpenState(False, opens_at=opens_at, why=special.why, reason=special.reason)

    def has_begun(self, now: datetime) -> bool:
        """Whether its first day has come, and it is not closed for good."""
        return not self.closed and (self.opens_on is None or now.astimezone(self.zone).date() >= self.opens_on)

    # ------------------------------------------------ days

    def special(self, day: date) -> Special | None:
        """What is not as usual on a date: the company's own word goes before the country's."""
        if day in self.own:
            return self.own[day]
        name = self.calendar.holiday(day) if self.calendar else None
        return Special("holiday", reason=name) if name else None

    def spans_on(self, day: date) -> tuple[Span, ...]:
        """The hours that begin on a date."""
        if self.closed or (self.opens_on and day < self.opens_on):
            return ()
        if special := self.special(day):
            return special.spans
        if self.week is None:
            return ((0, DAY),)
        usual = self.week[day.weekday()]
        moved = not usual and self.calendar is not None and self.calendar.moved_here(day)
        # Work that was moved to a Saturday is done as on a Friday.
        return self.week[4] if moved else usual

    def working_days_from(self, now: datetime, n: int) -> date | None:
        """The n-th working day after today; None beyond what is looked ahead."""
        today = now.astimezone(self.zone).date()
        days = (today + ahead * ONE for ahead in range(1, HORIZON + n * 2))
        working = (day for day in days if self.spans_on(day))
        return next((day for count, day in enumerate(working, 1) if count == n), None)

    # ------------------------------------------------ moments

    def _stretches(self, first: date) -> Iterator[tuple[datetime, datetime]]:
        """From when to when it is open, in order; what touches is one."""
        begins: datetime | None = None
        ends = datetime.min.replace(tzinfo=UTC)
        for day in (first + n * ONE for n in range(HORIZON)):
            for since, until in self.spans_on(day):
                start, end = self._moment(day, since), self._moment(day, until, last=True)
                if begins is not None and start > ends:
                    yield begins, ends
                begins = start if begins is None or start > ends else begins
                ends = max(ends, end)
            if begins is not None and ends - begins > 2 * ALWAYS:
                break
        if begins is not None:
            yield begins, ends

    def _moment(self, day: date, minutes: int, last: bool = False) -> datetime:
        """When the wall clock shows this: the first time or the `last`, where it shows it twice; where it leaps over
        it, the moment of the leap."""
        wall = datetime.combine(day, time()) + timedelta(minutes=minutes)
        found = wall.replace(tzinfo=self.zone, fold=int(last)).astimezone(UTC)
        if found.astimezone(self.zone).replace(tzinfo=None) == wall:
            return found
        found = wall.replace(tzinfo=self.zone, fold=1).astimezone(UTC)
        while found.astimezone(self.zone).replace(tzinfo=None) < wall:
            found += timedelta(minutes=1)
        return found


def clash(week: tuple[tuple[Span, ...], ...]) -> tuple[int, int] | None:
    """Two spans that overlap, Sunday's night and Monday's morning among them: the days, 0 to 6, on which they begin."""
    spans = sorted(
        (day * DAY + since, day * DAY + until, day) for day, each in enumerate(week) for since, until in each
    )
    around = [*spans, *((since + 7 * DAY, until, day) for since, until, day in spans[:1])]
    return next(((one[2], two[2]) for one, two in pairwise(around) if two[0] < one[1]), None)
