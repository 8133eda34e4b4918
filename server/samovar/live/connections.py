"""Who is connected to this process, and by what. Whether somebody is here at all, presence.py knows."""

from typing import Generic, TypeVar

T = TypeVar("T")


class Connections(Generic[T]):
    """Those of one side, by person."""

    def __init__(self) -> None:
        self._of: dict[str, dict[T, None]] = {}

    def add(self, person: str, connection: T) -> None:
        """One more."""
        self._of.setdefault(person, {})[connection] = None

    def remove(self, person: str, connection: T) -> None:
        """It has ended; an unknown one is fine."""
        own = self._of.get(person, {})
        own.pop(connection, None)
        if not own:
            self._of.pop(person, None)

    def of(self, person: str) -> list[T]:
        """Those of one person."""
        return list(self._of.get(person, ()))

    def all(self) -> list[T]:
        """Everybody's."""
        return [each for own in self._of.values() for each in own]
