"""The visitor's socket: his own conversations, and nothing else."""

from collections.abc import Awaitable
from typing import Any

from samovar.domain.conversation.batch import Opening
from samovar.domain.conversation.publish import Change, Row
from samovar.domain.conversation.rules import fits
from samovar.domain.reading.lists import Wanted
from samovar.domain.reading.log import Opened
from samovar.domain.reading.views import last_seq
from samovar.domain.reading.visitor import VisitorReader
from samovar.domain.topics import conversation_topic, visitor_topic
from samovar.live.signals import Mark, Signal
from samovar.model.conversation import Version
from samovar.model.errors import BadRequest, NoChannel, NotFound, RateLimited
from samovar.model.people import Visitor
from samovar.web import wire
from samovar.web.connection.connection import CloseConnection, Connection
from samovar.web.connection.subscriptions import Subscriptions
from samovar.web.guard.tokens import BadToken
from samovar.web.present.presenter import head, rfc3339
from samovar.web.services import Services
from samovar.web.transport.long_poll import LongPoll
from samovar.web.transport.protocols import Socket
from samovar.web.visitor.company import Company


class VisitorConnection(Connection):
    """One tab of a visitor."""

    decoder = wire.visitor_decoder
    guest: Visitor | None = None
    reader: VisitorReader

    def __init__(self, services: Services, socket: Socket | LongPoll, scope: dict[str, Any], lang: str) -> None:
        super().__init__(services, socket, scope, lang)
        self._company = Company(services, self, self.push_signal)
        self._asked: set[str] = set()
        """Client ids of the conversations he asked for: each counts once, however many messages it begins with."""

    # ------------------------------------------------ entering

    async def enter(self, hello: wire.Hello) -> None:
        """Token, origin, room; then subscribe, welcome, catch up."""
        guest = self._guest(hello.token)
        self.same_person(hello, guest.id)
        if not self.services.rate_limits.room_for_visitor(guest.id):
            raise CloseConnection(wire.CloseCode.BUSY, "too many tabs")
        self.guest, self.person, self.leases = guest, guest.id, self.services.visitors
        self.reader = VisitorReader(self.services.library, guest)
        self.subscriptions = Subscriptions(self.services.presenter, self.push, notes=False)
        self.services.hub.subscribe(visitor_topic(guest.id), self)
        self.heard()
        await self._welcome(guest, hello)

    def _guest(self, token: str) -> Visitor:
        try:
            guest = self.services.tokens.visitor(token)
        except BadToken:
            raise CloseConnection(wire.CloseCode.TOKEN, "token") from None
        site = self.services.directory.site(guest.site_id)
        if site is None or self.scope["samovar.origin"] not in site.origins:
            raise CloseConnection(wire.CloseCode.FORBIDDEN, "origin")
        return guest

    async def _welcome(self, guest: Visitor, hello: wire.Hello) -> None:
        talks = await self.reader.talks()
        if not self.services.rate_limits.places.known(self.socket, any(talk.state != "closed" for talk in talks)):
            raise CloseConnection(wire.CloseCode.BUSY, "full")
        mine = {talk.id: talk for talk in talks}
        limits = self.services.limits
        self.push(
            wire.encode(
                wire.Welcome(
                    v=wire.PROTOCOL, epoch=self.services.epoch, now=rfc3339(self.services.clock()),
                    limits=wire.Limits(body=limits.visitor_body, frame=limits.visitor_frame),
                    herd_ms=self.services.herd_ms,
                    you=wire.Person(side="visitor", id=guest.id),
                    heads=[head(talk, notes=False) for talk in talks],
                    rows=self.services.presenter.rows(self.reader.rows(talks)),
                )
            )
        )  # fmt: skip
        for cursor in hello.cursors:
            await self._resume(hello, cursor, await self.reader.resume(cursor.conv, mine))
        self._company.begin(talks)

    async def _resume(self, hello: wire.Hello, cursor: wire.Cursor, found: Opened | None) -> None:
        """Catch up from a cursor that fits this history; otherwise let the client start over."""
        if found is None or hello.epoch != self.services.epoch or cursor.seq > found.talk.last_seq:
            self.push(wire.encode(wire.Reset(scope=cursor.conv, reason="cursor")))
        else:
            await self.subscriptions.start(found.log, cursor.seq).read_all()

    # ------------------------------------------------ frames

    def handle(self, frame: Any) -> Awaitable[None] | None:
        """One frame of the visitor."""
        match frame:
            case wire.Send():
                self._send(frame)
            case wire.Read():
                self.read(frame)
            case wire.Got():
                self.arrived(frame)
            case wire.Typing():
                self._typing(frame)
            case wire.Get():
                return self._get(frame)
            case wire.Close():
                return self._close(frame)
            case wire.List():
                return self._list(frame)
            case wire.Watch():
                return self._watch(frame)
            case wire.Hello():
                raise CloseConnection(wire.CloseCode.BAD_FRAME, "hello again")
        return None

    @property
    def _me(self) -> Visitor:
        assert self.guest is not None
        return self.guest

    def read(self, frame: wire.Read) -> None:
        """He has read so far."""
        self.services.marks.say((self._me.id, frame.conv), Mark(self._me, frame.conv, frame.seq))

    def _typing(self, frame: wire.Typing) -> None:
        """Only in his own open conversation."""
        if self._company.open and frame.conv == self._company.conv and self.types(frame.conv):
            signal = Signal("typing", frame.conv, "visitor", self._me.id)
            self.services.hub.publish(conversation_topic(frame.conv), signal)

    def _send(self, frame: wire.Send) -> None:
        if frame.kind != "message" or frame.lock is not None or (frame.conv is None) == (frame.new is None):
            raise BadRequest
        body = fits(frame.body, self.services.limits.visitor_body)
        self.in_turn(frame)
        self._within_limits(frame)
        self.services.desk.say(self._me, frame.cid, body, frame.conv, self._opening(frame.new), self.answer(frame))

    def _within_limits(self, frame: wire.Send) -> None:
        rate_limits = self.services.rate_limits
        if wait := rate_limits.messages.take(self._me.id):
            raise RateLimited("messages_per_second", wait)
        if wait := rate_limits.messages_day.take(self._me.id):
            raise RateLimited("messages_per_day", wait)
        if frame.new is not None and not self._company.open and frame.new.ccid not in self._asked:
            if wait := rate_limits.conversations.take(self._me.id):
                raise RateLimited("conversations_per_half_day", wait)
            self._asked.add(frame.new.ccid)

    def _opening(self, new: wire.New | None) -> Opening | None:
        if new is None:
            return None
        if new.channel is None:
            raise NoChannel
        return Opening(ccid=new.ccid, channel_id=new.channel, origin=new.origin)

    async def _get(self, frame: wire.Get) -> None:
        log = self.subscriptions.log(frame.conv) or (await self.reader.open(frame.conv)).log
        await self.page(frame, log)

    async def _close(self, frame: wire.Close) -> None:
        self.done(await self.services.desk.close(self._me, frame.conv, frame.rid), frame.rid)

    async def _list(self, frame: wire.List) -> None:
        found = await self.reader.page(Wanted(state=frame.state, limit=frame.limit, before=frame.before))
        rows = self.services.presenter.rows(found.rows)
        self.push(wire.encode(wire.Page(rid=frame.rid, rows=rows, next=found.next)))

    async def _watch(self, frame: wire.Watch) -> None:
        """Who is online in the channel that the window shows."""
        channel = self.services.directory.channel(frame.channel)
        if channel is None or channel.site_id != self._me.site_id:
            raise NotFound
        await self._company.watch(channel)

    # ------------------------------------------------ what is told

    def told(self, topic: str, item: Any) -> None:
        """A change of one of his conversations, or a signal."""
        if isinstance(item, Change):
            self._changed(item)
        elif isinstance(item, Row):
            self._listed(item)
        elif isinstance(item, Signal):
            self._signal(item)
        elif isinstance(item, bytes):
            self.push_signal(item)
        else:
            self._company.told(topic)

    def _changed(self, change: Change) -> None:
        first = self.reader.first_of(change)
        if first and change.talk.id not in self.subscriptions and (log := self.reader.own(change.talk)):
            self.subscriptions.start(log, first.prev)
        self.subscriptions.hear(change)
        if change.marked:
            self.push_signal(self.services.presenter.read_mark(change))
        if not change.plain or change.talk.id != self._company.conv:
            self._company.meet(change.talk)

    def _listed(self, row: Row) -> None:
        if view := self.reader.view_of(row):
            self.push(self.services.presenter.summary(row, view))
        self.noted(row.talk)

    def _signal(self, signal: Signal) -> None:
        if self.reader.hears(signal):
            by = self.services.presenter.operator(signal.person)
            self.push_signal(wire.encode(wire.Eph(kind="typing", conv=signal.conv, by=by)))

    # ------------------------------------------------ for the watch over delivery

    def concerns(self, stand: Version) -> bool:
        """His own."""
        return self.reader.concerns(stand)

    def behind(self, stand: Version) -> bool:
        """Whether entries that he may see have not arrived."""
        return self.lacks(stand.id, last_seq(stand, notes=False))

    def nudge(self, row: Row) -> None:
        """What the live path should have told."""
        self.push(self.services.presenter.heads(row, notes=False))
        self.push(self.services.presenter.summary(row, "visitor"))
        self._company.meet(row.talk)

    # ------------------------------------------------ leases

    def heard(self) -> None:
        """The visitor is on the site."""
        if self.guest:
            self.services.visitors.renew(self.guest.id, self)

    def leave(self) -> None:
        """Give back topics, lease and room."""
        if self.guest is None:
            return
        self.services.hub.unsubscribe(visitor_topic(self.guest.id), self)
        self._company.leave()
        self.services.visitors.leave(self.guest.id, self)
        self.services.rate_limits.visitor_left(self.guest.id)
