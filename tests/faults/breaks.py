"""What a test breaks in a server it has started: the child wraps a seam of the product before it serves.

The product itself knows nothing of this. Each function of this file is a break, named by a keyword of
`Supervisor.start`.
"""

import ctypes
import itertools
import os
import resource
import signal
import socket
import time
from collections.abc import Callable
from typing import Any, NoReturn

import uvicorn
from sqlalchemy import Engine, event

from samovar.cli import serve
from samovar.domain.conversation.publish import Change, Publisher
from samovar.live.hub import Hub
from samovar.live.presence import Presence
from samovar.storage.engine.database import Database, Session, Unavailable
from samovar.storage.engine.writer import Writer
from samovar.web import wire
from samovar.web.connection.connection import Connection
from samovar.web.visitor.side import VisitorSide


def apply(name: str, argument: Any) -> None:
    """Apply one by its name."""
    BREAKS[name](argument)


def die() -> NoReturn:
    """As the power would, were there no disk cache."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise SystemExit


def countdown(number: int) -> Callable[[], None]:
    """Call it so many times and the process is dead."""
    left = number

    def step() -> None:
        nonlocal left
        left -= 1
        if left <= 0:
            die()

    return step


def received(number: int) -> None:
    """Die when a message has been received, before the writer has it."""
    submit, step = Writer.submit, countdown(number)

    def dying(self: Writer, work: Any) -> None:
        step()
        submit(self, work)

    Writer.submit = dying  # type: ignore[method-assign]


def written(number: int) -> None:
    """Die when messages are written, inside the transaction, before its commit."""
    write, step = Database.write, countdown(number)

    async def dying(self: Database, work: Callable[[Session], Any]) -> Any:
        def last(session: Session) -> Any:
            outcome = work(session)
            session.flush()
            step()
            return outcome

        return await write(self, last)

    Database.write = dying  # type: ignore[method-assign,assignment]


def committed(number: int) -> None:
    """Die after the commit of a group, before anybody is told."""
    write, step = Database.write, countdown(number)

    async def dying(self: Database, work: Any) -> Any:
        outcome = await write(self, work)
        step()
        return outcome

    Database.write = dying  # type: ignore[method-assign]


def published(number: int) -> None:
    """Die after a change was published; where the answer comes later, its author does not hear of it."""
    publish, step = Publisher.publish, countdown(number)

    def dying(self: Publisher, *arguments: Any, **named: Any) -> None:
        publish(self, *arguments, **named)
        step()

    Publisher.publish = dying  # type: ignore[method-assign]


def acknowledged(number: int) -> None:
    """Die after an acknowledgement was handed to the network, before the next answer or publication."""
    push, step = Connection.push, countdown(number)

    def dying(self: Connection, data: bytes) -> None:
        push(self, data)
        if data.startswith(b'{"t":"ok","cid"'):
            step()

    Connection.push = dying  # type: ignore[method-assign]


def dumb(_: Any) -> None:
    """The live path is broken: changes are published to nobody; what is asked is still answered."""
    publish = Hub.publish

    def silent(self: Hub, topic: str, item: Any) -> None:
        if not isinstance(item, Change):
            publish(self, topic, item)

    Hub.publish = silent  # type: ignore[method-assign]


def busy(every: int) -> None:
    """The database takes nothing each so many-th time; nothing is stored then."""
    write, calls = Database.write, itertools.count(1)

    async def failing(self: Database, work: Any) -> Any:
        if next(calls) % every == 0:
            raise Unavailable("a test says so")
        return await write(self, work)

    Database.write = failing  # type: ignore[method-assign]


def pings(seconds: float) -> None:
    """The server's own heartbeat in other seconds than 20 and 20."""
    init = uvicorn.Config.__init__

    def other(self: uvicorn.Config, *arguments: Any, **named: Any) -> None:
        init(self, *arguments, **(named | {"ws_ping_interval": seconds, "ws_ping_timeout": seconds}))

    uvicorn.Config.__init__ = other  # type: ignore[method-assign]


def leases(spans: dict[str, float]) -> None:
    """Presence with other spans: {"lease": …, "grace": …}."""
    init = Presence.__init__

    def other(self: Presence, *arguments: Any, **named: Any) -> None:
        init(self, *arguments, **(spans | named))

    Presence.__init__ = other  # type: ignore[method-assign]


def small_buffers(size: int) -> None:
    """The kernel takes little for a peer that does not read; it would take megabytes before the server feels it."""
    listen = serve.listen

    def small(host: str, port: int) -> socket.socket:
        made = listen(host, port)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, size)
        return made

    serve.listen = small


def traceable(_: Any) -> None:
    """Any process of the same person may look into this one and make its calls fail, not only its parents."""
    ctypes.CDLL(None).prctl(0x59616D61, ctypes.c_ulong(-1), 0, 0, 0)  # PR_SET_PTRACER, PR_SET_PTRACER_ANY


def blocking(seconds: float) -> None:
    """A handler that holds up the whole loop, at each typing of somebody."""
    typing = VisitorSide._typing

    def slow(self: VisitorSide, frame: wire.Typing) -> None:
        time.sleep(seconds)
        typing(self, frame)

    VisitorSide._typing = slow  # type: ignore[method-assign]


def migrating(number: int) -> None:
    """Die before such a statement of the migrations."""
    step = countdown(number)
    event.listen(Engine, "before_cursor_execute", lambda *_: step())


def limits(most: dict[str, int]) -> None:
    """Live with less of something: {"NOFILE": …}."""
    for name, value in most.items():
        which = getattr(resource, f"RLIMIT_{name}")
        resource.setrlimit(which, (value, resource.getrlimit(which)[1]))


_ALL = (
    received,
    written,
    committed,
    published,
    acknowledged,
    dumb,
    busy,
    pings,
    leases,
    small_buffers,
    traceable,
    blocking,
    migrating,
    limits,
)
BREAKS: dict[str, Callable[[Any], None]] = {each.__name__: each for each in _ALL}
