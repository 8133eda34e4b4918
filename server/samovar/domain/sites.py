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
}
"""delay_ms: time on site after which the window opens by itself (0 never) · closed_days: how long it then
stays shut after the visitor closed it · reopen_minutes: a message that soon after closing reopens ·
away_minutes: an owner offline that long while the visitor waits loses the talk · greeting: {ru, en}."""


def setting(site: Site | None, name: str) -> Any:
    """One setting of a site, or its default."""
    return (site.settings if site else {}).get(name, DEFAULTS[name])


def reopens_for(site: Site | None) -> timedelta:
    """How long after closing a message reopens the conversation."""
    return timedelta(minutes=setting(site, "reopen_minutes"))


def away_seconds(site: Site | None) -> float:
    """How long an owner may be offline while the visitor waits."""
    return float(setting(site, "away_minutes")) * 60
