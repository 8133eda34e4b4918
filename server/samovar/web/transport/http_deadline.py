"""uvicorn's HTTP with a deadline for requests that do not come to their end, and an end for those that come by the
hundred."""

import sys
from asyncio import TimerHandle, Transport
from typing import Any, cast

from samovar.live import strangers
from samovar.web.guard.origins import header_of
from samovar.web.transport.unfinished import KEY, Unfinished

if sys.platform == "win32":
    from uvicorn.protocols.http.h11_impl import H11Protocol as HttpProtocol
else:
    from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol as HttpProtocol

PIECE = 4096
"""Bytes that are looked at before what came of them is counted."""
LINGER = 1.0
"""Seconds in which the last words may still be read."""
AHEAD = 16
"""Requests that may wait for the answer to the one before. Browsers and proxies send none."""


class Http(HttpProtocol):
    """uvicorn's HTTP with a deadline for the head of each request (it has none, and a slow one would stay)."""

    head_deadline = 10.0
    """Seconds from the connection, or from the answer before, to a whole request."""
    unfinished: Unfinished
    _deadline: TimerHandle | None = None
    _deaf = False
    _begun = False
    """Something of a request has come that is not answered yet."""

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """The first request has to come."""
        super().connection_made(transport)
        self._wait_for_a_request()

    def data_received(self, data: bytes) -> None:
        """In pieces, for thousands of small requests in one go hold up everybody else."""
        for at in range(0, len(data), PIECE):
            if self._deaf or self.transport.is_closing() or self.transport.get_protocol() is not self:
                return
            self._begun = True
            super().data_received(data[at : at + PIECE])
            if len(getattr(self, "pipeline", ())) > AHEAD:
                self._hear_no_more()

    def on_headers_complete(self) -> None:
        """Whose it is can be told now: the application does so, which knows the proxies' words."""
        super().on_headers_complete()
        cast(dict[str, object], self.scope)[KEY] = self

    def on_message_complete(self) -> None:
        """It is whole, unless it was answered before it was."""
        super().on_message_complete()
        if self._answering or self.parser.should_upgrade():
            self.unfinished.done(self)

    def handle_websocket_upgrade(self) -> None:
        """From here on it is a socket."""
        self.unfinished.done(self)
        super().handle_websocket_upgrade()

    def on_response_complete(self) -> None:
        """The next one, where the connection is kept."""
        self._begun = False
        super().on_response_complete()
        self._wait_for_a_request()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing more to wait for."""
        if self._deadline is not None:
            self._deadline.cancel()
        self.unfinished.done(self)
        super().connection_lost(exc)

    def give_way(self, status: int) -> None:
        """Make room: with words where somebody may read them."""
        if self._begun and not (self._answering and self.cycle.response_started):
            said = header_of(self.scope, b"accept-language") if self._answering else ""
            self.transport.write(self.unfinished.words(status, said))
        self.transport.close()
        self.loop.call_later(LINGER, self.transport.abort)

    def _hear_no_more(self) -> None:
        """One more is answered, and says that it is the last."""
        strangers.log.info("%s sends requests without end: closed", self.client[0] if self.client else "somebody")
        self._deaf = True
        last, app = self.pipeline.pop()
        last.keep_alive = False
        self.pipeline.clear()
        self.pipeline.append((last, app))

    def _wait_for_a_request(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        self._deadline = self.loop.call_later(self.head_deadline, self._too_slow)
        # The other parser does not say when a request is whole.
        if sys.platform != "win32" and not self._answering and not self.transport.is_closing():
            address = self.client[0] if self.client else "?"
            self.unfinished.take(self, address, self.transport.get_extra_info("socket").fileno())

    @property
    def _answering(self) -> bool:
        cycle: Any = self.cycle
        return cycle is not None and not cycle.response_complete

    def _too_slow(self) -> None:
        """Unless a request is being answered, or the connection has become a socket."""
        if not self._answering and self.transport.get_protocol() is self:
            self.transport.abort()
