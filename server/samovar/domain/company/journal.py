"""Who changed what, and when: written in the transaction that changes, and kept."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal, Protocol

from samovar.storage.engine.database import Database, Session
from samovar.storage.queries import journal
from samovar.storage.tables import JournalEntry, utc_now

What = Literal["site", "channel", "hours", "operator", "invitation", "mail", "data", "signin", "server"]
"""Kinds of things. A new one comes with its words in texts, `settings.journal.what`."""
Verb = Literal[
    "added", "changed", "removed", "invited", "resent", "revoked", "joined", "disabled", "enabled", "confirmed",
    "signed_out", "reset", "exported", "imported", "erased", "sent", "closed", "reopened",
]  # fmt: skip
"""What can happen to them; its words in texts, `settings.journal.verbs`."""
Changes = Mapping[str, Sequence[Any]]
"""Field → before, after."""


class Edited(Protocol):
    """A row that people edit in the settings."""

    id: str
    rev: int


class ChangedSince(Exception):
    """Somebody else has changed the same fields since the form was opened; nothing was stored."""

    def __init__(self, entries: Sequence[JournalEntry]) -> None:
        super().__init__()
        self.entries = entries
        """What they did, oldest first."""


def edit(
    session: Session, row: Edited, rev: int, values: Mapping[str, Any], *, by: str | None, what: What,
    beside: Changes | None = None,
) -> Changes:  # fmt: skip
    """Change the fields of a row that was read at revision `rev`, and say so in the journal; what is as it was stays
    out of both. Gives the changes. Raises ChangedSince where another has changed one of these fields meanwhile.

    `beside`: fields that stand in other tables, before and after; whoever calls writes them, where they are among the
    changes.
    """
    changes = _differences({name: getattr(row, name) for name in values}, values)
    changes |= {name: list(pair) for name, pair in (beside or {}).items() if pair[0] != pair[1]}
    if not changes:
        return changes
    others = journal.since(session, what, row.id, rev) if rev != row.rev else []
    if any(changes.keys() & entry.changes.keys() for entry in others):
        raise ChangedSince(others)
    for name, value in values.items():
        setattr(row, name, value)
    row.rev += 1
    record(session, by, what, row.id, "changed", changes, name=getattr(row, "name", ""), rev=row.rev)
    return changes


def record(
    session: Session, by: str | None, what: What, row: str, verb: Verb, changes: Changes | None = None, *,
    name: str = "", rev: int = 0, at: datetime | None = None,
) -> None:  # fmt: skip
    """Write down a change. `by`: operator id, none for the system; `name`: what people call the thing now. Secrets have
    no place in `changes`."""
    kept = {field: [_plain(each) for each in pair] for field, pair in (changes or {}).items()}
    session.add(
        JournalEntry(
            by=by, what=what, row_id=row, verb=verb, changes=kept, name=name[:100], rev=rev, at=at or utc_now()
        )
    )


def _plain(value: Any) -> Any:
    """As JSON has it."""
    return value.isoformat() if isinstance(value, date) else value


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Of a site's settings, which are a table themselves, only those that differ."""
    found: dict[str, list[Any]] = {}
    for name, value in after.items():
        was = before.get(name)
        if name == "settings":
            found |= _differences(was or {}, dict.fromkeys(was or {}) | dict(value))
        elif was != value:
            found[name] = [was, value]
    return found


class Journal:
    """Reads it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(
        self, *, what: str = "", by: str = "", before: tuple[datetime, str] | None = None, limit: int = 50
    ) -> Sequence[JournalEntry]:
        """Entries newest first. `before`: time and id of the last one seen."""
        return await self._database.read(journal.page, what=what, by=by, before=before, limit=limit)
