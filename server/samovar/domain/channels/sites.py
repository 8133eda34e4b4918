"""Settings of a site: how the widget looks and behaves there, with the defaults of the trade."""

from datetime import timedelta
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from samovar.model.contact import Way
from samovar.storage.tables import Channel, Site

Lang = Literal["ru", "en"]
WAYS: tuple[Way, ...] = ("chat", "phone", "telegram", "whatsapp", "max", "viber", "sms", "email")
"""Where a visitor may like to be answered, in the order in which they are offered."""

GREETING, PATTERN, CONSENT, CATEGORY, LINK = 500, 200, 1000, 60, 2048
"""Characters of each at most."""
FAR = 400
"""Pixels that the button may keep from an edge."""

Colour = Annotated[str, Meta(pattern=r"^#[0-9a-f]{6}\Z")]
Words = dict[Lang, Annotated[str, Meta(max_length=GREETING)]]
Patterns = Annotated[list[Annotated[str, Meta(min_length=1, max_length=PATTERN)]], Meta(max_length=50)]
Days = Annotated[int, Meta(ge=0, le=3650)]
Pixels = Annotated[int, Meta(ge=0, le=FAR)]


class People(msgspec.Struct, frozen=True):
    """What a site calls those who answer: online are `many`, we call `whom`."""

    many: str
    whom: str


class Consent(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a visitor agrees to before contacts are taken. Each change is a new version, and the old ones stay: what
    was agreed to then can be read."""

    version: int
    at: str
    """When it was written, RFC 3339."""
    text: dict[Lang, Annotated[str, Meta(max_length=CONSENT)]]
    link: Annotated[str, Meta(max_length=LINK)] = ""
    """The full policy, on the company's own site."""


class Category(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a question may be about, as the company names it."""

    ru: Annotated[str, Meta(min_length=1, max_length=CATEGORY)]
    en: Annotated[str, Meta(max_length=CATEGORY)] = ""

    def name_in(self, lang: str) -> str:
        """For readers of a language."""
        return (self.en if lang == "en" else "") or self.ru


class Edges(msgspec.Struct, frozen=True):
    """How far the button stands from the edges of the page, in pixels."""

    aside: Pixels = 24
    below: Pixels = 24


class SiteSettings(msgspec.Struct, frozen=True, omit_defaults=True):
    """All settings of a site. What is not stored, or stored as it no longer may be, is as the defaults say."""

    delay_ms: Annotated[int, Meta(ge=0, le=3_600_000)] = 25_000
    """Time on site after which the window opens by itself; 0: never."""
    closed_days: Annotated[int, Meta(ge=0, le=365)] = 7
    """How long it then stays shut after the visitor closed it."""
    reopen_minutes: Annotated[float, Meta(ge=0, le=10_080)] = 60
    """A message that soon after closing reopens the conversation."""
    away_minutes: Annotated[float, Meta(ge=0, le=1_440)] = 2
    """An owner offline that long while the visitor waits loses the talk."""
    radius_km: Annotated[int, Meta(ge=0, le=20_000)] = 0
    """A city without a channel goes to the nearest one within so many kilometres; 0: never."""
    latin: Annotated[str, Meta(max_length=100)] = ""
    """The site's name for those who read no Cyrillic."""
    people: dict[Lang, People] = {}
    """What it calls those who answer."""

    colour: Colour = "#b3561b"
    """As the owner picked it; domain/channels/colours.py derives what is drawn."""
    theme: Literal["", "light", "dark", "light dark"] = ""
    """`light dark`: as the visitor's system; empty: as the page."""
    side: Literal["left", "right"] = "right"
    desktop: Edges = Edges()
    phone: Edges = Edges()
    """Of screens up to 480 pixels wide."""
    icon: Literal["samovar", "bubble", "question", "mail"] = "samovar"

    greeting: Words = {}
    """What the window says when it opens by itself, with placeholders (domain/channels/greetings.py)."""
    greetings: dict[str, Words] = {}
    """Channel id → its own greeting, which goes before the site's."""
    greet_pages: Patterns = []
    """Only there it opens by itself; addresses with `*` for anything; empty: everywhere."""
    greet_referrers: Patterns = []
    """Only for visitors who came from there; empty: from anywhere."""
    greet_device: Literal["", "phone", "computer"] = ""
    """Only there; empty: on both."""
    greet_open: bool = False
    """Only while the visitor's channel is open."""
    hidden_pages: Patterns = []
    """There is no widget on these pages, but for a talk that goes on."""
    hide_closed: bool = False
    """No widget while the visitor's channel is closed, but for a talk that goes on."""

    ways: tuple[Way, ...] = WAYS
    """Ways to be answered that are offered to a visitor who writes when nobody is there."""
    consents: list[Consent] = []
    """All versions of the site's own words, oldest first."""
    categories: Annotated[list[Category], Meta(max_length=20)] = []

    keep_talks_days: Days = 0
    """Days after its end in which what was said in a talk is kept; 0: for good."""
    keep_visits_days: Days = 0
    """Days in which it is kept which pages somebody has read, and how they came; 0: for good."""
    keep_mail_days: Days = 0
    """Days in which letters are kept; 0: for good."""

    @property
    def consent(self) -> Consent | None:
        """The site's own words that hold now; without any, those of the texts hold, as version 0."""
        return self.consents[-1] if self.consents else None


DEFAULTS = SiteSettings()
CALLED: dict[str, People] = {
    "ru": People("наши сотрудники", "сотрудника"),
    "en": People("our team", "a colleague"),
}
_KINDS = {each.name: each.type for each in msgspec.structs.fields(SiteSettings)}


def settings_of(site: Site | None) -> SiteSettings:
    """The settings of a site as its row has them, old rows too."""
    stored = site.settings if site else {}
    try:
        return msgspec.convert(stored, SiteSettings)
    except msgspec.ValidationError:
        return SiteSettings(**{name: value for name, value in map(_fitting, stored.items()) if name in _KINDS})


def _fitting(item: tuple[str, Any]) -> tuple[str, Any]:
    """One stored setting, read; without a name where it is none, or no longer may be."""
    name, value = item
    try:
        return name, msgspec.convert(value, _KINDS[name])
    except (KeyError, msgspec.ValidationError):
        return "", None


def stored_form(settings: SiteSettings) -> dict[str, Any]:
    """The settings as a row has them: what differs from the defaults."""
    made = msgspec.to_builtins(settings)
    return {name: value for name, value in made.items() if getattr(settings, name) != getattr(DEFAULTS, name)}


def agreeing(settings: SiteSettings, text: dict[Lang, str], link: str, at: str) -> list[Consent]:
    """All versions of the consent, with these words as the newest; without any, those of the texts hold again."""
    before = settings.consent
    if (text, link) == ((before.text, before.link) if before else ({}, "")):
        return settings.consents
    return [*settings.consents, Consent(len(settings.consents) + 1, at, text, link)]


def people_in(site: Site, lang: str) -> People:
    """What the site calls its people in a language."""
    return settings_of(site).people.get(lang) or CALLED[lang]  # type: ignore[call-overload]


def name_in(site: Site, lang: str) -> str:
    """The site's name for readers of a language."""
    return site.name if lang == "ru" else settings_of(site).latin or site.name


def reopens_for(site: Site | None) -> timedelta:
    """How long after closing a message reopens the conversation."""
    return timedelta(minutes=settings_of(site).reopen_minutes)


def away_limit(site: Site | None, channel: Channel | None) -> timedelta:
    """How long an owner may be offline while the visitor waits: the channel's word goes before the site's."""
    own = channel.away_minutes if channel else None
    return timedelta(minutes=settings_of(site).away_minutes if own is None else own)
