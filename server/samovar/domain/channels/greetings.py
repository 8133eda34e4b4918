"""What the window says when it opens by itself, and where it may."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from samovar.domain.channels.sites import SiteSettings

PLACES = {"page": "страница", "city": "город", "name": "имя", "company": "компания"}
"""Placeholder in English → in Russian; both are known in both languages. Page: its title; name: of who greets."""
_NAMED = {spelling: name for name, russian in PLACES.items() for spelling in (name, russian)}
_PLACE = re.compile(r"\{\s*([^{}]*?)\s*\}")
PHONES = ("iPhone", "Android")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When a window would open by itself: on which page, after which, on what, and whether the channel is open."""

    url: str
    referrer: str
    device: str
    """As sources.device_of names it."""
    channel_open: bool


def greeting_of(settings: SiteSettings, channel: str | None, lang: str, places: Mapping[str, str], usual: str) -> str:
    """The channel's own words, else the site's, else the `usual` ones: the first that have all they mention."""
    own = settings.greetings.get(channel or "", {})
    for text in (own.get(lang), settings.greeting.get(lang)):  # type: ignore[call-overload]
        if text and (said := filled(text, places)):
            return said
    return usual


def filled(text: str, places: Mapping[str, str]) -> str:
    """The text with its placeholders replaced; empty where one has nothing to stand for."""
    asked = [_NAMED.get(each.casefold()) for each in _PLACE.findall(text)]
    if not all(places.get(each or "") for each in asked):
        return ""
    return _PLACE.sub(lambda found: places[_NAMED[found[1].casefold()]], text)


def unknown_places(text: str) -> list[str]:
    """Placeholders that nobody fills, as they are written."""
    return [found[0] for found in _PLACE.finditer(text) if found[1].casefold() not in _NAMED]


def may_greet(settings: SiteSettings, moment: Moment) -> bool:
    """Whether the site wants the window to open by itself there."""
    on_phone = moment.device.startswith(PHONES)
    return (
        (not settings.greet_pages or matches(settings.greet_pages, moment.url))
        and (not settings.greet_referrers or matches(settings.greet_referrers, moment.referrer))
        and settings.greet_device in ("", "phone" if on_phone else "computer")
        and (moment.channel_open or not settings.greet_open)
    )


def is_hidden(settings: SiteSettings, url: str, channel_open: bool) -> bool:
    """Whether the site wants no widget there."""
    return matches(settings.hidden_pages, url) or (settings.hide_closed and not channel_open)


def matches(patterns: Sequence[str], url: str) -> bool:
    """Whether an address fits one of the patterns. One that begins with `/` says the path, any other begins with the
    host; what follows ? and # counts only where the pattern has it, and so does the scheme."""
    return any(_fits(pattern, url) for pattern in patterns)


def _fits(pattern: str, url: str) -> bool:
    wanted, address = pattern.strip().casefold(), url.strip().casefold()
    if "#" not in wanted:
        address = address.partition("#")[0]
    if "?" not in wanted:
        address = address.partition("?")[0]
    if "://" not in wanted:
        address = address.partition("://")[2].removeprefix("www.")
        wanted = wanted.removeprefix("www.")
    if wanted.startswith("/"):
        address = "/" + address.partition("/")[2]
    return _like(wanted.rstrip("/"), address.rstrip("/"))


def _like(pattern: str, text: str) -> bool:
    """With `*` for anything. Part after part, for a pattern that goes back would take minutes on a long address."""
    first, *rest = pattern.split("*")
    if not rest:
        return text == first
    *middle, last = rest
    if not text.startswith(first):
        return False
    at = len(first)
    for part in middle:
        found = text.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return len(text) - len(last) >= at and text.endswith(last)
