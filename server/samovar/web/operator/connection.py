"""The operator's socket: how he comes in, what he asks and commands. What he is told, inbox.py knows."""

import asyncio
import contextlib
from collections.abc import Awaitable
from typing import Any

from samovar.domain.conversation.rules import fits
from samovar.domain.reading.log import Opened
from samovar.domain.reading.operator import OperatorReader
from samovar.domain.topics import conversation_topic, visitor_topic
from samovar.live.signals import Mark, Signal
from samovar.model.errors import Busy, NotFound
from samovar.model.people import Operator
from samovar.storage.engine.database import Unavailable
from samovar.web import wire
from samovar.web.connection.connection import CloseConnection
from samovar.web.connection.subscriptions import Subscriptions
from samovar.web.operator.commands import Commands
from samovar.web.operator.inbox import Inbox
from samovar.web.operator.queries import Queries
from samovar.web.present.presenter import head, rfc3339
from samovar.web.services import Services
from samovar.web.transport.long_poll import LongPoll
from samovar.web.transport.protocols import Socket

RECHECK = 60.0
"""Seconds between looks whether the session still lives."""
TIMES = 5
"""An operator's connection may send so many times the frames of a visitor's."""


class OperatorConnection(Inbox):
    """One tab of the console."""

    decoder = wire.operator_decoder

    def __init__(self, services: Services, socket: Socket | LongPoll, scope: dict[str, Any], lang: str) -> None:
        super().__init__(services, socket, scope, lang)
        self.frame_limit = services.limits.operator_frame

    @property
    def pace(self) -> tuple[float, float]:
        """More than a visitor's: opening a talk alone takes four frames."""
        burst, rate = super().pace
        return burst * TIMES, rate * TIMES

    # ------------------------------------------------ entering

    async def enter(self, hello: wire.Hello) -> None:
        """The page's token must belong to the cookie's session; then subscribe, welcome, catch up."""
        self.key = str(self.scope["samovar.session"])
        if not self.services.tokens.page_fits(hello.token, self.key):
            raise CloseConnection(wire.CloseCode.TOKEN, "token")
        self.same_person(hello, self.scope["samovar.operator"])
        with contextlib.suppress(Busy):
            await self.services.attendance.come_back(self.scope["samovar.operator"])
        member = self.services.directory.member(self.scope["samovar.operator"])
        if member is None:
            raise CloseConnection(wire.CloseCode.FORBIDDEN, "account")
        self.member, self.person, self.leases = member, member.id, self.services.operators
        self.commands = Commands(self.services, member)
        self.reader = OperatorReader(self.services.library, member)
        self.queries = Queries(self.services.presenter, self.reader, self.push)
        self.subscriptions = Subscriptions(self.services.presenter, self.push, True, self._left)
        self._subscribe(member)
        if not self.services.operators.here(member.id):
            self.services.roster.out_of_date()
        self.heard()
        self._checks = asyncio.create_task(self._check_session())
        await self._welcome(member, hello)

    async def _welcome(self, member: Operator, hello: wire.Hello) -> None:
        readable: list[tuple[wire.Cursor, Opened]] = []
        resets: list[str] = []
        opened = await asyncio.gather(*(self.reader.resume(cursor.conv) for cursor in hello.cursors))
        for cursor, found in zip(hello.cursors, opened, strict=True):
            if found is None or hello.epoch != self.services.epoch or cursor.seq > found.talk.last_seq:
                resets.append(cursor.conv)
            else:
                readable.append((cursor, found))
        limits = self.services.limits
        self.push(
            wire.encode(
                wire.Welcome(
                    v=wire.PROTOCOL, epoch=self.services.epoch, now=rfc3339(self.services.clock()),
                    limits=wire.Limits(body=limits.operator_body, frame=limits.operator_frame),
                    herd_ms=self.services.herd_ms,
                    you=self.services.presenter.operator(member.id) or wire.Person(side="operator"),
                    heads=[head(found.talk, notes=True) for _, found in readable],
                )
            )
        )  # fmt: skip
        self._tell_people()
        for conv in resets:
            self.push(wire.encode(wire.Reset(scope=conv, reason="cursor")))
        for cursor, found in readable:
            await self._follow(found.log, cursor.seq).read_all()
        if self.services.watch.alarm:
            self.alarm(self.services.watch.alarm)
        for hold in self.services.holds.lasting:
            self.held(hold)

    async def _check_session(self) -> None:
        """ASVS 5.0 8.3.2: a session that ended elsewhere, or other rights, close the socket."""
        while True:
            await asyncio.sleep(RECHECK)
            with contextlib.suppress(Unavailable):
                if not await self.services.accounts.still_in(self.key):
                    self.socket.finish(wire.CloseCode.TOKEN, "session")

    # ------------------------------------------------ frames

    def handle(self, frame: Any) -> Awaitable[None] | None:
        """One frame of the operator."""
        match frame:
            case wire.Send():
                self._send(frame)
            case wire.Read():
                self.read(frame)
            case wire.Got():
                self.arrived(frame)
            case wire.Forget():
                self._forget(frame.conv)
            case wire.Typing():
                self._typing(frame)
            case wire.Get():
                return self._get(frame)
            case wire.List():
                return self.queries.list(frame)
            case wire.Look():
                return self.queries.card(frame)
            case wire.Command():
                return self._command(frame)
            case wire.Hello():
                raise CloseConnection(wire.CloseCode.BAD_FRAME, "hello again")
        return None

    def _send(self, frame: wire.Send) -> None:
        if frame.conv is None or frame.new is not None:
            raise NotFound
        body = fits(frame.body, self.services.limits.operator_body)
        self.in_turn(frame)
        desk, reply = self.services.desk, self.answer(frame)
        if frame.kind == "note":
            desk.note(self._me, frame.cid, frame.conv, body, reply)
        else:
            desk.answer(self._me, frame.cid, frame.conv, body, frame.lock, reply)

    def read(self, frame: wire.Read) -> None:
        """He has read so far."""
        self.services.marks.say((self._me.id, frame.conv), Mark(self._me, frame.conv, frame.seq))

    def _typing(self, frame: wire.Typing) -> None:
        """Only the owner's typing is shown, to the visitor."""
        visitor = self.reader.visitor_held(frame.conv)
        if visitor and self.types(frame.conv):
            self.services.hub.publish(visitor_topic(visitor), Signal("typing", frame.conv, "operator", self._me.id))

    async def _get(self, frame: wire.Get) -> None:
        found = await self.reader.open(frame.conv)
        self.services.hub.subscribe(conversation_topic(frame.conv), self)
        await self.page(frame, found.log)

    async def _command(self, frame: Any) -> None:
        done = await self.commands.carry_out(frame)
        self.push(wire.encode(wire.Ok(rid=frame.rid))) if done is None else self.done(done, frame.rid)

    # ------------------------------------------------ leases

    def heard(self) -> None:
        """The operator is here."""
        if self.member:
            self.services.operators.renew(self.member.id, self)

    def leave(self) -> None:
        """Give back topics and lease."""
        if self.member is None:
            return
        self._checks.cancel()
        for topic in self._topics:
            self.services.hub.unsubscribe(topic, self)
        for conv in list(self.subscriptions):
            self._left(conv)
        self.services.operators.leave(self.member.id, self)
