"""The larger cities of Russia and its neighbours: how people write them, in both alphabets."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

_LETTERS = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
_LATIN = "a,b,v,g,d,e,zh,z,i,y,k,l,m,n,o,p,r,s,t,u,f,kh,ts,ch,sh,shch,,y,,e,yu,ya"
_TO_LATIN = dict(zip(_LETTERS, _LATIN.split(","), strict=True))
_PREFIX = re.compile(r"^(г|город|gorod|city of)[ .]+")


@lru_cache(maxsize=4096)
def fold(city: str) -> str:
    """One spelling for one city: case, ё, hyphens, spaces and alphabet do not matter ("Казань" = "kazan")."""
    text = _PREFIX.sub("", city.strip().casefold().replace("ё", "е"))
    latin = "".join(_TO_LATIN.get(letter, letter) for letter in text)
    return "".join(re.findall(r"\w+", latin))[:100]


@dataclass(frozen=True, slots=True)
class Place:
    """A city in Russian and in English. `spellings`: folded, those of its names among them."""

    name: str
    latin: str
    spellings: tuple[str, ...]

    def is_named(self, typed: str) -> bool:
        """Whether somebody typed a name of it, and no abbreviation."""
        return fold(typed) in (fold(self.name), fold(self.latin))

    def called(self, typed: str) -> str:
        """Its name in the alphabet that somebody typed."""
        return self.latin if typed.isascii() else self.name


def place(city: str) -> Place | None:
    """The city that somebody means, where we know it."""
    return places().get(fold(city))


def latin(city: str) -> str:
    """Its English name; empty where we know none, or where it is that already."""
    found = place(city)
    return found.latin if found and found.latin != city else ""


@cache
def places() -> dict[str, Place]:
    """All that we know, by their spellings."""
    lines = files("samovar.domain.channels").joinpath("cities.txt").read_text("utf-8").splitlines()
    read = [_read(*line.split("|")) for line in lines]
    return {each: one for one in read for each in one.spellings}


def _read(name: str, latin_name: str, aliases: str) -> Place:
    spellings = dict.fromkeys(filter(None, map(fold, (name, latin_name, *aliases.split(",")))))
    return Place(name, latin_name, tuple(spellings))
