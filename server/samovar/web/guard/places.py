"""Places for the sockets of the process: strangers never take them all.

A tenth is kept. Half of that is the operators'; the other half is for visitors whose talk is open, and for sockets that
have yet to say whose they are. Where all is taken, the one that has been silent the longest gives way.
"""

from collections import Counter
from typing import Protocol

from samovar.settings import Limits

KEPT = 10
"""Of so many sockets one is kept."""


class Way(Protocol):
    """A socket, or what stands in for one."""

    def abort(self) -> None:
        """Give way."""


class Places:
    """Who takes them. `customer`: the address a visitor's socket counts for; None for operators, of whom a whole office
    has one address."""

    def __init__(self, limits: Limits) -> None:
        self._most, self._of_address = limits.sockets, limits.sockets_address
        kept = min(self._most - 1, max(2, self._most // KEPT))
        self._of_strangers = self._most - kept
        self._of_visitors = self._most - (kept + 1) // 2
        self._by_customer: Counter[str] = Counter()
        self._silent: dict[Way, None] = {}
        """Visitors' sockets that have yet to say whose they are, the oldest first."""
        self._strangers: set[Way] = set()
        self.taken = 0

    def take(self, way: Way, customer: str | None) -> bool:
        """Whether there is room for one more. Takes it if so."""
        if customer is not None and self._by_customer[customer] >= self._of_address:
            return False
        if self.taken >= (self._most if customer is None else self._of_visitors) and not self._make_way():
            return False
        self.taken += 1
        if customer is not None:
            self._by_customer[customer] += 1
            self._silent[way] = None
        return True

    def known(self, way: Way, talks: bool) -> bool:
        """A visitor has said who it is; `talks`: one with an open talk. Whether there is room for this one."""
        self._silent.pop(way, None)
        if talks:
            return True
        if len(self._strangers) >= self._of_strangers:
            return False
        self._strangers.add(way)
        return True

    def give_back(self, way: Way, customer: str | None) -> None:
        """One has ended."""
        self.taken -= 1
        self._silent.pop(way, None)
        self._strangers.discard(way)
        if customer is not None:
            self._by_customer[customer] -= 1
            if self._by_customer[customer] <= 0:
                del self._by_customer[customer]

    def _make_way(self) -> bool:
        silent = next(iter(self._silent), None)
        if silent is None:
            return False
        del self._silent[silent]
        silent.abort()
        return True
