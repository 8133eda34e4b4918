"""What an operator's console is told: rows of his lists, the talks he follows, colleagues, signals, alarms."""

from typing import Any

from samovar.domain.conversation.publish import Change, Row
from samovar.domain.delivery.alarm import Alarm
from samovar.domain.delivery.feed import Feed
from samovar.domain.holds import Hold
from samovar.domain.reading.log import Log
from samovar.domain.reading.operator import OperatorReader
from samovar.domain.reading.views import last_seq
from samovar.domain.topics import PEOPLE, conversation_topic, inbox_topic, operator_topic, session_topic
from samovar.live.presence import Presence
from samovar.live.signals import Signal
from samovar.model.conversation import Version
from samovar.model.people import Operator
from samovar.storage.tables import PageView
from samovar.web import wire
from samovar.web.connection.connection import Connection
from samovar.web.present.presenter import rfc3339
from samovar.web.services import Services
from samovar.web.transport.long_poll import LongPoll
from samovar.web.transport.protocols import Socket


class Inbox(Connection):
    """A console's ears. `key`: of its session."""

    member: Operator | None = None
    key: str
    reader: OperatorReader

    def __init__(self, services: Services, socket: Socket | LongPoll, scope: dict[str, Any], lang: str) -> None:
        super().__init__(services, socket, scope, lang)
        self._told: Row | Signal | None = None
        self._told_people = b""
        self._topics: set[str] = set()

    @property
    def _me(self) -> Operator:
        assert self.member is not None
        return self.member

    def _subscribe(self, member: Operator) -> None:
        topics = {inbox_topic(each) for each in self.reader.channels()}
        self._topics |= {*topics, operator_topic(member.id), session_topic(self.key), PEOPLE}
        for topic in self._topics:
            self.services.hub.subscribe(topic, self)

    # ------------------------------------------------ what is told

    def told(self, topic: str, item: Any) -> None:
        """A change, a signal, colleagues, or the end of the session."""
        if isinstance(item, Change):
            self._changed(topic, item)
        elif isinstance(item, Row):
            self._listed(item)
        elif isinstance(item, Signal):
            self._signal(item)
        elif topic == PEOPLE:
            self._people()
        elif topic == session_topic(self.key):
            self.socket.finish(wire.CloseCode.TOKEN, "session")

    def _changed(self, topic: str, change: Change) -> None:
        if not change.plain:
            self.reader.meet(change.talk)
        if topic == conversation_topic(change.talk.id):
            self._entries(change)
        else:
            self._own_news(change)

    def _entries(self, change: Change) -> None:
        if not self.reader.still_reads(change.talk):
            self.subscriptions.stop(change.talk.id)
            return
        self.subscriptions.hear(change)
        if change.marked:
            self.push_signal(self.services.presenter.read_mark(change))

    def _own_news(self, change: Change) -> None:
        """A talk that has become his, or is his but not followed yet, is followed at once."""
        talk = change.talk
        if change.entries and talk.id not in self.subscriptions and (log := self.reader.own(talk)):
            self._follow(log, change.entries[0].seq - 1)
            self._entries(change)

    def _listed(self, row: Row) -> None:
        """Once, on however many topics it comes."""
        if row is self._told:
            return
        self._told = row
        self.reader.meet(row.talk)
        self._own_news(Change(row.talk, row.entries))
        self._show(row)
        self.noted(row.talk)

    def _show(self, row: Row, anyway: bool = False) -> None:
        view = self.reader.view_of(row, anyway)
        if view == "gone":
            self.push(wire.encode(wire.Gone(conv=row.talk.id)))
        elif view:
            self.push(self.services.presenter.summary(row, view))

    def _signal(self, signal: Signal) -> None:
        """A visitor's coming and going is told on several topics, and once."""
        again, self._told = signal is self._told, signal
        if not again and self.reader.hears(signal, signal.conv in self.subscriptions):
            self.push_signal(wire.encode(visitor_signal(signal)))

    def _people(self) -> None:
        """Colleagues have changed; rights too, perhaps."""
        rights = self.reader.rights()
        if rights != "same":
            # Who has gained something comes back unasked; who has lost something is told.
            self.socket.finish(wire.CloseCode.RESTART if rights == "more" else wire.CloseCode.FORBIDDEN, "account")
            return
        self._subscribe(self._me)
        self._tell_people()

    def _tell_people(self) -> None:
        """Only what differs: that something happens in other cities is not told either."""
        frame = self.services.roster.frame(self._me)
        if frame != self._told_people:
            self._told_people = frame
            self.push(frame)

    # ------------------------------------------------ for the watch over delivery

    def concerns(self, stand: Version) -> bool:
        """What stands in his lists."""
        return self.reader.concerns(stand)

    def behind(self, stand: Version) -> bool:
        """Whether entries have not arrived."""
        return self.lacks(stand.id, last_seq(stand, notes=True))

    def nudge(self, row: Row) -> None:
        """What the live path should have told."""
        self.reader.meet(row.talk)
        if not self.reader.still_reads(row.talk):
            self.subscriptions.stop(row.talk.id)
        elif row.talk.id in self.subscriptions:
            self.push(self.services.presenter.heads(row, notes=True))
        self._show(row, anyway=True)

    def alarm(self, alarm: Alarm) -> None:
        """Administrators see it."""
        if self._me.sees_all:
            self.push(wire.encode(alarm_frame(alarm)))

    def held(self, hold: Hold) -> None:
        """Administrators see which limit visitors wait for."""
        if self._me.sees_all:
            self.push(wire.encode(wire.Held(limit=hold.limit, people=len(hold.people), until=rfc3339(hold.until))))

    # ------------------------------------------------ what is followed

    def _follow(self, log: Log, after: int) -> Feed:
        self.services.hub.subscribe(conversation_topic(log.conv), self)
        return self.subscriptions.start(log, after)

    def _forget(self, conv: str) -> None:
        self.got.pop(conv, None)
        self.subscriptions.stop(conv)

    def _left(self, conv: str) -> None:
        self.services.hub.unsubscribe(conversation_topic(conv), self)


def alarm_frame(alarm: Alarm) -> wire.Alarm:
    """An alarm, or its end, as a frame."""
    if alarm.over:
        return wire.Alarm()
    clients, talks = alarm.figures
    return wire.Alarm(since=rfc3339(alarm.since), clients=clients, conversations=talks)


def tell_held(operators: Presence, hold: Hold) -> None:
    """All consoles hear of a limit for which somebody waits."""
    for connection in operators.connections():
        if isinstance(connection, Inbox):
            connection.held(hold)


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
