"""The settings' own list of pages."""

from collections.abc import Iterable
from dataclasses import dataclass

ORDER = (
    "guide", "widget", "channels", "people", "site",
    "hours", "mail", "data", "signin", "journal", "server", "me",
)  # fmt: skip
"""Places in the list; words: `settings.nav` in texts."""


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
