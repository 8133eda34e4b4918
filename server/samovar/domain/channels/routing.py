"""City → channel, in the order of trade.md: the page, an earlier choice, the address, a list to choose from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from samovar.domain.channels.cities import fold, place
from samovar.domain.channels.gazetteer import Spot, km_between
from samovar.model.letters import cut
from samovar.storage.tables import Channel

OTHER = "no-city-of-the-list"
"""What whoever finds their city nowhere in the list picks in place of a channel."""


@dataclass(frozen=True, slots=True)
class Route:
    """Where a visitor's conversations go. No channel and nothing to choose: the widget stays hidden.

    `how`: page, chosen, ip, operator, or empty when nothing is known. `km`: how far the channel's nearest city is,
    where it is not the visitor's own.
    """

    channel: Channel | None = None
    choose: Sequence[Channel] = field(default_factory=tuple)
    other: Channel | None = None
    """Where there is something to choose: the one for all cities that are not in the list."""
    city: str = ""
    how: str = ""
    km: float | None = None
    own: bool = field(default=False, compare=False)
    """The channel has the city among its own."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a visitor's city, each source by itself."""

    page: str = ""
    chosen: str | None = None
    """Channel id picked from the list, or OTHER."""
    corrected: str = ""
    """City an operator wrote on the card."""
    ip: Sequence[str] = ()
    """City names of the address, in several languages."""
    spot: Spot | None = None
    """Where the address is."""


@dataclass(frozen=True, slots=True)
class Near:
    """How far a site's channels reach. `spots`: channel ids, and where their cities lie; `where`: a city lies."""

    radius_km: int = 0
    spots: Sequence[tuple[str, Spot]] = ()
    where: Callable[[str], Spot | None] = lambda name: None


@dataclass(frozen=True, slots=True)
class Map:
    """Where a site's visitors may go. `channels`: those that take them now; `spellings`: folded spelling → (channel
    id, city's name)."""

    channels: Sequence[Channel]
    spellings: Mapping[str, tuple[str, str]]
    near: Near = Near()

    def channel(self, channel_id: str | None) -> Channel | None:
        """One of them."""
        return next((each for each in self.channels if each.id == channel_id), None)

    @property
    def fallback(self) -> Channel | None:
        """The one that takes all others."""
        return next((each for each in self.channels if each.fallback), None)


def route(at: Map, known: Known) -> Route:
    """Find the channel."""
    if known.page:
        return _by_city(at, [known.page], "page", None)
    if chosen := at.channel(known.chosen):
        return Route(chosen, city=chosen.name, how="chosen")
    if known.corrected:
        return _by_city(at, [known.corrected], "operator", None)
    if known.chosen == OTHER and at.fallback:
        return Route(at.fallback)
    if known.ip:
        return _by_city(at, known.ip, "ip", known.spot)
    if len(at.channels) == 1:
        return Route(at.channels[0])
    return Route(choose=tuple(at.channels), other=at.fallback)


def _by_city(at: Map, names: Sequence[str], how: str, spot: Spot | None) -> Route:
    """The city's own channel, the nearest, or the fallback."""
    for name in names:
        found = _found(name, at.spellings)
        if found and (own := at.channel(found[0])):
            return Route(own, city=found[1], how=how, own=True)
    city = cut(_plainly(names[0].strip()), 100)
    if near := _nearest(at, spot or next(filter(None, map(at.near.where, names)), None)):
        return Route(at.channel(near[1]), city=city, how=how, km=near[0])
    return Route(at.fallback, city=city, how=how)


def _nearest(at: Map, spot: Spot | None) -> tuple[float, str] | None:
    """How many kilometres away, and the channel; nothing beyond the radius, or where nobody knows the way."""
    far = [(km_between(spot, lies), each) for each, lies in at.near.spots if at.channel(each)] if spot else []
    return min((each for each in far if each[0] <= at.near.radius_km), default=None)


def _found(name: str, spellings: Mapping[str, tuple[str, str]]) -> tuple[str, str] | None:
    """By the site's own spellings first, then by all that mean the same city."""
    known = place(name)
    ways = (fold(name), *(known.spellings if known else ()))
    return next((spellings[way] for way in ways if way in spellings), None)


def _plainly(name: str) -> str:
    """A city's name in place of "мск" or "SPB"; a name stays as it is."""
    known = place(name)
    return name if known is None or known.is_named(name) else known.called(name)
