"""The WebSocket under a connection: uvicorn's, with a way to push text at once and to abort.

`push` writes straight to the transport, without a task or a queue of our own: what the peer has not taken
waits in the transport's buffer, whose size bounds it. A peer that stays over the high-water mark for the
write deadline is aborted (uvicorn itself would wait for ever, see its flow control).
"""

from asyncio import TimerHandle
from typing import Any, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.protocol import State

KEY = "samovar.socket"


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


__all__ = ["KEY", "Socket"]
