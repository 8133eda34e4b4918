"""Where would a visitor from there go, and why? For administrators, before visitors find out."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import ip_address
from typing import Literal

from samovar.domain.channels.directory import Directory
from samovar.domain.channels.gazetteer import coordinates
from samovar.domain.channels.routing import Known, Route, route
from samovar.storage.geo import CityBase
from samovar.storage.tables import Site

Because = Literal["own", "near", "fallback", "hidden", "only", "choose", "no_base", "unknown"]


@dataclass(frozen=True, slots=True)
class Answer:
    """`because`: the city has a channel; it lies near one; the fallback takes it; nobody does, and there is no widget;
    nothing is known of an address, and there is one channel, or a list; addresses are not looked up here; or nothing
    was typed."""

    because: Because
    route: Route = field(default_factory=Route)


class Check:
    """Asks the very rules that visitors go by. `geo`: cities of addresses."""

    def __init__(self, directory: Directory, geo: CityBase, clock: Callable[[], datetime]) -> None:
        self._directory = directory
        self._geo = geo
        self._clock = clock

    async def ask(self, site: Site, typed: str) -> Answer:
        """`typed`: an IP address, coordinates, or a city."""
        known = self._known(typed.strip())
        if known is None:
            return Answer("no_base" if typed.strip() else "unknown")
        found = route(await self._directory.map(site, self._clock()), known)
        return Answer(_because(found), found)

    def _known(self, typed: str) -> Known | None:
        if _is_address(typed):
            ip = self._geo.cities(typed)
            return Known(ip=ip, spot=self._geo.spot(typed)) if self._geo.known else None
        if spot := coordinates(typed):
            return Known(ip=(typed,), spot=spot)
        return Known(page=typed) if typed else None


def _because(found: Route) -> Because:
    if found.channel is None:
        return "choose" if found.choose else "hidden"
    if not found.how:
        return "only"
    if found.km is not None:
        return "near"
    return "own" if found.own else "fallback"


def _is_address(typed: str) -> bool:
    try:
        ip_address(typed)
    except ValueError:
        return False
    return True
