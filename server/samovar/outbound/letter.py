"""One letter's parts, and the words that fill them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from samovar.model.text import line
from samovar.texts import Texts


class Link(msgspec.Struct, frozen=True):
    """Words that lead somewhere."""

    text: str
    href: str


class Row(msgspec.Struct, frozen=True):
    """A label with its value."""

    label: str
    text: str
    href: str = ""


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """A letter's parts, in the order they are read."""

    subject: str
    head: str
    """Who writes: the company, maybe with the channel; the sender's name too."""
    heading: str
    lead: str = ""
    said: str = ""
    """Somebody's own words."""
    rows: tuple[Row, ...] = ()
    actions: tuple[Link, ...] = ()
    """The first is what the letter is for."""
    foot: str
    aside: Link | None = None
    """For whom the letter is not meant."""
    human: bool = False
    """A person wrote it to a person; all others say that a program did, so that no program answers them."""
    reply_to: str = ""


class Words:
    """What one letter is made of."""

    def __init__(self, texts: Texts, lang: str, places: Mapping[str, Any], origin: str, can_reply: bool) -> None:
        self.texts, self.lang, self.places, self.can_reply = texts, lang, places, can_reply
        self.url = f"{origin}{places.get('path', '')}"

    def __getitem__(self, place: str) -> str:
        """A place on one line; empty where nobody filled it."""
        return line(str(self.places.get(place, "")))

    def say(self, key: str, **more: object) -> str:
        """A sentence, filled with the places and more."""
        return self.texts.get(self.lang, f"mail.{key}", **{name: self[name] for name in self.places} | more)

    def moment(self, place: str) -> str:
        """A place that holds a time, told by the reader's clock."""
        return moment(self.texts, self.lang, datetime.fromisoformat(self.places[place]), self.places)


def moment(texts: Texts, lang: str, at: datetime, places: Mapping[str, Any]) -> str:
    """Day and time by the clock of whoever reads it."""
    zone = places.get("zone", "")
    there = at.astimezone(ZoneInfo(zone or "UTC"))
    month = texts.get(lang, "mail.months").split(" ")[there.month - 1]
    told = texts.get(lang, "mail.moment", day=there.day, month=month, time=f"{there:%H:%M}")
    return told if zone else f"{told} UTC"
