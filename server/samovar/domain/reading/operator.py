"""What an operator may read, and what of it they get."""

from collections import Counter
from collections.abc import Sequence
from typing import Literal

from samovar.domain.conversation import rules
from samovar.domain.conversation.publish import Row
from samovar.domain.reading.card import CardView, card, find, visit_view
from samovar.domain.reading.cursors import cursor_of
from samovar.domain.reading.library import Access, Library
from samovar.domain.reading.lists import CountsView, Listed, Wanted
from samovar.domain.reading.log import Log, Opened
from samovar.domain.reading.views import RowView, View
from samovar.live.signals import Signal
from samovar.model.conversation import Conversation, Entry, Version
from samovar.model.errors import NotFound, Refused
from samovar.model.people import Operator
from samovar.storage.queries import lists

SHOWN_LOCKED = frozenset(("claimed", "released", "moved", "closed", "reopened"))
"""Entries that change a colleague's locked row; of the rest not even the time is told."""


class OperatorReader:
    """One console's. Questions to the database raise Unavailable."""

    __slots__ = ("_held", "_library", "_member")
    notes = True

    def __init__(self, library: Library, member: Operator) -> None:
        self._library = library
        self._member = member
        self._held: dict[str, str] = {}
        """Conversations they hold → their visitors, as far as this console has met them."""

    def channels(self) -> list[str]:
        """Whose lists they see."""
        member = self._member
        every = self._library.directory.channels()
        return [each.id for each in every if member.sees_all or each.id in member.channels]

    def rights(self) -> Literal["same", "more", "less"]:
        """What has become of what they may see since this reader was made. `more`: nothing is lost."""
        before, now = self._member, self._library.directory.member(self._member.id)
        if now == before:
            return "same"
        return "less" if now is None or before.has_lost(now) else "more"

    # ------------------------------------------------ conversations

    async def open(self, conv: str) -> Opened:
        """Raises NotFound, Taken or Forbidden."""
        talk = (await self._access(conv)).talk
        self.meet(talk)
        return Opened(talk, self._log(talk))

    async def resume(self, conv: str) -> Opened | None:
        """The same, where it may be lost by now."""
        try:
            return await self.open(conv)
        except Refused:
            return None

    async def _access(self, conv: str) -> Access:
        found = await self._library.access.ask(conv)
        if found is None:
            raise NotFound
        rules.require_read(self._member, found.talk, found.holder == self._member.id)
        return found

    def _log(self, talk: Conversation) -> Log:
        return Log(self._library.database, talk.id, notes=self.notes)

    def meet(self, talk: Conversation) -> None:
        """A conversation is as it is now: who is held opens all their talks to whoever holds them."""
        if talk.owner_id == self._member.id:
            self._held[talk.id] = talk.visitor_id
        else:
            self._held.pop(talk.id, None)

    def visitor_held(self, conv: str) -> str | None:
        """With whom they talk there, if they hold it."""
        return self._held.get(conv)

    def still_reads(self, talk: Conversation) -> bool:
        """Whether what they have opened stays open."""
        return rules.can_read_freely(self._member, talk) or talk.visitor_id in self._held.values()

    def own(self, talk: Conversation, entries: Sequence[Entry]) -> Log | None:
        """A conversation that is theirs now is read unasked; also one that was claimed and closed in one breath."""
        me = self._member.id
        ended = talk.last_owner_id == me and any(entry.kind == "closed" for entry in entries)
        return self._log(talk) if talk.owner_id == me or ended else None

    # ------------------------------------------------ lists

    async def page(self, wanted: Wanted) -> Listed:
        """A page, with the counts of their channels."""
        if wanted.visitor_of:
            return await self._earlier(wanted, wanted.visitor_of)
        channels = self.channels()
        talks = await self._talks(wanted, channels)
        rows = [self._row(talk) for talk in talks]
        return Listed(rows, cursor_of(talks, wanted.limit), await self._counts(channels))

    async def _talks(self, wanted: Wanted, channels: Sequence[str]) -> Sequence[Conversation]:
        if wanted.channel is not None and wanted.channel not in channels:
            raise NotFound
        chosen = [wanted.channel] if wanted.channel else (None if wanted.mine else channels)
        return await self._library.database.read(
            lists.page, channels=chosen, states=wanted.states, person=self._member.id if wanted.mine else None,
            before=wanted.place(), limit=wanted.limit,
        )  # fmt: skip

    async def _counts(self, channels: Sequence[str]) -> list[CountsView]:
        database, here = self._library.database, self._library.rows.waits_here
        counted = await database.read(lists.counts, channels, self._member.id)
        waiting = await database.read(lists.waiting_visitors, channels)
        left = Counter(channel for channel, visitor, since in waiting if not here(visitor, since))
        return [
            CountsView(channel=each[0], waiting=each[1], left=left[each[0]], mine=each[2], open=each[3])
            for each in counted
        ]

    async def _earlier(self, wanted: Wanted, conv: str) -> Listed:
        """Conversations of the visitor of one they may read, as far as they may read them."""
        found = await self._access(conv)
        talks = await self._library.database.read(
            lists.page, visitor=found.talk.visitor_id, states=wanted.states, person=self._whose(found),
            overseen=self._member.overseen, before=wanted.place(), limit=wanted.limit,
        )  # fmt: skip
        return Listed(
            [self._library.rows.full(talk) for talk in talks], cursor_of(talks, wanted.limit, of_visitor=True)
        )

    def _whose(self, found: Access) -> str | None:
        return rules.whose(self._member, found.holder)

    def _row(self, talk: Conversation) -> RowView:
        view: View = "full" if rules.can_see_content(self._member, talk) else "locked"
        return self._library.rows.of(talk, view)

    # ------------------------------------------------ the card

    async def card(self, conv: str) -> CardView:
        """Of the visitor of a conversation they may read."""
        access, library = await self._access(conv), self._library
        found = await library.database.read(find, access.talk, self._whose(access), self._member.overseen)
        visit = visit_view(found.visit, found.pages, library.visitors, library.clock()) if found.visit else None
        return card(access.talk, found, visit, [library.rows.full(each) for each in found.earlier])

    # ------------------------------------------------ what happens

    def view_of(self, row: Row, anyway: bool = False) -> View | Literal["gone"] | None:
        """How they see that a list's row has changed; None: not at all. `anyway`: also a colleague's row in which
        nothing seems to have changed."""
        member, talk = self._member, row.talk
        if not rules.can_see(member, talk):
            return "gone"
        if rules.can_see_content(member, talk):
            return "full"
        if any(_was_offered(entry, member.id) for entry in row.entries):
            return "returned"
        return "locked" if anyway or any(entry.kind in SHOWN_LOCKED for entry in row.entries) else None

    def hears(self, signal: Signal, followed: bool) -> bool:
        """Presence shows in the list, typing and pages where the conversation is followed."""
        if signal.kind == "here":
            return rules.can_see_content(self._member, signal.about)
        return signal.side == "visitor" and followed

    def concerns(self, stand: Version) -> bool:
        """Whether it stands in their lists."""
        return rules.can_see(self._member, stand)


def _was_offered(entry: Entry, operator: str) -> bool:
    return entry.kind == "transferred" and entry.data.get("to") == operator
