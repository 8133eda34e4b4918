"""uvicorn's HTTP with a deadline for requests that do not come to their end."""

import sys
from asyncio import TimerHandle, Transport
from typing import Any

if sys.platform == "win32":
    from uvicorn.protocols.http.h11_impl import H11Protocol as HttpProtocol
else:
    from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol as HttpProtocol


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
