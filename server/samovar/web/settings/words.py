"""The journal in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from samovar.storage.tables import JournalEntry
from samovar.web.services import Services

LONGEST = 200


UNITS = (("seconds", 1), ("minutes", 60), ("hours", 3600), ("days", 86_400))


def ago(span: timedelta) -> tuple[str, int]:
    """How long ago, in the largest unit that fits: its key below `settings.ago`, and the number."""
    seconds = max(0, int(span.total_seconds()))
    unit, size = [each for each in UNITS if seconds >= each[1]][-1] if seconds else UNITS[0]
    return unit, seconds // size


@dataclass(frozen=True, slots=True)
class Line:
    """One entry, as people read it. `changes`: field, before, after; empty values as dashes."""

    at: datetime
    who: str
    what: str
    name: str
    verb: str
    changes: Sequence[tuple[str, str, str]]


class Words:
    """Makes lines of entries."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def line(self, entry: JournalEntry, lang: str) -> Line:
        """One entry in a language."""
        by = self._services.directory.operator(entry.by)
        return Line(
            at=entry.at, who=by.name if by else self._text(lang, "nobody"), what=self._text(lang, f"what.{entry.what}"),
            name=entry.name, verb=self._text(lang, f"verbs.{entry.verb}"),
            changes=[(self.field(name, lang), *(self._word(name, each, lang) for each in pair))  # type: ignore[misc]
                     for name, pair in entry.changes.items()],
        )  # fmt: skip

    def field(self, name: str, lang: str) -> str:
        """What the forms call a field."""
        return self._services.texts.by_lang[lang].get(f"settings.journal.fields.{name}", name)

    def _word(self, name: str, value: Any, lang: str) -> str:
        """Of a field with a few values, what the form calls it; of all versions of a consent, the newest."""
        if isinstance(value, list):
            shown = value[-1:] if name == "consents" else value
            return self._cut(", ".join(self._word(name, each, lang) for each in shown))
        known = self._services.texts.by_lang[lang].get(f"settings.journal.values.{name}.{value}")
        return known or self._value(value, lang)

    def _value(self, value: Any, lang: str) -> str:
        match value:
            case bool():
                return self._text(lang, "yes" if value else "no")
            case list():
                text = ", ".join(self._value(each, lang) for each in value)
            case dict():
                text = ", ".join(f"{self._key(key, lang)}: {self._value(each, lang)}" for key, each in value.items())
            case _:
                text = "" if value is None else self._called(str(value))
        return self._cut(text)

    def _cut(self, text: str) -> str:
        return f"{text[:LONGEST]}…" if len(text) > LONGEST else text or "—"

    def _key(self, key: str, lang: str) -> str:
        return self._called(key) if self._called(key) != key else self.field(key, lang)

    def _called(self, value: str) -> str:
        """An id by the name of what it is now."""
        directory = self._services.directory
        found = directory.operator(value) or directory.channel(value) or directory.hours_by_id(value)
        return found.name if found else value

    def _text(self, lang: str, key: str) -> str:
        return self._services.texts.get(lang, f"settings.journal.{key}")
