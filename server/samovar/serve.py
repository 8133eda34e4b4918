"""Runs the application: uvicorn with our socket, and an orderly stop.

On SIGTERM clients are told to come back later, what is under way is committed, then all sockets close with 1012.
"""

import asyncio
import errno
import gc
import logging
import socket
import sys

import uvicorn

from samovar.app import App
from samovar.settings import Settings
from samovar.web.transport.protocols import protocols

COME_BACK_FIRST_MS, COME_BACK_LAST_MS = 2_000, 30_000
COME_BACK_PER_SECOND = 300
TURN_SECONDS = 0.0005
"""How long the loop and the writing thread keep the interpreter from each other: a group has ten such waits."""
GARBAGE = 20_000
"""New objects after which garbage is looked for: at Python's own 700 the search costs more than the messages."""
log = logging.getLogger(__name__)


class Server(uvicorn.Server):
    """uvicorn that drains before it closes sockets (it sends 1012 before the application's shutdown)."""

    def __init__(self, config: uvicorn.Config, app: App) -> None:
        super().__init__(config)
        self._app = app
        self._alone = False

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve until told to stop; the process has nothing else to do."""
        self._alone = True
        sys.setswitchinterval(TURN_SECONDS)
        super().run(sockets)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen; what is there now stays, and need not be looked through for garbage."""
        await super().startup(sockets)
        if self._alone:
            gc.freeze()
            gc.set_threshold(GARBAGE, 20, 100)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Announce, wait, close."""
        if living := self._app.sockets.living:
            self._app.sockets.drain(*come_back_ms(living))
            await asyncio.sleep(self._app.spans.drain)
            self._app.polling.close()
        await super().shutdown(sockets)


def come_back_ms(connections: int) -> tuple[int, int]:
    """When clients should come back after a stop, from and to: six seconds of spread, more for a crowd."""
    spread = max(6_000, connections * 1000 // COME_BACK_PER_SECOND)
    return COME_BACK_FIRST_MS, min(COME_BACK_LAST_MS, COME_BACK_FIRST_MS + spread)


def server(app: App, settings: Settings) -> Server:
    """A server for an application."""
    http, ws = protocols(settings, app.services.texts)
    config = uvicorn.Config(
        app.asgi, host=settings.host, port=settings.port, http=http, ws=ws,
        ws_max_size=settings.limits.operator_frame, ws_per_message_deflate=settings.compression,
        ws_ping_interval=20, ws_ping_timeout=20, backlog=4096,
        forwarded_allow_ips=settings.proxies, server_header=False, access_log=False,
        log_config=None, timeout_graceful_shutdown=10, lifespan="on",
    )  # fmt: skip
    return Server(config, app)


def listen(host: str, port: int) -> socket.socket:
    """A listening address; raises OSError when it is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio turns off Nagle's algorithm, which costs 40 ms a message, only where TCP is named.
    made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if sys.platform != "win32":
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
    except OSError:
        made.close()
        raise
    except (OverflowError, TypeError, UnicodeError) as error:
        made.close()
        raise OSError(errno.EADDRNOTAVAIL, str(error)) from error
    return made


def why_not(error: OSError) -> str:
    """Why an address cannot be listened on: key of the words (texts, cli)."""
    kinds = {errno.EADDRINUSE: "port_busy", errno.EACCES: "port_forbidden"}
    return kinds.get(error.errno or 0, "host_unknown")


def prepare_logging(level: str) -> None:
    """One event is one line: control characters in what strangers send are escaped."""
    handler = logging.StreamHandler()
    handler.setFormatter(OneLine("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    # In detail these would tell cookies, tokens and what people write.
    for name in ("uvicorn.error", "alembic", "aiosqlite"):
        logging.getLogger(name).setLevel(logging.WARNING)


class OneLine(logging.Formatter):
    """Escapes control characters in messages; tracebacks keep their lines."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        """The message on one line."""
        line = super().formatMessage(record)
        return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in line)
