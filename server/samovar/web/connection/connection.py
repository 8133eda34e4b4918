"""One socket's life, for both sides: hello within the deadline, frames in order, limits, an honest end.

Frames are carried out one after another. What needs no waiting is done in the moment it is read; what asks the
database holds up the frames behind it, in a task that lives only so long. What is told to the client goes out
through `push`, which never waits.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Protocol

import msgspec

from samovar.domain.conversation.batch import Committed
from samovar.live import strangers
from samovar.live.presence import Presence
from samovar.live.token_bucket import Bucket, ceiling
from samovar.model.errors import BadRequest, Busy, RateLimited, Refused
from samovar.storage.engine.database import Unavailable
from samovar.web import wire
from samovar.web.connection import ordering
from samovar.web.connection.ordering import Turns
from samovar.web.connection.side import CloseConnection, Side
from samovar.web.guard.origins import address_of
from samovar.web.present.presenter import rfc3339
from samovar.web.services import Services
from samovar.web.transport.long_poll import LongPoll
from samovar.web.transport.protocols import Socket

log = logging.getLogger(__name__)

Receive = Callable[[], Awaitable[dict[str, Any]]]


class Entrance(Protocol):
    """Where those of one side come in. `pace`: frames at once, and frames a second."""

    decoder: msgspec.json.Decoder[Any]
    frame_limit: int
    pace: tuple[float, float]

    async def admit(self, connection: "Connection", hello: wire.Hello) -> Side:
        """Whoever has said hello, if they may come in. Raises CloseConnection."""


class Connection:
    """What visitors' and operators' sockets share."""

    __slots__ = (
        "_bucket",
        "_early",
        "_entrance",
        "_held_back",
        "lang",
        "on_event",
        "scope",
        "services",
        "side",
        "socket",
    )

    def __init__(
        self, services: Services, entrance: Entrance, socket: Socket | LongPoll, scope: dict[str, Any], lang: str
    ) -> None:
        self.services = services
        self.socket = socket
        self.scope = scope
        self.lang = lang
        """In which refusals are told: the window's, as soon as it has said which that is."""
        self.side: Side | None = None
        self._entrance = entrance
        self.on_event: Callable[[str, Any], None] = self._keep
        """What the hub tells. Until the welcome it is kept, so that all is told in order and once."""
        self._early: list[tuple[str, Any]] = []
        self._held_back = ordering.HeldBack()
        self._bucket = Bucket(*entrance.pace)
        socket.arrivals = Bucket(*ceiling(*entrance.pace))

    @property
    def person(self) -> str:
        """Whose it is, once that is known."""
        return self.side.person if self.side else ""

    def lease(self, leases: Presence) -> float | None:
        """When it was last heard; None where it has left. Who has yet to take what was sent cannot have heeded it."""
        heard = leases.heard(self.person, self)
        return 0.0 if heard and self.socket.waiting() else heard

    # ------------------------------------------------ life

    async def run(self, receive: Receive) -> None:
        """From the accepted handshake to the end."""
        try:
            async with asyncio.timeout(self.services.limits.hello_seconds):
                text = await _text(receive)
            hello = self._hello(text)
            side = self.side = await self._entrance.admit(self, hello)
            await side.welcome(hello)
            self._go_live(side)
            turns = Turns(self.socket, partial(self._now, side))
            self.socket.listen(turns.hear)
            while (await receive())["type"] != "websocket.disconnect":
                pass
            await turns.over()
        except TimeoutError:
            self.socket.finish(wire.CloseCode.SLOW, "hello")
        except Unavailable:
            self.socket.finish(wire.CloseCode.BUSY, "database")
        except CloseConnection as end:
            self.socket.finish(end.code, end.reason)
        except _Gone:
            pass
        finally:
            self.on_event = _nothing
            if self.side:
                self.side.leave()

    def _keep(self, topic: str, item: Any) -> None:
        self._early.append((topic, item))

    def _go_live(self, side: Side) -> None:
        early, self._early = self._early, []
        self.on_event = side.on_event
        side.delivery.entered = self.services.clock()
        for topic, item in early:
            side.on_event(topic, item)

    def _now(self, side: Side, data: bytes) -> Awaitable[None] | None:
        """Carry out one frame as far as nothing has to be waited for; the rest of it, if there is any."""
        try:
            frame = self._decode(data)
            side.heard()
            if isinstance(frame, wire.Ping):
                self.push(wire.encode(wire.Pong(now=rfc3339(self.services.clock()))))
            elif wait := self._bucket.take():
                self._too_fast(side, frame, wait)
            else:
                return self._handle(side, frame)
        except CloseConnection as end:
            self.socket.finish(end.code, end.reason)
        except Exception:
            log.exception("a frame failed")
            self.socket.finish(1011)
        return None

    def _decode(self, data: bytes) -> Any:
        if len(data) > self._entrance.frame_limit:
            raise CloseConnection(wire.CloseCode.TOO_BIG)
        try:
            return self._entrance.decoder.decode(data)
        except wire.UNREADABLE as error:
            if unfit := wire.unfit_command(data, self._entrance.decoder):
                return unfit
            strangers.log.info("bad frame from %s: %s", self.address, str(error)[:200])
            raise CloseConnection(wire.CloseCode.BAD_FRAME, "bad frame") from None

    def _hello(self, data: bytes) -> wire.Hello:
        frame = self._decode(data)
        if not isinstance(frame, wire.Hello):
            raise CloseConnection(wire.CloseCode.BAD_FRAME, "hello first")
        if frame.v != wire.PROTOCOL:
            raise CloseConnection(wire.CloseCode.BAD_FRAME, f"protocol {wire.PROTOCOL}")
        self.lang = frame.lang or self.lang
        return frame

    def _handle(self, side: Side, frame: Any) -> Awaitable[None] | None:
        try:
            if isinstance(frame, wire.Unfit):
                raise BadRequest
            later = side.handle(frame)
        except Refused as refusal:
            self.refuse(refusal, frame)
            return None
        return self._answered(later, frame) if later else None

    async def _answered(self, later: Awaitable[None], frame: Any) -> None:
        try:
            await later
        except Refused as refusal:
            self.refuse(refusal, frame)
        except Unavailable:
            self.refuse(Busy(), frame)
        except Exception:
            log.exception("a frame failed")
            self.socket.finish(1011)

    def _too_fast(self, side: Side, frame: Any, wait: float) -> None:
        """Signals over the limit are dropped, the rest refused. What only grows costs nothing, and is taken."""
        if isinstance(frame, wire.Got | wire.Read | wire.Forget):
            side.handle(frame)
        elif not isinstance(frame, wire.Typing):
            self.refuse(RateLimited("frames_per_second", wait), frame)

    # ------------------------------------------------ answers

    def push(self, data: bytes) -> None:
        """Send a frame. A peer that leaves too much unread is told to come back (4408)."""
        if self.socket.behind and self.socket.waiting() > self.services.limits.queue_bytes:
            self.socket.finish(wire.CloseCode.SLOW, "slow")
            return
        self.socket.push(data)

    def push_signal(self, data: bytes) -> None:
        """Send a frame that may be lost: dropped when the peer is behind."""
        if not self.socket.behind:
            self.push(data)

    def in_turn(self, frame: wire.Send) -> None:
        """Lets no message overtake one of the same author that was refused and is to come again. Raises Busy."""
        self._held_back.check(frame)

    def refuse(self, refusal: Refused, frame: Any) -> None:
        """Answer a frame with no."""
        if refusal.retry and isinstance(frame, wire.Send):
            self._held_back.note(frame)
        self.services.holds.refused(refusal, self.person or self.address)
        self.push(
            self.services.refusals.no(refusal, self.lang, cid=getattr(frame, "cid", ""), rid=getattr(frame, "rid", ""))
        )

    def answer(self, frame: wire.Send) -> Callable[[Committed | Refused], None]:
        """What to do when the message is stored, or refused."""

        def reply(outcome: Committed | Refused) -> None:
            if isinstance(outcome, Refused):
                self.refuse(outcome, frame)
            else:
                self.push(wire.encode(ok(outcome, cid=frame.cid)))

        return reply

    def types(self, conv: str) -> bool:
        """Whether the others hear of it: a flood of typing is one a second for them, from however many tabs."""
        return not self.services.rate_limits.typing.take(f"{self.person} {conv}")

    def done(self, outcome: Committed, rid: str) -> None:
        """A command is carried out."""
        self.push(wire.encode(ok(outcome, rid=rid)))

    @property
    def address(self) -> str:
        """The peer's address, after trusted proxies."""
        return address_of(self.scope)


def _nothing(topic: str, item: Any) -> None:
    """The connection is ending: what happens now is caught up with by the next."""


class _Gone(Exception):
    """The peer has gone."""


async def _text(receive: Receive) -> bytes:
    """The first message. Raises CloseConnection or _Gone."""
    message = await receive()
    if message["type"] == "websocket.disconnect":
        raise _Gone
    if message.get("text") is None:
        raise CloseConnection(wire.CloseCode.BAD_FRAME, "text frames only")
    text: str = message["text"]
    return text.encode()


def ok(done: Committed, *, cid: str = "", rid: str = "") -> wire.Ok:
    """A command or message is done and committed."""
    entry = done.entry
    return wire.Ok(
        cid=cid, rid=rid, conv=done.talk.id, seq=entry.seq if entry else done.talk.last_seq,
        ts=rfc3339(entry.at if entry else done.talk.updated_at), lock=done.talk.lock, dup=done.dup,
    )  # fmt: skip
