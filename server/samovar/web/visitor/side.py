"""The visitor's side: their own conversations, and nothing else."""

from collections.abc import Awaitable
from typing import Any

from samovar.domain.conversation.publish import Change, Erased, Row
from samovar.domain.conversation.rules import fits
from samovar.domain.conversation.verbs import Close, Say
from samovar.domain.delivery.state import DeliveryState
from samovar.domain.reading.lists import Wanted
from samovar.domain.reading.log import Opened
from samovar.domain.reading.visitor import VisitorReader
from samovar.domain.topics import conversation_topic, site_topic, visitor_topic
from samovar.live.signals import Mark, Signal
from samovar.model.conversation import Version
from samovar.model.errors import BadRequest, NotFound
from samovar.model.people import Visitor
from samovar.web import wire
from samovar.web.connection.connection import Connection
from samovar.web.connection.side import CloseConnection, require_same_person
from samovar.web.connection.subscriptions import Subscriptions
from samovar.web.guard.tokens import BadToken
from samovar.web.present.presenter import head, rfc3339
from samovar.web.services import Services
from samovar.web.visitor.company import Company


class VisitorEntrance:
    """A visitor's token, on a page of their site."""

    decoder = wire.visitor_decoder

    def __init__(self, services: Services) -> None:
        limits = services.limits
        self._services = services
        self.frame_limit = limits.visitor_frame
        self.pace: tuple[float, float] = limits.frames_burst, limits.frames_per_second

    async def admit(self, connection: Connection, hello: wire.Hello) -> "VisitorSide":
        """Whose token it is, if there is room for one more tab of theirs. Raises CloseConnection."""
        visitor = self._visitor(hello.token, connection.scope["samovar.origin"])
        require_same_person(hello, visitor.id)
        if not self._services.rate_limits.room_for_visitor(visitor.id):
            raise CloseConnection(wire.CloseCode.BUSY, "too many tabs")
        return VisitorSide(self._services, connection, visitor)

    def _visitor(self, token: str, origin: str) -> Visitor:
        try:
            visitor = self._services.tokens.visitor(token)
        except BadToken:
            raise CloseConnection(wire.CloseCode.TOKEN, "token") from None
        site = self._services.directory.site(visitor.site_id)
        if site is None or origin not in site.origins:
            raise CloseConnection(wire.CloseCode.FORBIDDEN, "origin")
        return visitor


class VisitorSide:
    """One tab of a visitor."""

    __slots__ = (
        "_asked",
        "_company",
        "_connection",
        "_me",
        "_presenter",
        "_push",
        "_reader",
        "_services",
        "_subscriptions",
        "delivery",
        "person",
    )

    def __init__(self, services: Services, connection: Connection, visitor: Visitor) -> None:
        self.person = visitor.id
        self.delivery = DeliveryState()
        self._services = services
        self._presenter = services.presenter
        self._connection = connection
        self._push = connection.push
        self._me = visitor
        self._reader = VisitorReader(services.library, visitor)
        self._subscriptions = Subscriptions(services.presenter, self._push, False, self.delivery)
        self._company = Company(services, connection, connection.push_signal)
        self._asked: set[str] = set()
        """Client ids of the conversations they asked for: each counts once, however many messages it begins with."""

    # ------------------------------------------------ coming and going

    async def welcome(self, hello: wire.Hello) -> None:
        """Subscribe, welcome, catch up."""
        self._services.hub.subscribe(visitor_topic(self.person), self._connection)
        self._services.hub.subscribe(site_topic(self._me.site_id), self._connection)
        self._services.windows.add(self.person, self)
        self.heard()
        await self._welcome(hello)

    def heard(self) -> None:
        """The visitor is on the site."""
        self._services.visitors.renew(self.person, self._connection)

    def leave(self) -> None:
        """Give back topics, lease and room."""
        self._services.hub.unsubscribe(visitor_topic(self.person), self._connection)
        self._services.hub.unsubscribe(site_topic(self._me.site_id), self._connection)
        self._company.leave()
        self._services.windows.remove(self.person, self)
        self._services.visitors.leave(self.person, self._connection)
        self._services.rate_limits.visitor_left(self.person)

    async def _welcome(self, hello: wire.Hello) -> None:
        talks = await self._reader.talks()
        if not talks and not await self._reader.is_known():
            raise CloseConnection(wire.CloseCode.TOKEN, "erased")
        if not self._services.rate_limits.places.known(
            self._connection.socket, any(talk.state != "closed" for talk in talks)
        ):
            raise CloseConnection(wire.CloseCode.BUSY, "full")
        mine = {talk.id: talk for talk in talks}
        limits = self._services.limits
        self._push(
            wire.encode(
                wire.Welcome(
                    v=wire.PROTOCOL, epoch=self._services.epoch, now=rfc3339(self._services.clock()),
                    limits=wire.Limits(body=limits.visitor_body, frame=limits.visitor_frame),
                    herd_ms=self._services.herd_ms,
                    you=wire.Person(side="visitor", id=self.person),
                    heads=[head(talk, notes=False) for talk in talks],
                    rows=self._presenter.rows(self._reader.rows(talks)),
                )
            )
        )  # fmt: skip
        if changed := self._services.site_changes.since_start(self._me.site_id):
            self._push(changed)
        for cursor in hello.cursors:
            await self._resume(hello, cursor, await self._reader.resume(cursor.conv, mine))
        self._company.begin(talks)

    async def _resume(self, hello: wire.Hello, cursor: wire.Cursor, found: Opened | None) -> None:
        """Catch up from a cursor that fits this history; otherwise let the client start over."""
        if found is None or hello.epoch != self._services.epoch or cursor.seq > found.talk.last_seq:
            self._push(wire.encode(wire.Reset(scope=cursor.conv, reason="cursor")))
        else:
            await self._subscriptions.start(found.log, cursor.seq).read_all()

    # ------------------------------------------------ frames

    def handle(self, frame: Any) -> Awaitable[None] | None:
        """One frame of the visitor."""
        match frame:
            case wire.Send():
                self._send(frame)
            case wire.Read():
                self._read(frame)
            case wire.Got():
                self.delivery.arrived(frame.conv, frame.seq)
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

    def _read(self, frame: wire.Read) -> None:
        self._services.marks.say((self._me.id, frame.conv), Mark(self._me, frame.conv, frame.seq))

    def _typing(self, frame: wire.Typing) -> None:
        """Only in their own open conversation."""
        if self._company.open and frame.conv == self._company.conv and self._connection.types(frame.conv):
            signal = Signal("typing", frame.conv, "visitor", self._me.id)
            self._services.hub.publish(conversation_topic(frame.conv), signal)

    def _send(self, frame: wire.Send) -> None:
        if frame.kind != "message" or frame.lock is not None or (frame.conv is None) == (frame.new is None):
            raise BadRequest
        body = fits(frame.body, self._services.limits.visitor_body)
        self._connection.in_turn(frame)
        self._within_limits(frame)
        new = frame.new
        opening = self._services.desk.facts.opening(self._me, new.ccid, new.channel, new.origin) if new else None
        say = Say(by=self._me, cid=frame.cid, body=body, opening=opening)
        self._services.desk.submit(say, frame.conv, self._connection.answer(frame))

    def _within_limits(self, frame: wire.Send) -> None:
        begins = frame.new is not None and not self._company.open and frame.new.ccid not in self._asked
        self._services.rate_limits.message(self._me.id, begins)
        if frame.new is not None and begins:
            self._asked.add(frame.new.ccid)

    async def _get(self, frame: wire.Get) -> None:
        log = self._subscriptions.log(frame.conv) or (await self._reader.open(frame.conv)).log
        await self._subscriptions.page(frame, log)

    async def _close(self, frame: wire.Close) -> None:
        close = Close(by=self._me, cid=frame.rid)
        self._connection.done(await self._services.desk.carry_out(close, frame.conv), frame.rid)

    async def _list(self, frame: wire.List) -> None:
        found = await self._reader.page(Wanted(state=frame.state, limit=frame.limit, before=frame.before))
        rows = self._presenter.rows(found.rows)
        self._push(wire.encode(wire.Page(rid=frame.rid, rows=rows, next=found.next)))

    async def _watch(self, frame: wire.Watch) -> None:
        """Who is online in the channel that the window shows."""
        channel = self._services.directory.channel(frame.channel)
        if channel is None or channel.site_id != self._me.site_id:
            raise NotFound
        await self._company.watch(channel)

    # ------------------------------------------------ what is told

    def on_event(self, topic: str, item: Any) -> None:
        """A change of one of their conversations, or a signal."""
        if isinstance(item, Change):
            self._changed(item)
        elif isinstance(item, Row):
            self._listed(item)
        elif isinstance(item, Signal):
            self._signal(item)
        elif isinstance(item, Erased):
            self._connection.socket.finish(wire.CloseCode.TOKEN, "erased")
        elif isinstance(item, bytes):
            self._connection.push_signal(item)
        else:
            self._company.told(topic)

    def _changed(self, change: Change) -> None:
        first = self._reader.first_of(change)
        if first and change.talk.id not in self._subscriptions and (log := self._reader.own(change.talk)):
            self._subscriptions.start(log, first.prev)
        self._subscriptions.on_change(change)
        if change.marked:
            self._connection.push_signal(self._presenter.read_mark(change))
        if not change.plain or change.talk.id != self._company.conv:
            self._company.meet(change.talk)

    def _listed(self, row: Row) -> None:
        if view := self._reader.view_of(row):
            self._push(self._presenter.summary(row, view))
        self.delivery.noted(row.talk)

    def _signal(self, signal: Signal) -> None:
        if self._reader.hears(signal):
            by = self._presenter.operator(signal.person)
            self._connection.push_signal(wire.encode(wire.Eph(kind="typing", conv=signal.conv, by=by)))

    # ------------------------------------------------ for the watch over delivery

    def concerns(self, stand: Version) -> bool:
        """Their own."""
        return self._reader.concerns(stand)

    def behind(self, stand: Version) -> bool:
        """Whether entries that they may see have not arrived."""
        return self._subscriptions.lacks(stand)

    def lease(self) -> float | None:
        """When the tab was last heard."""
        return self._connection.lease(self._services.visitors)

    def nudge(self, row: Row) -> None:
        """What the live path should have told."""
        self._push(self._presenter.heads(row, notes=False))
        self._push(self._presenter.summary(row, "visitor"))
        self._company.meet(row.talk)
