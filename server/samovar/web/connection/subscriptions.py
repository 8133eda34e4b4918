"""The conversations one connection follows, each through its feed."""

from collections.abc import Awaitable, Callable, Iterator, Sequence

from samovar.domain.conversation.publish import Change
from samovar.domain.delivery.feed import Feed
from samovar.model.conversation import Conversation, Entry
from samovar.storage.engine.database import Database, Session, Unavailable
from samovar.storage.queries import conversations
from samovar.web import wire
from samovar.web.present.presenter import Presenter

MOST = 200
"""Conversations one connection follows; the one followed longest is let go first."""


class Subscriptions:
    """Feeds by conversation. `notes`: the operators' view. `left`: told when one is let go."""

    def __init__(
        self, database: Database, frames: Presenter, push: Callable[[bytes], None], notes: bool,
        left: Callable[[str], None] = lambda conv: None,
    ) -> None:  # fmt: skip
        self._database = database
        self._presenter = frames
        self._push = push
        self._notes = notes
        self._left = left
        self._feeds: dict[str, Feed] = {}

    def __contains__(self, conv: str) -> bool:
        return conv in self._feeds

    def __iter__(self) -> Iterator[str]:
        return iter(list(self._feeds))

    def start(self, conv: str, after: int) -> Feed:
        """Follow from a cursor; what is live after it goes out from now on."""
        feed = self._feeds.get(conv)
        if feed is None:
            if len(self._feeds) >= MOST:
                self.stop(next(iter(self._feeds)))
            feed = self._feeds[conv] = Feed(conv, self._reader(conv), self, notes=self._notes, after=after)
        return feed

    def cursor(self, conv: str) -> int | None:
        """The last entry sent of a conversation that is followed."""
        feed = self._feeds.get(conv)
        return feed.cursor if feed else None

    def stop(self, conv: str) -> None:
        """No longer follow."""
        if self._feeds.pop(conv, None):
            self._left(conv)

    def hear(self, change: Change) -> None:
        """Pass a change to its feed, if followed."""
        feed = self._feeds.get(change.talk.id)
        if feed:
            feed.hear(change)

    async def page(self, frame: wire.Get) -> None:
        """Answer `get`, and follow the conversation from then on."""
        feed = self._feeds.get(frame.conv)
        fresh = feed is None
        if feed is None:
            feed = self.start(frame.conv, 0)
            feed.hold()
        try:
            talk, entries, more = await self._database.read(_page, frame, self._notes)
        except Unavailable:
            if fresh:
                self.stop(frame.conv)
            raise
        after = frame.after if frame.before is None else None
        self._push(self._presenter.batch(talk, entries, notes=self._notes, after=after, more=more, rid=frame.rid))
        if fresh:
            feed.release(talk.last_seq if self._notes else talk.visible_seq)
        elif after is not None and after <= feed.cursor and entries:
            feed.cursor = max(feed.cursor, entries[-1].seq)

    def batch(self, talk: Conversation, after: int, entries: Sequence[Entry], more: bool) -> None:
        """A feed has caught up with stored entries."""
        self._push(self._presenter.batch(talk, entries, notes=self._notes, after=after, more=more))

    def live(self, change: Change, entry: Entry) -> None:
        """A feed passes the next entry on."""
        self._push(self._presenter.ev(change, entry, self._notes))

    def _reader(self, conv: str) -> Callable[[int, int], Awaitable[tuple[Conversation, Sequence[Entry]]]]:
        def query(session: Session, after: int, limit: int) -> tuple[Conversation, Sequence[Entry]]:
            found = conversations.entries_after(session, conv, after, limit, visitor=not self._notes)
            return conversations.load(session, [conv])[conv], found

        async def read(after: int, limit: int) -> tuple[Conversation, Sequence[Entry]]:
            return await self._database.read(query, after, limit)

        return read


def _page(session: Session, frame: wire.Get, notes: bool) -> tuple[Conversation, list[Entry], bool]:
    """One more than asked is read, to know whether there is more."""
    limit = frame.limit + 1
    talk = conversations.load(session, [frame.conv])[frame.conv]
    if frame.after is not None and frame.before is None:
        found = conversations.entries_after(session, frame.conv, frame.after, limit, visitor=not notes)
        return talk, found[: frame.limit], len(found) == limit
    found = conversations.entries_before(session, frame.conv, frame.before, limit, visitor=not notes)
    return talk, found[-frame.limit :], len(found) == limit
