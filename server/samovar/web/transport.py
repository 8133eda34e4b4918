"""The WebSocket under a connection: uvicorn's, with a way to push text at once and to abort.

`push` writes straight to the transport, without a task or a queue of our own: what the peer has not taken
waits in the transport's buffer, whose size bounds it. A peer that stays over the high-water mark for the
write deadline is aborted (uvicorn itself would wait for ever, see its flow control).
"""

import sys
from asyncio import TimerHandle, Transport
from typing import Any, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.protocol import State

if sys.platform == "win32":
    from uvicorn.protocols.http.h11_impl import H11Protocol as HttpProtocol
else:
    from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol as HttpProtocol

from samovar.settings import Limits

KEY = "samovar.socket"


class Http(HttpProtocol):
    """uvicorn's HTTP with a deadline for the head of each request (it has none, and a slow one would stay)."""

    head_deadline = 10.0
    """Seconds from the connection, or from the answer before, to a whole request."""
    _deadline: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """The first request has to come."""
        super().connection_made(transport)
        self._wait_for_a_request()

    def on_response_complete(self) -> None:
        """The next one, where the connection is kept."""
        super().on_response_complete()
        self._wait_for_a_request()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing more to wait for."""
        if self._deadline is not None:
            self._deadline.cancel()
        super().connection_lost(exc)

    def _wait_for_a_request(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        self._deadline = self.loop.call_later(self.head_deadline, self._too_slow)

    def _too_slow(self) -> None:
        """Unless a request is being answered, or the connection has become a socket."""
        cycle: Any = self.cycle
        answering = cycle is not None and not cycle.response_complete
        if not answering and self.transport.get_protocol() is self:
            self.transport.abort()


class Socket(WebSocketsSansIOProtocol):
    """uvicorn's protocol, handed to the application as `scope["extensions"][KEY]`."""

    write_deadline = 10.0
    """Seconds a peer may stay over the high-water mark."""
    _stalled: TimerHandle | None = None
    stalled = False
    """Whether the connection was aborted for not reading."""

    def handle_connect(self, event: Any) -> None:
        """Offer ourselves to the application."""
        super().handle_connect(event)
        if getattr(self, "scope", None):
            cast(dict[str, object], self.scope["extensions"])[KEY] = self

    def push(self, text: bytes) -> None:
        """Send one text frame; nothing happens on a closing connection."""
        if self.close_sent or self.conn.state is not State.OPEN or self.transport.is_closing():
            return
        self.conn.send_text(text)
        self.transport.write(b"".join(self.conn.data_to_send()))

    def waiting(self) -> int:
        """Bytes the peer has not taken yet."""
        return self.transport.get_write_buffer_size()

    def finish(self, code: int, reason: str = "") -> None:
        """Say why and close; a peer that does not answer in time is dropped."""
        if self.close_sent or self.conn.state is not State.OPEN:
            return
        self.conn.send_close(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code})
        self.close_timer = self.loop.call_later(self.close_timeout, self.abort)

    def abort(self) -> None:
        """Drop the connection at once."""
        self.transport.abort()

    def pause_writing(self) -> None:
        """The peer takes less than we send: give it the deadline."""
        super().pause_writing()
        if self._stalled is None:
            self._stalled = self.loop.call_later(self.write_deadline, self._give_up)

    def resume_writing(self) -> None:
        """The peer has caught up."""
        super().resume_writing()
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


def protocols(limits: Limits) -> tuple[type[Http], type[Socket]]:
    """Both with their deadlines as the limits say."""
    http = type("Http", (Http,), {"head_deadline": limits.hello_seconds})
    return http, type("Socket", (Socket,), {"write_deadline": limits.write_seconds})


__all__ = ["KEY", "Http", "Socket", "protocols"]
