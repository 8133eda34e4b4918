"""Who is here: leases by the monotonic clock, renewed by living connections, never stored."""

from collections.abc import Callable
from time import monotonic

LEASE = 45.0
"""Seconds a connection counts after it was last heard."""
GRACE = 8.0
"""Seconds a person still counts as here after the last lease ended: a reload is not an absence, and
visitors read within ten seconds that somebody has left."""
SETTLE = 15.0
"""Seconds after the start of the process: whoever was here before it is on the way back, and is not known to have
left."""
RECENT = 600.0
"""Seconds: whoever was last known of longer ago is not expected back."""


class Presence:
    """Leases of one kind of people: each connection holds one. `clock`: seconds, monotonic."""

    def __init__(
        self, clock: Callable[[], float] = monotonic, settle: float = SETTLE, lease: float = LEASE, grace: float = GRACE
    ) -> None:
        self._clock = clock
        self._settle = settle
        self._lease = lease
        self._grace = grace
        self._heard: dict[str, dict[object, float]] = {}
        self._left: dict[str, float] = {}
        self._shown: set[str] = set()
        self._started = clock()

    @property
    def known(self) -> int:
        """How many people are remembered."""
        return len(self._heard) + len(self._left)

    def renew(self, person: str, connection: object) -> None:
        """This connection of the person was heard now."""
        connections = self._heard.get(person)
        if connections is None:
            connections = self._heard[person] = {}
        connections[connection] = self._clock()

    def leave(self, person: str, connection: object) -> None:
        """This connection has ended; the person stays for the grace time."""
        connections = self._heard.get(person)
        if connections is None or connections.pop(connection, None) is None:
            return
        if not connections:
            del self._heard[person]
            self._left[person] = self._clock()

    def connected(self, person: str) -> bool:
        """Whether any connection of the person has not ended, heard or not."""
        return person in self._heard

    def heard(self, person: str, connection: object) -> float | None:
        """When a connection was last heard; None where it has left."""
        return self._heard.get(person, {}).get(connection)

    def here(self, person: str) -> bool:
        """Whether the person counts as here."""
        return self.away_for(person) <= 0

    @property
    def settled(self) -> bool:
        """Whether those who were here before this process have had the time to come back."""
        return self._clock() - self._started >= self._settle

    def maybe_here(self, person: str, known: float = 0.0) -> bool:
        """Whether the person is here, or may be: not met yet by a process that has just begun. `known`: seconds since
        they were last known of."""
        expected = known < RECENT and not self.settled and self.quiet_for(person) is None
        return expected or self.here(person)

    def away_for(self, person: str) -> float:
        """Seconds since the person stopped counting as here; 0 while here. Somebody never seen is away
        since this process began."""
        now = self._clock()
        if connections := self._heard.get(person):
            gone = now - max(connections.values()) - self._lease
        elif person in self._left:
            gone = now - self._left[person]
        else:
            return max(now - self._started, 1e-9)
        return max(0.0, gone - self._grace)

    def quiet_for(self, person: str) -> float | None:
        """Seconds since the person was last heard, or left; None where this process has never met them."""
        connections = self._heard.get(person)
        last = max(connections.values()) if connections else self._left.get(person)
        return None if last is None else max(0.0, self._clock() - last)

    def shown(self) -> list[str]:
        """People who were here at the last look for flips."""
        return sorted(self._shown)

    def flips(self) -> list[str]:
        """People who came or went since the last call. Also forgets those long gone."""
        now_here = {person for person in (*self._heard, *self._left) if self.here(person)}
        changed = sorted(now_here ^ self._shown)
        self._shown = now_here
        day = self._clock() - 86_400
        self._left = {person: at for person, at in self._left.items() if at > day}
        return changed
