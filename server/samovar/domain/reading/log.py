"""The entries of one conversation, as one side sees them."""

from collections.abc import Sequence
from dataclasses import dataclass

from samovar.model.conversation import Conversation, Entry
from samovar.storage.engine.database import Database, Session
from samovar.storage.queries import conversations, log_entries

Entries = tuple[Conversation, Sequence[Entry], bool]
"""The conversation, entries in order and complete for this side, and whether there are more."""


class Log:
    """Only a reader who may read it hands it out. `notes`: the operators' view."""

    __slots__ = ("_database", "conv", "notes")

    def __init__(self, database: Database, conv: str, *, notes: bool) -> None:
        self._database = database
        self.conv = conv
        self.notes = notes

    async def after(self, seq: int, limit: int) -> Entries:
        """The first entries after a seq."""
        return await self._database.read(entries_after, self.conv, seq, limit, self.notes)

    async def before(self, seq: int | None, limit: int) -> Entries:
        """The last entries before a seq, or of all."""
        return await self._database.read(entries_before, self.conv, seq, limit, self.notes)


def entries_after(session: Session, conv: str, seq: int, limit: int, notes: bool) -> Entries:
    """One more than asked is read, to know whether there is more. The conversation first: what is committed between
    the two readings may be among the entries, but must not be taken for read without being there."""
    talk = conversations.load(session, [conv])[conv]
    found = log_entries.after(session, conv, seq, limit + 1, visitor=not notes)
    return talk, found[:limit], len(found) > limit


def entries_before(session: Session, conv: str, seq: int | None, limit: int, notes: bool) -> Entries:
    """The same from the other end."""
    talk = conversations.load(session, [conv])[conv]
    found = log_entries.before(session, conv, seq, limit + 1, visitor=not notes)
    return talk, found[-limit:], len(found) > limit


@dataclass(frozen=True, slots=True)
class Opened:
    """A conversation as it stood when a reader opened it."""

    talk: Conversation
    log: Log
