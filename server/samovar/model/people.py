"""Who acts: the two sides of a talk, as commands know them."""

from dataclasses import dataclass, field

RANKS = {"operator": 0, "senior": 1, "administrator": 2}
"""What they may do grows with it. An operator answers; a senior reads and puts right all talks of their channels."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """A visitor, known by their token."""

    id: str
    site_id: str
    side = "visitor"


@dataclass(frozen=True, slots=True)
class Operator:
    """An operator with what they may see."""

    id: str
    role: str
    channels: frozenset[str] = field(default_factory=frozenset)
    """Channels they belong to; an administrator sees all, and this stays what they belong to."""
    most: int = 0
    """Talks they may hold when they claim one more; 0: no limit."""
    side = "operator"

    @property
    def sees_all(self) -> bool:
        """Administrators see every channel."""
        return self.role == "administrator"

    @property
    def overseen(self) -> frozenset[str]:
        """Of the channels they belong to those whose every talk is open to them: a senior's. Administrators need no
        such list."""
        return self.channels if self.role == "senior" else frozenset()

    def oversees(self, channel_id: str) -> bool:
        """Whether colleagues' talks of a channel are open to them, to read and to put right."""
        return self.sees_all or channel_id in self.overseen

    def has_lost(self, now: "Operator") -> bool:
        """Whether something that was theirs is not, as they are now."""
        return RANKS[now.role] < RANKS[self.role] or not (now.sees_all or self.channels <= now.channels)
