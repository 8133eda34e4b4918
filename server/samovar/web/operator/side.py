"""The operator's side: how they come in, what they ask and command. What they are told, inbox.py knows."""

import asyncio
import contextlib
from collections.abc import Awaitable
from typing import Any

from samovar.domain.conversation.rules import fits
from samovar.domain.conversation.verbs import Answer, Note
from samovar.domain.reading.log import Opened
from samovar.domain.topics import conversation_topic, visitor_topic
from samovar.live.signals import Mark, Signal
from samovar.model.errors import Busy, NotFound
from samovar.model.people import Operator
from samovar.storage.engine.database import Unavailable
from samovar.web import wire
from samovar.web.connection.connection import Connection
from samovar.web.connection.side import CloseConnection, require_same_person
from samovar.web.operator.commands import Commands
from samovar.web.operator.inbox import Inbox
from samovar.web.operator.queries import Queries
from samovar.web.present.presenter import head, rfc3339
from samovar.web.services import Services

RECHECK = 60.0
"""Seconds between looks whether the session still lives."""
TIMES = 5
"""An operator's connection may send so many times the frames of a visitor's."""


class OperatorEntrance:
    """The page's token must belong to the cookie's session."""

    decoder = wire.operator_decoder

    def __init__(self, services: Services) -> None:
        limits = services.limits
        self._services = services
        self.frame_limit = limits.operator_frame
        # More than a visitor's: opening a talk alone takes four frames.
        self.pace: tuple[float, float] = limits.frames_burst * TIMES, limits.frames_per_second * TIMES

    async def admit(self, connection: Connection, hello: wire.Hello) -> "OperatorSide":
        """Whose session it is. Raises CloseConnection."""
        key, operator = str(connection.scope["samovar.session"]), connection.scope["samovar.operator"]
        if not self._services.tokens.page_fits(hello.token, key):
            raise CloseConnection(wire.CloseCode.TOKEN, "token")
        require_same_person(hello, operator)
        with contextlib.suppress(Busy):
            await self._services.attendance.come_back(operator)
        member = self._services.directory.member(operator)
        if member is None:
            raise CloseConnection(wire.CloseCode.FORBIDDEN, "account")
        return OperatorSide(self._services, connection, member, key)


class OperatorSide:
    """One tab of the console."""

    __slots__ = (
        "_checks",
        "_commands",
        "_connection",
        "_inbox",
        "_key",
        "_me",
        "_push",
        "_queries",
        "_reader",
        "_services",
        "delivery",
        "on_event",
        "person",
    )

    def __init__(self, services: Services, connection: Connection, member: Operator, key: str) -> None:
        self.person = member.id
        self._services = services
        self._connection = connection
        self._push = push = connection.push
        self._me = member
        self._key = key
        self._inbox = inbox = Inbox(services, connection, push, member, key)
        self.delivery, self.on_event = inbox.delivery, inbox.on_event
        self._reader = inbox.reader
        self._commands = Commands(services, member)
        self._queries = Queries(services.presenter, inbox.reader, push)
        self._checks: asyncio.Task[None] | None = None

    # ------------------------------------------------ coming and going

    async def welcome(self, hello: wire.Hello) -> None:
        """Subscribe, welcome, catch up."""
        self._inbox.subscribe()
        self._services.consoles.add(self.person, self._inbox)
        if not self._services.operators.here(self.person):
            self._services.roster.out_of_date()
        self.heard()
        self._checks = asyncio.create_task(self._check_session())
        await self._welcome(hello)

    def heard(self) -> None:
        """The operator is here."""
        self._services.operators.renew(self.person, self._connection)

    def leave(self) -> None:
        """Give back topics and lease."""
        if self._checks:
            self._checks.cancel()
        self._inbox.leave()
        self._services.consoles.remove(self.person, self._inbox)
        self._services.operators.leave(self.person, self._connection)

    async def _welcome(self, hello: wire.Hello) -> None:
        readable: list[tuple[wire.Cursor, Opened]] = []
        resets: list[str] = []
        opened = await asyncio.gather(*(self._reader.resume(cursor.conv) for cursor in hello.cursors))
        for cursor, found in zip(hello.cursors, opened, strict=True):
            if found is None or hello.epoch != self._services.epoch or cursor.seq > found.talk.last_seq:
                resets.append(cursor.conv)
            else:
                readable.append((cursor, found))
        limits = self._services.limits
        self._push(
            wire.encode(
                wire.Welcome(
                    v=wire.PROTOCOL, epoch=self._services.epoch, now=rfc3339(self._services.clock()),
                    limits=wire.Limits(body=limits.operator_body, frame=limits.operator_frame),
                    herd_ms=self._services.herd_ms,
                    you=self._services.presenter.operator(self.person) or wire.Person(side="operator"),
                    heads=[head(found.talk, notes=True) for _, found in readable],
                )
            )
        )  # fmt: skip
        self._inbox.tell_people()
        for conv in resets:
            self._push(wire.encode(wire.Reset(scope=conv, reason="cursor")))
        for cursor, found in readable:
            await self._inbox.follow(found.log, cursor.seq).read_all()
        if self._services.reconciler.alarm:
            self._inbox.warn(self._services.reconciler.alarm)
        for hold in self._services.holds.lasting:
            self._inbox.warn(hold)

    async def _check_session(self) -> None:
        """ASVS 5.0 8.3.2: a session that ended elsewhere, or other rights, close the socket."""
        while True:
            await asyncio.sleep(RECHECK)
            with contextlib.suppress(Unavailable):
                if not await self._services.accounts.still_in(self._key):
                    self._connection.socket.finish(wire.CloseCode.TOKEN, "session")

    # ------------------------------------------------ frames

    def handle(self, frame: Any) -> Awaitable[None] | None:
        """One frame of the operator."""
        match frame:
            case wire.Send():
                self._send(frame)
            case wire.Read():
                self._read(frame)
            case wire.Got():
                self.delivery.arrived(frame.conv, frame.seq)
            case wire.Forget():
                self._inbox.forget(frame.conv)
            case wire.Typing():
                self._typing(frame)
            case wire.Get():
                return self._get(frame)
            case wire.List():
                return self._queries.list(frame)
            case wire.Look():
                return self._queries.card(frame)
            case wire.Command():
                return self._command(frame)
            case wire.Hello():
                raise CloseConnection(wire.CloseCode.BAD_FRAME, "hello again")
        return None

    def _send(self, frame: wire.Send) -> None:
        if frame.conv is None or frame.new is not None:
            raise NotFound
        body = fits(frame.body, self._services.limits.operator_body)
        self._connection.in_turn(frame)
        if frame.kind == "note":
            verb: Note | Answer = Note(by=self._me, cid=frame.cid, body=body)
        else:
            guest = self._reader.visitor_held(frame.conv)
            gone = guest is None or not self._services.visitors.here(guest)
            verb = Answer(by=self._me, cid=frame.cid, body=body, lock=frame.lock, gone=gone)
        self._services.desk.submit(verb, frame.conv, self._connection.answer(frame))

    def _read(self, frame: wire.Read) -> None:
        self._services.marks.say((self._me.id, frame.conv), Mark(self._me, frame.conv, frame.seq))

    def _typing(self, frame: wire.Typing) -> None:
        """Only the owner's typing is shown, to the visitor."""
        visitor = self._reader.visitor_held(frame.conv)
        if visitor and self._connection.types(frame.conv):
            self._services.hub.publish(visitor_topic(visitor), Signal("typing", frame.conv, "operator", self._me.id))

    async def _get(self, frame: wire.Get) -> None:
        found = await self._reader.open(frame.conv)
        self._services.hub.subscribe(conversation_topic(frame.conv), self._connection)
        await self._inbox.subscriptions.page(frame, found.log)

    async def _command(self, frame: Any) -> None:
        done = await self._commands.carry_out(frame)
        if done is None:
            self._push(wire.encode(wire.Ok(rid=frame.rid)))
        else:
            self._connection.done(done, frame.rid)
