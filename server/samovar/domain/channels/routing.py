"""City → channel, in the order of trade.md: the page, an earlier choice, the address, a list to choose from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from samovar.domain.channels.cities import fold, place
from samovar.model.letters import cut
from samovar.storage.tables import Channel


@dataclass(frozen=True, slots=True)
class Route:
    """Where a visitor's conversations go. No channel and nothing to choose: the widget stays hidden.

    `how`: page, chosen, ip, operator, or empty when nothing is known.
    """

    channel: Channel | None = None
    choose: Sequence[Channel] = field(default_factory=tuple)
    city: str = ""
    how: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a visitor's city, each source by itself."""

    page: str = ""
    chosen: str | None = None
    """Channel id picked from the list."""
    corrected: str = ""
    """City an operator wrote on the card."""
    ip: Sequence[str] = ()
    """City names of the address, in several languages."""


def route(channels: Sequence[Channel], spellings: Mapping[str, tuple[str, str]], known: Known) -> Route:
    """Find the channel. `spellings`: folded spelling → (channel id, city's name)."""
    by_id = {channel.id: channel for channel in channels}
    fallback = next((channel for channel in channels if channel.fallback), None)
    if known.page:
        return _by_city([known.page], "page", by_id, spellings, fallback)
    if known.chosen in by_id:
        channel = by_id[known.chosen]
        return Route(channel, city=channel.name, how="chosen")
    if known.corrected:
        return _by_city([known.corrected], "operator", by_id, spellings, fallback)
    if known.ip:
        return _by_city(known.ip, "ip", by_id, spellings, fallback)
    if len(channels) == 1:
        return Route(channels[0])
    return Route(choose=tuple(channels))


def _by_city(
    names: Sequence[str],
    how: str,
    by_id: Mapping[str, Channel],
    spellings: Mapping[str, tuple[str, str]],
    fallback: Channel | None,
) -> Route:
    for name in names:
        found = _found(name, spellings)
        if found and found[0] in by_id:
            return Route(by_id[found[0]], city=found[1], how=how)
    return Route(fallback, city=cut(_plainly(names[0].strip()), 100), how=how)


def _found(name: str, spellings: Mapping[str, tuple[str, str]]) -> tuple[str, str] | None:
    """By the site's own spellings first, then by all that mean the same city."""
    known = place(name)
    ways = (fold(name), *(known.spellings if known else ()))
    return next((spellings[way] for way in ways if way in spellings), None)


def _plainly(name: str) -> str:
    """A city's name in place of "мск" or "SPB"; a name stays as it is."""
    known = place(name)
    return name if known is None or known.is_named(name) else known.called(name)
