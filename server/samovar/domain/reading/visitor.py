"""What a visitor may read: their own conversations, without what operators say to each other in them."""

from collections.abc import Mapping, Sequence

from samovar.domain.conversation.publish import Change, Row
from samovar.domain.reading.cursors import cursor_of
from samovar.domain.reading.library import Library
from samovar.domain.reading.lists import Listed, Wanted
from samovar.domain.reading.log import Log, Opened
from samovar.domain.reading.views import RowView, View, visitor_row
from samovar.live.signals import Signal
from samovar.model.conversation import Conversation, Entry, Version
from samovar.model.errors import NotFound
from samovar.model.people import Visitor
from samovar.storage.queries import conversations, lists

LETS_GO = ("released", "moved")
"""Operators' entries after which the visitor talks with nobody, or somewhere else: the row shows it."""


class VisitorReader:
    """One tab's. Questions to the database raise Unavailable."""

    __slots__ = ("_library", "_unlisted", "_visitor")
    notes = False

    def __init__(self, library: Library, visitor: Visitor) -> None:
        self._library = library
        self._visitor = visitor
        self._unlisted: set[str] = set()
        """Conversations of which the tab was told more than their rows tell."""

    # ------------------------------------------------ conversations

    async def talks(self) -> list[Conversation]:
        """The newest 50."""
        return await self._library.talks_of.ask(self._visitor.id)

    async def is_known(self) -> bool:
        """Whether anything of them is stored at all."""
        return await self._library.known.ask(self._visitor.id)

    async def open(self, conv: str) -> Opened:
        """Raises NotFound."""
        talk = (await self._library.database.read(conversations.load, [conv])).get(conv)
        log = self.own(talk) if talk else None
        if talk is None or log is None:
            raise NotFound
        return Opened(talk, log)

    async def resume(self, conv: str, among: Mapping[str, Conversation]) -> Opened | None:
        """The same, where it may be another's. `among`: their talks by id, as they were just read."""
        talk = among.get(conv)
        if talk and (log := self.own(talk)):
            return Opened(talk, log)
        try:
            return await self.open(conv)
        except NotFound:
            return None

    def own(self, talk: Conversation) -> Log | None:
        """The entries, if the conversation is theirs."""
        if talk.visitor_id != self._visitor.id:
            return None
        return Log(self._library.database, talk.id, notes=self.notes)

    # ------------------------------------------------ lists

    def rows(self, talks: Sequence[Conversation]) -> list[RowView]:
        """Their conversations in a list."""
        return [visitor_row(talk) for talk in talks]

    async def page(self, wanted: Wanted) -> Listed:
        """A page."""
        talks = await self._library.database.read(
            lists.page, visitor=self._visitor.id, states=wanted.states, before=wanted.place(), limit=wanted.limit
        )
        return Listed(self.rows(talks), cursor_of(talks, wanted.limit, of_visitor=True))

    # ------------------------------------------------ what happens

    def first_of(self, change: Change) -> Entry | None:
        """The first of its entries that they may see."""
        for entry in change.entries:
            if entry.audience == "all":
                self._unlisted.add(change.talk.id)
                return entry
        if change.marked or any(entry.kind in LETS_GO for entry in change.entries):
            self._unlisted.add(change.talk.id)
        return None

    def view_of(self, row: Row) -> View | None:
        """Not even that there was something they may not see is told."""
        if row.talk.id not in self._unlisted:
            return None
        self._unlisted.discard(row.talk.id)
        return "visitor"

    def hears(self, signal: Signal) -> bool:
        """Whoever writes to them."""
        return signal.kind == "typing" and signal.side == "operator"

    def concerns(self, stand: Version) -> bool:
        """Whether it is theirs."""
        return stand.visitor_id == self._visitor.id
