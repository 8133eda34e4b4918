"""Who acts: the two sides of a talk, as commands know them."""

from dataclasses import dataclass, field


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
    side = "operator"

    @property
    def sees_all(self) -> bool:
        """Administrators see every channel."""
        return self.role == "administrator"
