"""What comes in on a WebSocket: whole frames, at most so many and for so long in one turn of the loop.

Whole text frames, nearly all there is, go straight to the connection: no queue, no task, no event object each
(speed.md, 7). Everything else (fragments, compressed and control frames, whatever breaks the protocol) goes to the
`websockets` library one whole frame at a time, so that its parser is always between frames.

Every frame counts, whatever it is and whatever becomes of it. Beyond the bucket of `arrivals` the socket is closed, and
what it goes on sending is thrown away unread.
"""

from asyncio import Handle
from collections.abc import Callable
from typing import Any, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import apply_mask  # type: ignore[attr-defined]  # in C where it is built, see there
from websockets.protocol import State

from samovar.live import strangers
from samovar.live.token_bucket import Bucket, Turn
from samovar.model.errors import in_ms
from samovar.web import wire
from samovar.web.transport.frame_header import CLOSE, MASKED, OPCODE, WHOLE_TEXT, bounds

KEY = "samovar.socket"
LINGER = 1.0
"""Seconds in which whoever floods may still read that it is over."""


class Intake(WebSocketsSansIOProtocol):
    """uvicorn's protocol, handed to the application as `scope["extensions"][KEY]`."""

    ceiling = (60.0, 3.0)
    """Frames at once and a second, until the connection knows better."""
    finished = False
    """Whether we have closed it: nothing more of what came is of interest."""
    _deaf = False
    _hear: Callable[[bytes], None] | None = None
    _rest = b""
    """What has come and was not taken yet."""
    _next: Handle | None = None
    """The turn in which the rest is taken; until then nothing is read."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.arrivals = Bucket(*self.ceiling)

    def handle_connect(self, event: Any) -> None:
        """Offer ourselves to the application."""
        super().handle_connect(event)
        if getattr(self, "scope", None):
            cast(dict[str, object], self.scope["extensions"])[KEY] = self

    def finish(self, code: int, reason: str = "") -> None:
        """Say why and close."""
        raise AssertionError("the other half answers this")

    # ------------------------------------------------ who hears it

    def listen(self, hear: Callable[[bytes], None]) -> None:
        """From now on `hear` gets each text message at once; first those that waited. Until then they come by
        the application's `receive`, as does the end always."""
        waited = []
        while not self.queue.empty():
            waited.append(self.queue.get_nowait())
        self._hear = hear
        for message in waited:
            if message["type"] == "websocket.receive":
                hear(_content(message))
            else:
                self.queue.put_nowait(message)
        self.read_on()

    async def receive(self) -> Any:
        """The application's next message."""
        message = await self.queue.get()
        if self.queue.empty():
            self.read_on()
        return message

    def wait(self) -> None:
        """Read no more for now: the peer sends faster than it is answered."""
        if not self.read_paused and not self.transport.is_closing():
            self.read_paused = True
            self.transport.pause_reading()

    def read_on(self) -> None:
        """Read again, after what is left."""
        if self.read_paused and not self.transport.is_closing():
            self.read_paused = False
            if self._rest:
                self._take_later()
            else:
                self.transport.resume_reading()

    # ------------------------------------------------ frame by frame

    def data_received(self, data: bytes) -> None:
        """Bytes of the handshake, which uvicorn hands over whole, then of frames."""
        if not self.handshake_initiated:
            super().data_received(data)
        elif not self._deaf:
            self._rest = self._rest + data if self._rest else data
            if self._may_read:
                self._take()

    def _take(self) -> None:
        """What is there, as far as one turn goes; then the others come first."""
        data, self._rest = self._rest, b""
        at, size, turn = 0, len(data), None
        while size - at >= 2 and not self.read_paused:
            end, payload = bounds(data, at)
            if end - payload > self.config.ws_max_size:
                # Refused by its head alone; nothing that follows is read.
                super().data_received(data[at:])
                self._deaf = True
            elif end > size:
                break
            elif at and (turn := turn or Turn()).over():
                self._take_later()
                break
            else:
                self._frame(data[at:end], payload - at)
                at = end
            if self._deaf:
                return
        self._rest = data[at:]

    def _take_later(self) -> None:
        self.transport.pause_reading()
        if self._next is None:
            self._next = self.loop.call_soon(self._take_rest)

    def _take_rest(self) -> None:
        self._next = None
        if self._may_read:
            self._take()
        if self._may_read:
            self.transport.resume_reading()

    @property
    def _may_read(self) -> bool:
        return self._next is None and not self.read_paused and not self.transport.is_closing()

    def _frame(self, frame: bytes, payload: int) -> None:
        """One whole frame. Where the connection listens and all is well, a text goes straight there."""
        if wait := self.arrivals.take():
            self._flooded(wait)
        elif self._hear is not None and frame[0] == WHOLE_TEXT and frame[1] & MASKED and self._well:
            self._hear(apply_mask(frame[payload:], frame[payload - 4 : payload]))
        elif not self.close_sent or frame[0] & OPCODE == CLOSE:
            super().data_received(frame)

    def _flooded(self, wait: float) -> None:
        """Say so, give it a moment to read that, and look at nothing more."""
        strangers.log.info("%s sends too much: closed", self.client[0] if self.client else "somebody")
        self._deaf, self.close_timeout = True, LINGER
        if self.close_timer is not None:
            self.close_timer.cancel()
            self.close_timer = self.loop.call_later(LINGER, self.transport.abort)
        self.finish(wire.CloseCode.RATE, f"{in_ms(wait)}")

    @property
    def _well(self) -> bool:
        """Open, and not in the middle of a fragmented message."""
        return self.conn.state is State.OPEN and not self.close_sent and self.conn.current_size is None

    def send_receive_event_to_app(self) -> None:
        """A message that took the long way. What is no text in UTF-8 is no frame, and of no interest to the log."""
        message, self.frames = b"".join(self.frames), []
        text = message if self.curr_msg_data_type == "text" else b""
        if self.close_sent:
            return
        if self._hear is not None:
            self._hear(text)
        else:
            self.queue.put_nowait({"type": "websocket.receive", "text": _readable(text)})  # type: ignore[typeddict-item]
            self.wait()


def _readable(text: bytes) -> str | None:
    try:
        return text.decode()
    except UnicodeDecodeError:
        return None


def _content(message: Any) -> bytes:
    """The bytes of a text."""
    return (message.get("text") or "").encode()
