"""Following one conversation from a cursor: subscribe first, read second, then flush.

Live delivery and catching up are one path: what the hub hands over is sent when it is the next entry, ignored when
old, and read from storage when something between is missing.
"""

import asyncio
from collections.abc import Sequence
from random import random
from typing import Protocol

from samovar.domain.conversation.publish import Change
from samovar.domain.reading.log import Log
from samovar.model.conversation import Conversation, Entry
from samovar.storage.engine.database import Unavailable

PAGE = 200
"""Entries of one batch while catching up."""
RETRY_SECONDS = 1.0


class Sink(Protocol):
    """Where a feed delivers."""

    def batch(self, talk: Conversation, after: int, entries: Sequence[Entry], more: bool) -> None:
        """Entries read from storage, all that follow `after`."""

    def live(self, change: Change, entry: Entry) -> None:
        """The next entry, just committed."""


class Feed:
    """One conversation for one connection. `log`: its entries, as the reader may see them."""

    def __init__(self, log: Log, sink: Sink, *, after: int) -> None:
        self.log = log
        self.cursor = after
        self._sink = sink
        self._notes = log.notes
        self._held: list[Change] | None = None

    def hold(self) -> None:
        """Keep what comes live until `release`."""
        self._held = []

    def release(self, cursor: int | None = None) -> None:
        """Let through what was kept, as far as it follows the cursor."""
        held, self._held = self._held or [], None
        self.cursor = max(self.cursor, cursor or 0)
        for change in held:
            self.on_change(change)

    async def read_all(self) -> None:
        """Deliver all that is stored after the cursor, batch by batch."""
        more = True
        while more:
            talk, entries, more = await self.log.after(self.cursor, PAGE)
            if entries:
                self._sink.batch(talk, self.cursor, entries, more)
                self.cursor = entries[-1].seq

    def on_change(self, change: Change) -> None:
        """Take entries of a change: the next ones go out, old ones not, a hole is read."""
        if self._held is not None:
            self._held.append(change)
            return
        for entry in change.entries:
            if entry.seq <= self.cursor or not (self._notes or entry.audience == "all"):
                continue
            before = entry.seq - 1 if self._notes else entry.prev
            if before > self.cursor:
                self._repair()
                self.on_change(change)
                return
            self.cursor = entry.seq
            self._sink.live(change, entry)

    def _repair(self) -> None:
        self.hold()
        self._task = asyncio.ensure_future(self._mend())

    async def _mend(self) -> None:
        """Read what is missing, however long the database is away; what comes live waits meanwhile."""
        while True:
            try:
                await self.read_all()
                break
            except Unavailable:
                await asyncio.sleep(RETRY_SECONDS * (1 + random()))
        self.release()
