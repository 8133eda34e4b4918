"""What the doctor says of one thing."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from samovar.texts import Texts


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `name`: what was looked at; `trouble`: what is wrong with it, empty where it is fine."""

    name: str
    trouble: str = ""
    places: Mapping[str, object] = field(default_factory=dict)
    how: str = "fine"
    """Which words say that it is fine, where there are several."""

    @property
    def fine(self) -> bool:
        """Nothing is to be done."""
        return not self.trouble


def said(texts: Texts, lang: str, line: Line) -> str:
    """A line in words: what it is about, and how it stands or what to do."""
    title = texts.get(lang, f"check.{line.name}.title")
    key = line.trouble if "." in line.trouble else f"check.{line.name}.{line.trouble or line.how}"
    return f"{title}: {texts.get(lang, key, **line.places)}"
