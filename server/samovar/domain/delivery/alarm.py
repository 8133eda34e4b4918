"""When delivery counts as behind, and when as in time again: said once in the log each, and to administrators."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

log = logging.getLogger(__name__)

QUIET = 30.0
"""Seconds without anything late after which, with something in time, an alarm is over."""


@dataclass(slots=True)
class Alarm:
    """Stored entries reach people late. `late`: whom, since it began; `talks`: in which conversations."""

    since: datetime
    late: set[str] = field(default_factory=set)
    talks: set[str] = field(default_factory=set)
    over: bool = False

    @property
    def figures(self) -> tuple[int, int]:
        """How many people, and conversations."""
        return len(self.late), len(self.talks)


class Alarms:
    """One at a time. `clock`: the time now, aware; `seconds`: monotonic; `tell`: hears of each change of it."""

    def __init__(
        self, clock: Callable[[], datetime], seconds: Callable[[], float], tell: Callable[[Alarm], None]
    ) -> None:
        self.now: Alarm | None = None
        self._clock = clock
        self._seconds = seconds
        self._tell = tell
        self._late: list[tuple[str, str]] = []
        self._in_time = False
        self._late_at = 0.0

    def late(self, person: str, conv: str) -> None:
        """What is stored in this conversation has not reached the person as it should."""
        self._late.append((person, conv))

    def in_time(self) -> None:
        """Something has reached somebody as it should."""
        self._in_time = True

    def judge(self) -> None:
        """Begin, go on or end, by what came since the last time."""
        late, self._late = self._late, []
        in_time, self._in_time = self._in_time, False
        if late:
            self._late_at = self._seconds()
            self._raise(late)
        elif in_time and self.now and self._seconds() - self._late_at >= QUIET:
            self._end(self.now)

    def _raise(self, late: list[tuple[str, str]]) -> None:
        began = self.now is not None
        alarm = self.now = self.now or Alarm(self._clock())
        before = alarm.figures
        alarm.late.update(person for person, _ in late)
        alarm.talks.update(conv for _, conv in late)
        if not began:
            log.warning(
                "delivery is behind: the live path does not bring what is stored (people: %d, conversations: %d); "
                "clients are nudged to ask for it. Restart the server; if this comes back, report it with the log",
                *alarm.figures,
            )
        if alarm.figures != before:
            self._tell(alarm)

    def _end(self, alarm: Alarm) -> None:
        self.now = None
        alarm.over = True
        took = (self._clock() - alarm.since).total_seconds()
        log.warning(
            "delivery is in time again after %d s (late were people: %d, conversations: %d)", took, *alarm.figures
        )
        self._tell(alarm)
