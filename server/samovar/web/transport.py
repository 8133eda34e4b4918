"""The WebSocket under a connection: uvicorn's for handshake, control frames and closing, our own way for text.

Whole text frames, nearly all there is, go straight to the connection and straight to the transport: no queue, no
task, no event object each (speed.md, 7). Everything else (fragments, compressed and control frames, whatever breaks
the protocol) goes to the `websockets` library one whole frame at a time, so that its parser is always between frames.

What the peer has not taken waits in the transport's buffer, whose size bounds it. A peer that stays over the
high-water mark for the write deadline is aborted (uvicorn itself would wait for ever, see its flow control).
"""

import logging
from asyncio import TimerHandle
from collections.abc import Callable
from typing import Any, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import apply_mask  # type: ignore[attr-defined]  # in C where it is built, see there
from websockets.protocol import State

from samovar.settings import Limits
from samovar.web.framing import MASKED, WHOLE_TEXT, bounds, head
from samovar.web.patience import Http

KEY = "samovar.socket"
log = logging.getLogger(__name__)


class Corks:
    """Sockets that have something to write at the end of this turn of the loop."""

    def __init__(self) -> None:
        self._sockets: list[Socket] = []

    def add(self, socket: "Socket") -> None:
        """Write it out soon."""
        if not self._sockets:
            socket.loop.call_soon(self._pull)
        self._sockets.append(socket)

    def _pull(self) -> None:
        sockets, self._sockets = self._sockets, []
        for socket in sockets:
            try:
                socket.uncork()
            except Exception:
                # Its frames are lost: only a new connection can catch up.
                log.exception("a socket could not be written to")
                socket.abort()


class Socket(WebSocketsSansIOProtocol):
    """uvicorn's protocol, handed to the application as `scope["extensions"][KEY]`."""

    write_deadline = 8.0
    """Seconds a peer may stay over the high-water mark."""
    behind = False
    """Whether the peer has much to take."""
    stalled = False
    """Whether the connection was aborted for not reading."""
    _stalled: TimerHandle | None = None
    _hear: Callable[[bytes], None] | None = None
    _rest = b""
    """The beginning of a frame whose end has not come yet."""
    _corks: "Corks"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._corked: list[bytes] = []

    def handle_connect(self, event: Any) -> None:
        """Offer ourselves to the application."""
        super().handle_connect(event)
        if getattr(self, "scope", None):
            cast(dict[str, object], self.scope["extensions"])[KEY] = self

    # ------------------------------------------------ what comes

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

    def wait(self) -> None:
        """Read no more for now: the peer sends faster than it is answered."""
        if not self.read_paused and not self.transport.is_closing():
            self.read_paused = True
            self.transport.pause_reading()

    def read_on(self) -> None:
        """Read again."""
        if self.read_paused and not self.transport.is_closing():
            self.read_paused = False
            self.transport.resume_reading()

    def data_received(self, data: bytes) -> None:
        """Bytes of the handshake, which uvicorn hands over whole, then of frames."""
        if not self.handshake_initiated:
            super().data_received(data)
            return
        if self._rest:
            data = self._rest + data
        at, size = 0, len(data)
        while size - at >= 2:
            end, payload = bounds(data, at)
            if end - payload > self.config.ws_max_size:
                # Refused by its head alone; nothing that follows is read.
                super().data_received(data[at:])
                at = size
            elif end > size:
                break
            else:
                self._frame(data[at:end], payload - at)
                at = end
        self._rest = data[at:]

    def _frame(self, frame: bytes, payload: int) -> None:
        """One whole frame. Where the connection listens and all is well, a text goes straight there."""
        if self._hear is not None and frame[0] == WHOLE_TEXT and frame[1] & MASKED and self._well:
            self._hear(apply_mask(frame[payload:], frame[payload - 4 : payload]))
        else:
            super().data_received(frame)

    @property
    def _well(self) -> bool:
        """Open, and not in the middle of a fragmented message."""
        return self.conn.state is State.OPEN and not self.close_sent and self.conn.current_size is None

    def send_receive_event_to_app(self) -> None:
        """A message that took the long way."""
        if self._hear is None:
            super().send_receive_event_to_app()
            return
        message, self.frames = b"".join(self.frames), []
        if not self.close_sent:
            self._hear(message if self.curr_msg_data_type == "text" else b"")

    # ------------------------------------------------ what goes

    def push(self, text: bytes) -> None:
        """Send one text frame; on a closing connection it is dropped. All frames of one turn of the loop leave
        together: each write is a call of the system, which costs as much as making the frame."""
        if not self._corked:
            self._corks.add(self)
        self._corked.append(text)

    def uncork(self) -> None:
        """Write what the turn has gathered."""
        texts, self._corked = self._corked, []
        if texts and self._open:
            self.transport.write(self._framed(texts))

    def _framed(self, texts: list[bytes]) -> bytes:
        if self.conn.extensions:
            for text in texts:
                self.conn.send_text(text)
            return b"".join(self.conn.data_to_send())
        if len(texts) == 1:
            return head(len(texts[0])) + texts[0]
        return b"".join([part for text in texts for part in (head(len(text)), text)])

    @property
    def _open(self) -> bool:
        return not self.close_sent and self.conn.state is State.OPEN and not self.transport.is_closing()

    def waiting(self) -> int:
        """Bytes the peer has not taken yet."""
        return self.transport.get_write_buffer_size() + sum(map(len, self._corked))

    def finish(self, code: int, reason: str = "") -> None:
        """Say why and close; a peer that does not answer in time is dropped."""
        if not self._open:
            return
        self.uncork()
        self.conn.send_close(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code})
        self.close_timer = self.loop.call_later(self.close_timeout, self.abort)
        self.read_on()

    def shutdown(self) -> None:
        """The server stops."""
        self.uncork()
        super().shutdown()

    def abort(self) -> None:
        """Drop the connection at once."""
        self.transport.abort()

    def pause_writing(self) -> None:
        """The peer takes less than we send: give it the deadline."""
        super().pause_writing()
        self.behind = True
        if self._stalled is None:
            self._stalled = self.loop.call_later(self.write_deadline, self._give_up)

    def resume_writing(self) -> None:
        """The peer has caught up."""
        super().resume_writing()
        self.behind = False
        self._stop_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone, and its timer with it."""
        self._stop_timer()
        super().connection_lost(exc)

    def _stop_timer(self) -> None:
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None

    def _give_up(self) -> None:
        self.stalled = True
        self.transport.abort()


def _content(message: Any) -> bytes:
    """The bytes of a text; nothing, which is no frame, for others."""
    return (message.get("text") or "").encode()


def protocols(limits: Limits) -> tuple[type[Http], type[Socket]]:
    """Both with their deadlines as the limits say."""
    http = type("Http", (Http,), {"head_deadline": limits.hello_seconds})
    return http, type("Socket", (Socket,), {"write_deadline": limits.write_seconds, "_corks": Corks()})


__all__ = ["KEY", "Http", "Socket", "protocols"]
