"""Who of a channel is there for its visitors: one rule for the window, the greeting, new talks and the talk itself."""

from collections.abc import Sequence

from samovar.domain.channels.directory import Directory
from samovar.live.presence import Presence
from samovar.storage import tables


class Team:
    """Knows the people of the channels, and who of them is here."""

    def __init__(self, directory: Directory, operators: Presence) -> None:
        self._directory = directory
        self._operators = operators

    def online(self, operator: tables.Operator | None) -> bool:
        """Here, and not busy or away."""
        return operator is not None and operator.presence == "online" and self._operators.here(operator.id)

    def of(self, channel_id: str) -> Sequence[tables.Operator]:
        """Operators of the channel who are online now, those with a photo first."""
        here = [each for each in self._directory.members([channel_id]) if self.online(each)]
        return sorted(here, key=lambda each: (each.photo_id is None, each.role != "operator", each.name))
