"""What an administrator says of a channel, and why it may not be so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from samovar.domain.channels.gazetteer import Spot


class NameTaken(Exception):
    """Another one of the site is called so."""


class NowhereToGo(Exception):
    """So many conversations are open in a channel that shall close."""

    def __init__(self, talks: int) -> None:
        super().__init__(talks)
        self.talks = talks


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelWords:
    """What an administrator says of a channel. `cities`: each with its other names, as "Москва / столица"; `members`:
    operator ids; `spots`: where cities lie that the gazetteer does not know; the rest as in its row."""

    name: str
    latin: str
    time_zone: str
    hours_id: str | None
    opens_on: date | None
    email: str
    answer_seconds: int
    late_seconds: int
    missed_minutes: int
    away_minutes: int | None
    cities: Sequence[str]
    members: Sequence[str]
    spots: Mapping[str, Spot | None]

    @property
    def row(self) -> dict[str, Any]:
        """What stands in the channel's own row."""
        return {name: getattr(self, name) for name in self.__slots__ if name not in ("cities", "members", "spots")}
