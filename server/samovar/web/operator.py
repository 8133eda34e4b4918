"""The operator's socket: the inbox of his channels, the talks he may read, his commands."""

import asyncio
import contextlib
from collections.abc import Awaitable
from typing import Any

from samovar.domain import rules
from samovar.domain.alarm import Alarm
from samovar.domain.cards import Sight, sight
from samovar.domain.clockwork import PEOPLE
from samovar.domain.desk import Change, Row, conversation_topic, inbox_topic, operator_topic, visitor_topic
from samovar.domain.errors import NotFound, Refused
from samovar.domain.people import Member
from samovar.domain.rules import fits
from samovar.live.limits import Bucket
from samovar.live.signals import Signal
from samovar.storage.database import Unavailable
from samovar.storage.snapshot import Snapshot
from samovar.storage.standing import Standing
from samovar.storage.tables import PageView
from samovar.web import wire
from samovar.web.commands import Commands
from samovar.web.connection import Connection, Leave
from samovar.web.following import Following
from samovar.web.frames import head, stamp
from samovar.web.line import Line
from samovar.web.parts import Parts
from samovar.web.questions import Questions
from samovar.web.transport import Socket

RECHECK = 60.0
"""Seconds between looks whether the session still lives."""
TIMES = 5
"""An operator's connection may send so many times the frames of a visitor's."""


SHOWN_LOCKED = frozenset(("claimed", "released", "transferred", "moved", "closed", "reopened"))
"""Entries that change a colleague's locked row; of the rest not even the time is told."""


def session_topic(key: str) -> str:
    """A session has ended: its sockets close."""
    return f"session:{key}"


class OperatorConnection(Connection):
    """One tab of the console."""

    decoder = wire.operator_decoder
    member: Member | None = None

    def __init__(self, parts: Parts, socket: Socket | Line, scope: dict[str, Any], lang: str) -> None:
        super().__init__(parts, socket, scope, lang)
        self.frame_limit = parts.limits.operator_frame
        self._told: Row | None = None
        self._topics: set[str] = set()
        self._held: dict[str, str] = {}
        """Conversations he holds → their visitors, as far as this connection has met them."""

    def bucket(self) -> Bucket:
        """More than a visitor's: opening a talk alone takes four frames."""
        limits = self.parts.limits
        return Bucket(limits.frames_burst * TIMES, limits.frames_per_second * TIMES)

    # ------------------------------------------------ entering

    async def enter(self, hello: wire.Hello) -> None:
        """The page's token must belong to the cookie's session; then subscribe, welcome, catch up."""
        self.key = str(self.scope["samovar.session"])
        if not self.parts.tokens.page_fits(hello.token, self.key):
            raise Leave(wire.Close.TOKEN, "token")
        member = self.parts.directory.member(self.scope["samovar.operator"])
        if member is None:
            raise Leave(wire.Close.FORBIDDEN, "account")
        self.member, self.person, self.leases = member, member.id, self.parts.operators
        self.commands = Commands(self.parts, member)
        self.questions = Questions(self.parts, member)
        self.following = Following(self.parts.database, self.parts.frames, self.push, True, self._left)
        self._subscribe(member)
        if not self.parts.operators.here(member.id):
            self.parts.roster.out_of_date()
        self.heard()
        self._checks = asyncio.create_task(self._check_session())
        await self._welcome(member, hello)

    def _subscribe(self, member: Member) -> None:
        topics = {inbox_topic(each.id) for each in self.parts.directory.channels() if _sees(member, each.id)}
        self._topics |= {*topics, operator_topic(member.id), session_topic(self.key), PEOPLE}
        for topic in self._topics:
            self.parts.hub.subscribe(topic, self)

    async def _welcome(self, member: Member, hello: wire.Hello) -> None:
        readable: list[tuple[wire.Cursor, Snapshot]] = []
        resets: list[str] = []
        for cursor in hello.cursors:
            found = await self._readable(cursor.conv)
            if found is None or hello.epoch != self.parts.epoch or cursor.seq > found.last_seq:
                resets.append(cursor.conv)
            else:
                readable.append((cursor, found))
        limits = self.parts.limits
        self.push(
            wire.encode(
                wire.Welcome(
                    v=wire.PROTOCOL, epoch=self.parts.epoch, now=stamp(self.parts.clock()),
                    limits=wire.Limits(body=limits.operator_body, frame=limits.operator_frame),
                    herd_ms=self.parts.herd_ms,
                    you=self.parts.frames.operator(member.id) or wire.Person(side="operator"),
                    heads=[head(talk, notes=True) for _, talk in readable],
                )
            )
        )  # fmt: skip
        self.push(await self.parts.roster.frame(member))
        for conv in resets:
            self.push(wire.encode(wire.Reset(scope=conv, reason="cursor")))
        for cursor, _ in readable:
            await self._follow(cursor.conv, cursor.seq).read_all()
        if self.parts.watch.alarm:
            self.alarm(self.parts.watch.alarm)

    async def _check_session(self) -> None:
        """ASVS 5.0 8.3.2: a session that ended elsewhere, or other rights, close the socket."""
        while True:
            await asyncio.sleep(RECHECK)
            with contextlib.suppress(Unavailable):
                if not await self.parts.accounts.still_in(self.key):
                    self.socket.finish(wire.Close.TOKEN, "session")

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
            case wire.Cmd():
                return self._command(frame)
            case wire.List():
                return self.questions.answer(frame, self.push)
            case wire.Look():
                return self._look(frame)
        return None

    async def _look(self, frame: wire.Look) -> None:
        await self.questions.card(frame, (await self._sight(frame.conv)).talk, self.push)

    @property
    def _me(self) -> Member:
        assert self.member is not None
        return self.member

    def _send(self, frame: wire.Send) -> None:
        if frame.conv is None or frame.new is not None:
            raise NotFound
        body = fits(frame.body, self.parts.limits.operator_body)
        self.in_turn(frame)
        desk, reply = self.parts.desk, self.answer(frame)
        if frame.kind == "note":
            desk.note(self._me, frame.cid, frame.conv, body, reply)
        else:
            desk.answer(self._me, frame.cid, frame.conv, body, frame.lock, reply)

    def read(self, frame: wire.Read) -> None:
        """He has read so far."""
        self.parts.desk.mark_read(self._me, frame.conv, frame.seq, lambda outcome: None)

    def _typing(self, frame: wire.Typing) -> None:
        """Only the owner's typing is shown, to the visitor."""
        visitor = self._held.get(frame.conv)
        if visitor:
            self.parts.hub.publish(visitor_topic(visitor), Signal("typing", frame.conv, "operator", self._me.id))

    async def _get(self, frame: wire.Get) -> None:
        found = await self._sight(frame.conv)
        self._note_held(found.talk)
        self.parts.hub.subscribe(conversation_topic(frame.conv), self)
        await self.page(frame)

    async def _command(self, frame: wire.Cmd) -> None:
        done = await self.commands.carry_out(frame)
        self.push(wire.encode(wire.Ok(rid=frame.rid))) if done is None else self.done(done, frame.rid)

    async def _sight(self, conv: str) -> Sight:
        """The conversation, if he may read it. Raises NotFound, Taken or Forbidden."""
        found = await self.parts.database.read(sight, conv, self._me)
        if found is None:
            raise NotFound
        rules.may_read(self._me, found.talk, found.holds_visitor)
        return found

    async def _readable(self, conv: str) -> Snapshot | None:
        try:
            talk = (await self._sight(conv)).talk
        except Refused:
            return None
        self._note_held(talk)
        return talk

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
            self.socket.finish(wire.Close.TOKEN, "session")

    def _changed(self, topic: str, change: Change) -> None:
        talk = change.talk
        self._note_held(talk)
        if topic == conversation_topic(talk.id):
            self._entries(change)
        else:
            self._own_news(change)

    def _entries(self, change: Change) -> None:
        if not self._still_reads(change.talk):
            self.following.stop(change.talk.id)
            return
        self.following.hear(change)
        if change.marked:
            self.push_signal(self.parts.frames.read_mark(change))

    def _own_news(self, change: Change) -> None:
        """A talk that has become his is followed at once."""
        talk = change.talk
        if talk.owner_id == self._me.id and talk.id not in self.following and change.entries:
            self._follow(talk.id, change.entries[0].seq - 1)
            self._entries(change)

    def _listed(self, row: Row) -> None:
        """Once, on however many topics it comes."""
        if row is self._told:
            return
        self._told = row
        self._note_held(row.talk)
        self._show(row)
        self.noted(row.talk)

    def _show(self, row: Row, locked: bool = False) -> None:
        """`locked`: also a colleague's row in which nothing seems to have changed."""
        member, talk = self._me, row.talk
        if not rules.knows(member, talk):
            self.push(wire.encode(wire.Gone(conv=talk.id)))
        elif rules.shows_content(member, talk):
            self.push(self.parts.frames.summary(row, "full"))
        elif locked or any(entry.kind in SHOWN_LOCKED for entry in row.entries):
            self.push(self.parts.frames.summary(row, "locked"))

    def _signal(self, signal: Signal) -> None:
        """Presence shows in the list, typing and pages where the talk is followed."""
        if signal.kind == "here":
            if rules.shows_content(self._me, signal.about):
                self.push_signal(wire.encode(wire.Eph(kind="presence", conv=signal.conv, here=signal.on)))
        elif signal.side == "visitor" and signal.conv in self.following:
            self.push_signal(wire.encode(visitor_signal(signal)))

    def _people(self) -> None:
        """Colleagues have changed; rights too, perhaps."""
        now = self.parts.directory.member(self._me.id)
        if now != self.member:
            self.socket.finish(wire.Close.FORBIDDEN if now is None else wire.Close.RESTART, "account")
            return
        self._subscribe(self._me)
        self._telling = asyncio.ensure_future(self._tell_people())

    async def _tell_people(self) -> None:
        with contextlib.suppress(Unavailable):
            self.push(await self.parts.roster.frame(self._me))

    # ------------------------------------------------ for the watch over delivery

    def concerns(self, stand: Standing) -> bool:
        """What stands in his lists."""
        return rules.knows(self._me, stand)

    def behind(self, stand: Standing) -> bool:
        """Whether entries have not arrived."""
        return self.lacks(stand.id, stand.last_seq)

    def nudge(self, row: Row) -> None:
        """What the live path should have told."""
        self._note_held(row.talk)
        if not self._still_reads(row.talk):
            self.following.stop(row.talk.id)
        elif row.talk.id in self.following:
            self.push(self.parts.frames.heads(row, notes=True))
        self._show(row, locked=True)

    def alarm(self, alarm: Alarm) -> None:
        """Administrators see it."""
        if self._me.sees_all:
            self.push(wire.encode(alarm_frame(alarm)))

    # ------------------------------------------------ what is followed

    def _note_held(self, talk: Snapshot) -> None:
        if talk.owner_id == self._me.id:
            self._held[talk.id] = talk.visitor_id
        else:
            self._held.pop(talk.id, None)

    def _still_reads(self, talk: Snapshot) -> bool:
        return rules.reads_freely(self._me, talk) or talk.visitor_id in self._held.values()

    def _follow(self, conv: str, after: int) -> Any:
        self.parts.hub.subscribe(conversation_topic(conv), self)
        return self.following.start(conv, after)

    def _forget(self, conv: str) -> None:
        self.got.pop(conv, None)
        self.following.stop(conv)

    def _left(self, conv: str) -> None:
        self.parts.hub.unsubscribe(conversation_topic(conv), self)

    # ------------------------------------------------ leases

    def heard(self) -> None:
        """The operator is here."""
        if self.member:
            self.parts.operators.renew(self.member.id, self)

    def leave(self) -> None:
        """Give back topics and lease."""
        if self.member is None:
            return
        self._checks.cancel()
        for topic in self._topics:
            self.parts.hub.unsubscribe(topic, self)
        for conv in list(self.following):
            self._left(conv)
        self.parts.operators.leave(self.member.id, self)


def alarm_frame(alarm: Alarm) -> wire.Alarm:
    """An alarm, or its end, as a frame."""
    if alarm.over:
        return wire.Alarm()
    clients, talks = alarm.figures
    return wire.Alarm(since=stamp(alarm.since), clients=clients, conversations=talks)


def visitor_signal(signal: Signal) -> wire.Eph:
    """What a visitor does now, as a frame."""
    if signal.kind == "typing":
        return wire.Eph(kind="typing", conv=signal.conv, by=wire.Person(side="visitor"))
    page: PageView = signal.about
    return wire.Eph(
        kind="page", conv=signal.conv, page=wire.PageView(url=page.url, title=page.title, at=stamp(page.at))
    )


def _sees(member: Member, channel: str) -> bool:
    return member.sees_all or channel in member.channels
