"""What an operator's console is told: rows of their lists, the talks they follow, colleagues, signals, alarms."""

from collections.abc import Callable
from typing import Any

from samovar.domain.conversation.publish import Change, Erased, Row
from samovar.domain.delivery.alarm import Alarm
from samovar.domain.delivery.feed import Feed
from samovar.domain.delivery.state import DeliveryState
from samovar.domain.holds import Hold
from samovar.domain.reading.log import Log
from samovar.domain.reading.operator import OperatorReader
from samovar.domain.topics import PEOPLE, conversation_topic, inbox_topic, operator_topic, session_topic
from samovar.live.signals import Signal
from samovar.model.conversation import Version
from samovar.model.people import Operator
from samovar.storage.tables import PageView
from samovar.web import wire
from samovar.web.connection.connection import Connection
from samovar.web.connection.subscriptions import Subscriptions
from samovar.web.present.presenter import rfc3339
from samovar.web.services import Services


class Inbox:
    """A console's ears. `key`: of its session."""

    __slots__ = (
        "_connection",
        "_member",
        "_presenter",
        "_push",
        "_services",
        "_session",
        "_told",
        "_told_people",
        "_topics",
        "delivery",
        "person",
        "reader",
        "subscriptions",
    )

    def __init__(
        self, services: Services, connection: Connection, push: Callable[[bytes], None], member: Operator, key: str
    ) -> None:
        self.person = member.id
        self.reader = OperatorReader(services.library, member)
        self.delivery = DeliveryState()
        self.subscriptions = Subscriptions(services.presenter, push, True, self.delivery, self._left)
        self._services = services
        self._presenter = services.presenter
        self._connection = connection
        self._push = push
        self._member = member
        self._session = session_topic(key)
        self._told: Row | Signal | None = None
        self._told_people = b""
        self._topics: set[str] = set()
        """What is heard besides the conversations that are followed."""

    def subscribe(self) -> None:
        """Hear of all that concerns the lists, the colleagues and the session."""
        self._topics |= {inbox_topic(each) for each in self.reader.channels()}
        self._topics |= {operator_topic(self.person), self._session, PEOPLE}
        for topic in self._topics:
            self._services.hub.subscribe(topic, self._connection)

    def leave(self) -> None:
        """Hear nothing more."""
        for topic in self._topics:
            self._services.hub.unsubscribe(topic, self._connection)
        for conv in list(self.subscriptions):
            self._left(conv)

    # ------------------------------------------------ what is told

    def on_event(self, topic: str, item: Any) -> None:
        """A change, a signal, colleagues, or the end of the session."""
        if isinstance(item, Change):
            self._changed(topic, item)
        elif isinstance(item, Row):
            self._listed(item)
        elif isinstance(item, Signal):
            self._signal(item)
        elif isinstance(item, Erased):
            self._erased(item.conv)
        elif topic == PEOPLE:
            self._people()
        elif topic == self._session:
            self._connection.socket.finish(wire.CloseCode.TOKEN, "session")

    def _changed(self, topic: str, change: Change) -> None:
        if not change.plain:
            self.reader.meet(change.talk)
        if topic in self._topics:
            self._own_news(change)
        else:
            self._entries(change)

    def _entries(self, change: Change) -> None:
        if not self.reader.still_reads(change.talk):
            self.subscriptions.stop(change.talk.id)
            return
        self.subscriptions.on_change(change)
        if change.marked:
            self._connection.push_signal(self._presenter.read_mark(change))

    def _own_news(self, change: Change) -> None:
        """A talk that has become theirs, or is theirs but not followed yet, is followed at once."""
        talk, entries = change.talk, change.entries
        if entries and talk.id not in self.subscriptions and (log := self.reader.own(talk, entries)):
            self.follow(log, entries[0].seq - 1)
            self._entries(change)

    def _listed(self, row: Row) -> None:
        """Once, on however many topics it comes."""
        if row is self._told:
            return
        self._told = row
        self.reader.meet(row.talk)
        self._own_news(Change(row.talk, row.entries))
        self._show(row)
        self.delivery.noted(row.talk)

    def _show(self, row: Row, anyway: bool = False) -> None:
        view = self.reader.view_of(row, anyway)
        if view == "gone":
            self._push(wire.encode(wire.Gone(conv=row.talk.id)))
        elif view:
            self._push(self._presenter.summary(row, view))

    def _erased(self, conv: str) -> None:
        """What the console keeps of it goes; the row that comes again says nothing."""
        self.subscriptions.stop(conv)
        self._push(wire.encode(wire.Gone(conv=conv)))

    def _signal(self, signal: Signal) -> None:
        """A visitor's coming and going is told on several topics, and once."""
        again, self._told = signal is self._told, signal
        if not again and self.reader.hears(signal, signal.conv in self.subscriptions):
            self._connection.push_signal(wire.encode(visitor_signal(signal)))

    def _people(self) -> None:
        """Colleagues have changed; rights too, perhaps."""
        rights = self.reader.rights()
        if rights != "same":
            # Who has gained something comes back unasked; who has lost something is told.
            self._connection.socket.finish(
                wire.CloseCode.RESTART if rights == "more" else wire.CloseCode.FORBIDDEN, "account"
            )
            return
        self.subscribe()
        self.tell_people()

    def tell_people(self) -> None:
        """Only what differs: that something happens in other cities is not told either."""
        frame = self._services.roster.frame(self._member)
        if frame != self._told_people:
            self._told_people = frame
            self._push(frame)

    # ------------------------------------------------ for the watch over delivery

    def concerns(self, stand: Version) -> bool:
        """What stands in their lists."""
        return self.reader.concerns(stand)

    def behind(self, stand: Version) -> bool:
        """Whether entries have not arrived."""
        return self.subscriptions.lacks(stand)

    def nudge(self, row: Row) -> None:
        """What the live path should have told."""
        self.reader.meet(row.talk)
        if not self.reader.still_reads(row.talk):
            self.subscriptions.stop(row.talk.id)
        elif row.talk.id in self.subscriptions:
            self._push(self._presenter.heads(row, notes=True))
        self._show(row, anyway=True)

    def lease(self) -> float | None:
        """When the console was last heard."""
        return self._connection.lease(self._services.operators)

    def warn(self, news: Alarm | Hold) -> None:
        """Administrators see where delivery is behind, and which limit visitors wait for."""
        if self._member.sees_all:
            self._push(wire.encode(alarm_frame(news) if isinstance(news, Alarm) else held_frame(news)))

    # ------------------------------------------------ what is followed

    def follow(self, log: Log, after: int) -> Feed:
        """From a cursor, and what is live after it."""
        self._services.hub.subscribe(conversation_topic(log.conv), self._connection)
        return self.subscriptions.start(log, after)

    def forget(self, conv: str) -> None:
        """The client no longer keeps this conversation."""
        self.delivery.forgets(conv)
        self.subscriptions.stop(conv)

    def _left(self, conv: str) -> None:
        self._services.hub.unsubscribe(conversation_topic(conv), self._connection)


def alarm_frame(alarm: Alarm) -> wire.Alarm:
    """An alarm, or its end, as a frame."""
    if alarm.over:
        return wire.Alarm()
    clients, talks = alarm.figures
    return wire.Alarm(since=rfc3339(alarm.since), clients=clients, conversations=talks)


def held_frame(hold: Hold) -> wire.Held:
    """A limit that people wait for, as a frame."""
    return wire.Held(limit=hold.limit, people=len(hold.people), until=rfc3339(hold.until))


def visitor_signal(signal: Signal) -> wire.Eph:
    """What a visitor does now, as a frame."""
    if signal.kind == "here":
        return wire.Eph(kind="presence", conv=signal.conv, here=signal.on, at=rfc3339(signal.at))
    if signal.kind == "typing":
        return wire.Eph(kind="typing", conv=signal.conv, by=wire.Person(side="visitor"))
    page: PageView = signal.about
    return wire.Eph(
        kind="page", conv=signal.conv, page=wire.PageView(url=page.url, title=page.title, at=rfc3339(page.at))
    )
