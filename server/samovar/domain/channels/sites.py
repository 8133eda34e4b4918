"""Settings of a site, with the defaults of the trade."""

from datetime import timedelta
from typing import Any

from samovar.storage.tables import Site

DEFAULTS: dict[str, Any] = {
    "delay_ms": 25_000,
    "closed_days": 7,
    "reopen_minutes": 60,
    "away_minutes": 2,
    "greeting": {},
    "latin": "",
    "people": {
        "ru": {"many": "наши сотрудники", "whom": "сотрудника"},
        "en": {"many": "our team", "whom": "a colleague"},
    },
}
"""delay_ms: time on site after which the window opens by itself (0 never) · closed_days: how long it then
stays shut after the visitor closed it · reopen_minutes: a message that soon after closing reopens ·
away_minutes: an owner offline that long while the visitor waits loses the talk · greeting: {ru, en} ·
latin: the site's name for those who read no Cyrillic · people: what it calls those who answer, {ru, en}, each with
`many` (online are …) and `whom` (we call …): {"en": {"many": "designers", "whom": "a designer"}}."""


def setting(site: Site | None, name: str) -> Any:
    """One setting of a site, or its default."""
    return (site.settings if site else {}).get(name, DEFAULTS[name])


def people_in(site: Site, lang: str) -> Any:
    """What the site calls its people in a language."""
    return setting(site, "people").get(lang) or DEFAULTS["people"][lang]


def name_in(site: Site, lang: str) -> str:
    """The site's name for readers of a language."""
    return site.name if lang == "ru" else setting(site, "latin") or site.name


def reopens_for(site: Site | None) -> timedelta:
    """How long after closing a message reopens the conversation."""
    return timedelta(minutes=setting(site, "reopen_minutes"))


def away_limit(site: Site | None) -> timedelta:
    """How long an owner may be offline while the visitor waits."""
    return timedelta(minutes=setting(site, "away_minutes"))
