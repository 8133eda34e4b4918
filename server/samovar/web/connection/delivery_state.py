"""How far a connection has been reached: what it was told, and what its client says it has. The watch reads it."""

from datetime import datetime

from samovar.domain.delivery.alarm import Alarm
from samovar.domain.reading.log import Log
from samovar.live.presence import Presence
from samovar.model.conversation import Conversation
from samovar.web import wire
from samovar.web.connection.subscriptions import Subscriptions
from samovar.web.transport.long_poll import LongPoll
from samovar.web.transport.protocols import Socket

NOTED = 1000
"""Conversations of which it is kept what the live path told last; the watch soon takes them out."""


class DeliveryState:
    """What the names mean, domain/watch.py says. `leases`: where it is noted when the client was heard."""

    subscriptions: Subscriptions
    person: str
    leases: Presence
    asked: frozenset[str] = frozenset()
    entered: datetime | None = None

    def __init__(self, socket: Socket | LongPoll) -> None:
        self.socket = socket
        self.got: dict[str, int] = {}
        self.told_revs: dict[str, int] = {}

    def arrived(self, frame: wire.Got) -> None:
        """The client has all entries so far."""
        self.got[frame.conv] = max(frame.seq, self.got.get(frame.conv, 0))

    async def page(self, frame: wire.Get, log: Log) -> None:
        """Answer `get`."""
        if frame.after is not None:
            self.asked |= {frame.conv}
        await self.subscriptions.page(frame, log)

    def noted(self, talk: Conversation) -> None:
        """The live path has told this connection of a change."""
        self.told_revs.pop(talk.id, None)
        self.told_revs[talk.id] = talk.rev
        if len(self.told_revs) > NOTED:
            del self.told_revs[next(iter(self.told_revs))]

    def lease(self) -> float | None:
        """When it was last heard; None where it has left. Who has yet to take what was sent cannot have heeded it."""
        heard = self.leases.heard(self.person, self)
        return 0.0 if heard and self.socket.waiting() else heard

    def lacks(self, conv: str, seq: int) -> bool:
        """By what the client says it has; where it never said, by what it was sent."""
        cursor = self.subscriptions.cursor(conv)
        return cursor is not None and self.got.get(conv, cursor) < seq

    def alarm(self, alarm: Alarm) -> None:
        """Of no interest but to administrators."""
