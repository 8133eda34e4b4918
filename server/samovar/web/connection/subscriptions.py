"""The conversations one connection follows, each through its feed."""

from collections.abc import Callable, Iterator, Sequence

from samovar.domain.conversation.publish import Change
from samovar.domain.delivery.feed import Feed
from samovar.domain.delivery.state import DeliveryState
from samovar.domain.reading.log import Log
from samovar.domain.reading.views import last_seq
from samovar.model.conversation import Conversation, Entry, Version
from samovar.storage.engine.database import Unavailable
from samovar.web import wire
from samovar.web.present.presenter import Presenter

MOST = 200
"""Conversations one connection follows; the one followed longest is let go first."""


class Subscriptions:
    """Feeds by conversation. `notes`: the operators' view; `left`: told when one is let go; `delivery`: notes what the
    client asks for."""

    __slots__ = ("_delivery", "_feeds", "_left", "_notes", "_presenter", "_push")

    def __init__(
        self, frames: Presenter, push: Callable[[bytes], None], notes: bool, delivery: DeliveryState,
        left: Callable[[str], None] = lambda conv: None,
    ) -> None:  # fmt: skip
        self._presenter = frames
        self._push = push
        self._notes = notes
        self._delivery = delivery
        self._left = left
        self._feeds: dict[str, Feed] = {}

    def __contains__(self, conv: str) -> bool:
        return conv in self._feeds

    def __iter__(self) -> Iterator[str]:
        return iter(list(self._feeds))

    def start(self, log: Log, after: int) -> Feed:
        """Follow from a cursor; what is live after it goes out from now on."""
        feed = self._feeds.get(log.conv)
        if feed is None:
            if len(self._feeds) >= MOST:
                self.stop(next(iter(self._feeds)))
            feed = self._feeds[log.conv] = Feed(log, self, after=after)
        return feed

    def log(self, conv: str) -> Log | None:
        """The entries of a conversation that is followed."""
        feed = self._feeds.get(conv)
        return feed.log if feed else None

    def lacks(self, stand: Version) -> bool:
        """Whether entries have not arrived of a conversation that is followed."""
        feed = self._feeds.get(stand.id)
        return self._delivery.lacks(stand.id, last_seq(stand, self._notes), feed.cursor if feed else None)

    def stop(self, conv: str) -> None:
        """No longer follow."""
        if self._feeds.pop(conv, None):
            self._left(conv)

    def on_change(self, change: Change) -> None:
        """Pass a change to its feed, if followed."""
        feed = self._feeds.get(change.talk.id)
        if feed:
            feed.on_change(change)

    async def page(self, frame: wire.Get, log: Log) -> None:
        """Answer `get`, and follow the conversation from then on."""
        fresh = log.conv not in self._feeds
        feed = self.start(log, 0)
        if fresh:
            feed.hold()
        if frame.after is not None:
            self._delivery.asked |= {frame.conv}
        after = frame.after if frame.before is None else None
        try:
            reading = log.before(frame.before, frame.limit) if after is None else log.after(after, frame.limit)
            talk, entries, more = await reading
        except Unavailable:
            if fresh:
                self.stop(log.conv)
            raise
        self._push(self._presenter.batch(talk, entries, notes=self._notes, after=after, more=more, rid=frame.rid))
        if fresh:
            feed.release(last_seq(talk, self._notes))
        elif after is not None and after <= feed.cursor and entries:
            feed.cursor = max(feed.cursor, entries[-1].seq)

    def batch(self, talk: Conversation, after: int, entries: Sequence[Entry], more: bool) -> None:
        """A feed has caught up with stored entries."""
        self._push(self._presenter.batch(talk, entries, notes=self._notes, after=after, more=more))

    def live(self, change: Change, entry: Entry) -> None:
        """A feed passes the next entry on."""
        self._push(self._presenter.ev(change, entry, self._notes))
