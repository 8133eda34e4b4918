"""A channel's cities, as people write them: one a line, with its other names, "Москва / столица / первопрестольная"."""

from collections.abc import Mapping, Sequence

from samovar.domain.channels import gazetteer
from samovar.domain.channels.cities import fold
from samovar.domain.channels.gazetteer import Spot
from samovar.storage.engine.database import Session
from samovar.storage.queries import channels as rows
from samovar.storage.tables import Channel, City

BETWEEN = " / "


class CityTaken(Exception):
    """A spelling leads to another channel already."""

    def __init__(self, spelling: str, channel: str) -> None:
        super().__init__(spelling, channel)
        self.spelling, self.channel = spelling, channel


def read(line: str) -> list[str]:
    """A city's name, and its other names."""
    return [" ".join(each.split()) for each in line.split("/") if fold(each)]


def tidied(lines: Sequence[Sequence[str]]) -> list[str]:
    """Each once, in order."""
    return sorted(
        {BETWEEN.join([name, *sorted({*others} - {name}, key=str.casefold)]) for name, *others in lines},
        key=str.casefold,
    )


def lines_of(cities: Sequence[City], channel_id: str) -> list[str]:
    """A channel's, as they were written; of what was written before that was kept, how it is looked up."""
    named: dict[str, list[str]] = {}
    for city in cities:
        if city.channel_id == channel_id:
            others = named.setdefault(city.name, [])
            others += [city.written or city.spelling] if city.spelling != fold(city.name) else []
    return tidied([[name, *others] for name, others in named.items()])


def by_hand(cities: Sequence[City], channel_id: str) -> dict[str, Spot | None]:
    """A channel's cities that the gazetteer, which should be ready, does not know, and where they lie: as somebody has
    said, or nobody knows."""
    spots = {each.name: spot_of(each) for each in cities if each.channel_id == channel_id}
    return {name: spot for name, spot in sorted(spots.items()) if gazetteer.where(name) is None}


def spot_of(city: City) -> Spot | None:
    """Where it lies, if that is written down."""
    return None if city.lat is None or city.lon is None else (city.lat, city.lon)


def lying(spots: Mapping[str, Spot | None], lines: Sequence[str]) -> dict[str, Spot | None]:
    """Of these places those of the cities that are listed."""
    names = {line.partition(BETWEEN)[0] for line in lines}
    return {name: spot for name, spot in spots.items() if name in names}


def places_of(spots: Mapping[str, Spot | None]) -> list[str]:
    """For people: "Иннополис: 55.75, 48.74"."""
    return [f"{name}: {gazetteer.written(spot)}" for name, spot in sorted(spots.items()) if spot]


def write_cities(session: Session, channel: Channel, lines: Sequence[str], spots: Mapping[str, Spot | None]) -> None:
    """Those, and no others. `spots`: where those lie that the gazetteer, which should be ready, does not know. Raises
    CityTaken."""
    rows.forget_cities(session, channel.id)
    channels = {each.id: each.name for each in rows.of_site(session, channel.site_id)}
    taken = {each.spelling: channels[each.channel_id] for each in rows.cities(session, channel.site_id)}
    made: dict[str, City] = {}
    for name, *others in filter(None, map(read, lines)):
        lat, lon = gazetteer.where(name) or spots.get(name) or (None, None)
        for written in (name, *others):
            spelling = fold(written)
            if spelling in taken:
                raise CityTaken(written, taken[spelling])
            made.setdefault(spelling, City(
                site_id=channel.site_id, channel_id=channel.id, spelling=spelling, name=name, written=written,
                lat=lat, lon=lon,
            ))  # fmt: skip
    session.add_all(made.values())
