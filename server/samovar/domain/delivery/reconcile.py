"""Delivery watches itself: what is stored is compared with what living connections were told and say they have.

Whoever is behind is nudged past the hub, and so asks; where that was needed, or does not help, there is an alarm.
"""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Protocol

from samovar.domain.channels.directory import Directory
from samovar.domain.conversation.publish import Row
from samovar.domain.delivery.alarm import Alarm, Alarms
from samovar.domain.delivery.state import DeliveryState
from samovar.domain.holds import Hold
from samovar.domain.periodic import tick
from samovar.live.connections import Connections
from samovar.model.conversation import Version
from samovar.storage.engine.database import Database
from samovar.storage.queries import conversations
from samovar.storage.queries.versions import changed_since

TICK = 4.0
"""Seconds between looks. What one look finds changed is judged by the next: clients report after 2 s."""
OVERLAP = timedelta(seconds=20)
"""A change bears the time of its command; its commit, which makes it visible, comes later."""
LOOK_BACK = timedelta(hours=12)
"""Where conversations stood before the first look."""
IGNORED_NUDGES, PATIENCE = 2, 15
"""Nudges without effect, each followed by a sign of life: that many are an alarm, and that many are given up."""
KNOWN = 10_000
"""Standings kept in memory."""
MANY = 500
"""Nudges of one question to the database."""


class Watched(Protocol):
    """A living connection, as the watch sees it."""

    @property
    def person(self) -> str:
        """Whose it is."""

    @property
    def delivery(self) -> DeliveryState:
        """How far it has been reached."""

    def concerns(self, stand: Version) -> bool:
        """Whether the conversation belongs on its screen."""

    def behind(self, stand: Version) -> bool:
        """Whether entries have not arrived of a conversation it follows."""

    def lease(self) -> float | None:
        """When it was last heard, monotonic; None where it has left, 0 where what it was sent is not taken yet."""

    def nudge(self, row: Row) -> None:
        """Tell it where the conversation stands."""


class Console(Watched, Protocol):
    """An operator's."""

    def warn(self, news: Alarm | Hold) -> None:
        """Tell it of an alarm or a limit, if it is an administrator's."""


@dataclass(slots=True)
class Case:
    """A connection that is behind in one conversation."""

    stand: Version
    nudged: float = 0.0
    tries: int = 0


class Reconciler:
    """`clock`: the time now, aware; `seconds`: the monotonic clock of the leases."""

    def __init__(
        self, database: Database, directory: Directory, consoles: Connections[Console],
        windows: Connections[Watched], clock: Callable[[], datetime], seconds: Callable[[], float] = monotonic,
    ) -> None:  # fmt: skip
        self._alarms = Alarms(clock, seconds, self._tell)
        self._database = database
        self._directory = directory
        self._consoles = consoles
        self._windows = windows
        self._clock = clock
        self._seconds = seconds
        self._looked: datetime | None = None
        self._known: dict[str, Version] = {}
        self._due: list[tuple[Version, Version | None]] = []
        self._cases: dict[tuple[Watched, str], Case] = {}

    @property
    def alarm(self) -> Alarm | None:
        """The one that lasts."""
        return self._alarms.now

    async def run(self, stop: asyncio.Event) -> None:
        """Look again and again until `stop` is set."""
        await tick("watch", TICK, self.tick, stop)

    async def tick(self, _ticks: int = 0) -> None:
        """Judge what the look before found changed, nudge, and look again."""
        due, self._due = self._due, await self._changed()
        for stand, was in due:
            for connection, rev in self._audience(stand, was):
                self._compare(connection, stand, rev)
            # Others get their turn.
            await asyncio.sleep(0)
        behind = self._pursue()
        for start in range(0, len(behind), MANY):
            await self._nudge(behind[start : start + MANY])
        self._alarms.judge()

    # -------------------------------------------------------- what has changed

    async def _changed(self) -> list[tuple[Version, Version | None]]:
        """Where changed conversations stand now, and stood when they were last looked at."""
        first, now = self._looked is None, self._clock()
        since = now - LOOK_BACK if self._looked is None else self._looked - OVERLAP
        channels = [each.id for each in self._directory.channels()]
        found = await self._database.read(changed_since, channels, since)
        self._looked = now
        fresh = [(each, self._known.get(each.id)) for each in found]
        self._remember(found)
        return [] if first else [(now, was) for now, was in fresh if was is None or was.rev != now.rev]

    def _remember(self, found: list[Version]) -> None:
        for each in found:
            self._known.pop(each.id, None)
            self._known[each.id] = each
        while len(self._known) > KNOWN:
            self._known.pop(next(iter(self._known)))

    # -------------------------------------------------------- whom it concerns

    def _audience(self, stand: Version, was: Version | None) -> Iterator[tuple[Watched, int]]:
        """Each connection that should know of a change, and up to which `rev`: whoever loses sight of the
        conversation is told so, and nothing after it."""
        for window in self._windows.of(stand.visitor_id):
            yield window, stand.rev
        for console in self._consoles.all():
            if console.concerns(stand):
                yield console, stand.rev
            elif was is not None and console.concerns(was):
                yield console, was.rev + 1

    def _compare(self, connection: Watched, stand: Version, rev: int) -> None:
        delivery = connection.delivery
        if delivery.entered is None:
            return
        told = delivery.told_revs.get(stand.id, -1)
        skipped = told < rev
        if -1 < told <= stand.rev:
            del delivery.told_revs[stand.id]
        if skipped or connection.behind(stand):
            case = self._cases.setdefault((connection, stand.id), Case(stand))
            case.stand = stand
            if skipped:
                case.nudged = 0.0
        # What happened before it came in, it has read.
        if delivery.entered <= stand.updated_at:
            if skipped:
                self._alarms.late(connection.person, stand.id)
            else:
                self._alarms.in_time()

    # -------------------------------------------------------- nudging

    def _pursue(self) -> list[tuple[Watched, str]]:
        """Who is to be nudged now: everybody once, and again whoever was heard since and is still behind."""
        chosen = []
        for (connection, conv), case in list(self._cases.items()):
            heard = connection.lease()
            if heard is None or self._is_closed(connection, case):
                del self._cases[connection, conv]
            elif heard > case.nudged:
                case.tries += case.nudged > 0
                chosen.append((connection, conv))
        return chosen

    def _is_closed(self, connection: Watched, case: Case) -> bool:
        """Also judges what the nudge has shown. Frames arrive in order: who asks after it had not got the entries."""
        if not case.nudged:
            return False
        conv = case.stand.id
        if conv in connection.delivery.asked or case.tries >= IGNORED_NUDGES:
            self._alarms.late(connection.person, conv)
        if case.tries >= PATIENCE:
            # What this client says is of no use: from now on what it was sent is believed.
            connection.delivery.forgets(conv)
        return case.tries >= PATIENCE or not connection.behind(case.stand)

    async def _nudge(self, chosen: list[tuple[Watched, str]]) -> None:
        """Past the hub, from storage."""
        talks = await self._database.read(conversations.load, {conv for _, conv in chosen})
        rows = {conv: Row(talk, []) for conv, talk in talks.items()}
        for connection, conv in chosen:
            if conv not in rows:
                del self._cases[connection, conv]
            elif connection.lease() is not None:
                connection.delivery.asked -= {conv}
                connection.nudge(rows[conv])
                self._cases[connection, conv].nudged = self._seconds()

    def _tell(self, alarm: Alarm) -> None:
        for console in self._consoles.all():
            console.warn(alarm)
