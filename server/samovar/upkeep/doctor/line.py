"""What the doctor says of one thing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from samovar.texts import Texts


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `name`: what was looked at; `trouble`: what is wrong with it, empty where it is fine."""

    name: str
    trouble: str = ""
    places: Mapping[str, object] = field(default_factory=dict)
    how: str = "fine"
    """Which words say that it is fine, where there are several."""
    minor: bool = False
    """The trouble is one of a day to come."""

    @property
    def weight(self) -> Literal["fine", "minor", "wrong"]:
        """`minor`: all goes well today, and something is to be done all the same."""
        return "fine" if not self.trouble else "minor" if self.minor else "wrong"


def said(texts: Texts, lang: str, line: Line) -> str:
    """A line in words: what it is about, and how it stands or what to do."""
    title = texts.get(lang, f"check.{line.name}.title")
    key = line.trouble if "." in line.trouble else f"check.{line.name}.{line.trouble or line.how}"
    return f"{title}: {texts.get(lang, key, **line.places)}"
