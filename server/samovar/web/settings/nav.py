"""The settings' own list of pages."""

from collections.abc import Iterable
from dataclasses import dataclass

ORDER = (
    "guide", "widget", "channels", "people", "site",
    "hours", "mail", "data", "signin", "journal", "server", "me",
)  # fmt: skip
"""Places in the list; words: `settings.nav` in texts."""


STEPS = {
    "site": "/settings/site", "city": "/settings/channels", "hours": "/settings/hours", "people": "/settings/people",
    "tag": "/settings/site#code",
}  # fmt: skip
"""Where each of the first steps is taken (`domain/channels/first_steps.py`)."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the guide. `key`: its words; `path`: where it is taken."""

    key: str
    path: str
    done: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """A page in the list. `key`: its place and its words; `icon`: a name of `parts/icons.html`; `everybody`: it is
    there for those who are no administrators too."""

    key: str
    path: str
    icon: str
    everybody: bool = False


def listed(entries: Iterable[Entry], role: str) -> list[Entry]:
    """What one reader finds in the list, in its order."""
    mine = [each for each in entries if each.everybody or role == "administrator"]
    return sorted(mine, key=lambda entry: ORDER.index(entry.key))
