"""The WebSocket under a connection: uvicorn's for handshake, control frames and closing, our own way for text.

What comes in, intake.py takes. What the peer has not taken waits in the transport's buffer, whose size bounds it. A
peer that stays over the high-water mark for the write deadline is aborted (uvicorn itself would wait for ever, see its
flow control).
"""

import logging
from asyncio import TimerHandle
from typing import Any

from websockets.protocol import State

from samovar.live import strangers
from samovar.live.token_bucket import ceiling
from samovar.settings import Settings
from samovar.texts import Texts
from samovar.web.transport.frame_header import head
from samovar.web.transport.http_deadline import Http
from samovar.web.transport.intake import KEY, Intake
from samovar.web.transport.unfinished import Unfinished

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


class Socket(Intake):
    """Both halves; this one writes."""

    write_deadline = 8.0
    """Seconds a peer may stay over the high-water mark."""
    behind = False
    """Whether the peer has much to take."""
    _stalled: TimerHandle | None = None
    _corks: "Corks"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._corked: list[bytes] = []

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
        self.finished = True
        self.uncork()
        self.conn.send_close(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code})
        self.close_timer = self.loop.call_later(self.close_timeout, self.abort)
        self.read_on()

    def deny(self, status: int) -> None:
        """Refuse the handshake. (By the application's `send`, uvicorn would call that an error of the application.)"""
        self.handshake_complete = self.close_sent = True
        self.conn.send_response(self.conn.reject(status, ""))
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.transport.close()

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
            self._stalled = self.loop.call_later(self.write_deadline, self.abort)

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


def protocols(settings: Settings, texts: Texts) -> tuple[type[Http], type[Socket]]:
    """Both with their deadlines as the limits say, and with calm words about what comes in."""
    strangers.calm_libraries()
    limits = settings.limits
    http = type(
        "Http", (Http,), {"head_deadline": limits.hello_seconds, "unfinished": Unfinished(settings, texts)}
    )  # fmt: skip
    socket = type("Socket", (Socket,), {
        "write_deadline": limits.write_seconds, "ceiling": ceiling(limits.frames_burst, limits.frames_per_second),
        "_corks": Corks(),
    })  # fmt: skip
    return http, socket


__all__ = ["KEY", "Http", "Socket", "protocols"]
