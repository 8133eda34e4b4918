"""The servers that carry messages, by name: how each is started and spoken to."""

import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import tools
from bench.load import dialects
from bench.load.dialects import Dialect
from bench.peers import ejabberd
from bench.people import FILE
from bench.processes import Failed, Server, python, server
from bench.run import Run, Shared

PAIRS = 200
COUNT = "SELECT count(*) FROM entry WHERE kind = 'message'"
MODEL = "people"
"""The database that each run on PostgreSQL is a copy of."""
Figures = dict[str, Any]
Work = Callable[[Run, Server, Dialect], Awaitable[Figures]]


@dataclass(frozen=True, slots=True)
class ServerKind:
    """`slow`: with the fsync that takes 4 ms more. `run`: start it, do the work with it, end it."""

    name: str
    run: Callable[[Run, bool, Work], Awaitable[Figures]]
    slow: bool = False


async def _storing(run: Run, slow: bool, work: Work) -> Figures:
    """Samovar as it is. Killed after its last acknowledgement, it must have kept exactly what it acknowledged."""
    folder = run.copy(run.world)
    before = _messages(folder)
    async with samovar(folder, "", slow) as serving:
        found = await work(run, serving, dialects.samovar(run.world))
    check(found["messages"], _messages(folder) - before)
    return found


async def _no_storage(run: Run, slow: bool, work: Work) -> Figures:
    async with samovar(run.copy(run.world), "no_storage", slow) as serving:
        return await work(run, serving, dialects.samovar(run.world))


@asynccontextmanager
async def samovar(folder: Path, mode: str = "", slow: bool = False, database: str = "") -> AsyncIterator[Server]:
    """A Samovar on a database folder, or a database elsewhere; killed at the end."""
    command = python("bench.house", str(folder), mode, database)
    async with server(command, tools.slow() if slow else None) as serving:
        yield serving


def _node(peer: str, dialect: Callable[[int], Dialect]) -> Callable[[Run, bool, Work], Awaitable[Figures]]:
    async def served(run: Run, slow: bool, work: Work) -> Figures:
        command = tools.node(f"{peer}.mjs", run.fresh(peer))
        async with server(command, tools.slow() if slow else None) as serving:
            return await work(run, serving, dialect(PAIRS))

    return served


async def _bare(run: Run, slow: bool, work: Work) -> Figures:
    async with server(python("bench.peers.starlette_relay")) as serving:
        return await work(run, serving, dialects.plain(PAIRS))


async def _on_postgres(run: Run, slow: bool, work: Work) -> Figures:
    shared = _shared(run)
    async with shared.server.copy(MODEL) as name:
        before = await shared.server.ask(name, COUNT)
        async with samovar(run.fresh("samovar"), database=shared.server.named(name)) as serving:
            found = await work(run, serving, dialects.samovar(shared.world))
        check(found["messages"], await shared.server.ask(name, COUNT) - before)
        return found


async def _ejabberd(run: Run, slow: bool, work: Work) -> Figures:
    folder = run.fresh("ejabberd")
    async with ejabberd.ejabberd(folder, _shared(run).server) as serving:
        return await work(run, serving, dialects.xmpp(PAIRS, ejabberd.HOST, ejabberd.PASSWORD))


def _shared(run: Run) -> Shared:
    assert run.shared is not None
    return run.shared


def _messages(folder: Path) -> int:
    with closing(sqlite3.connect(folder / FILE)) as database:
        return int(database.execute(COUNT).fetchone()[0])


def check(acknowledged: int, stored: int) -> None:
    """All that was acknowledged must be there, once."""
    if acknowledged != stored:
        raise Failed(f"{acknowledged} messages were acknowledged and {stored} are stored: the figures mean nothing")


SERVERS = (
    ServerKind("stored", _storing),
    ServerKind("socketio", _node("socketio_chat", dialects.socketio)),
    ServerKind("group", _node("ws_group", dialects.group)),
    ServerKind("unstored", _no_storage),
    ServerKind("bare", _bare),
    ServerKind("postgres", _on_postgres),
    ServerKind("ejabberd", _ejabberd),
    ServerKind("slow_stored", _storing, slow=True),
    ServerKind("slow_socketio", _node("socketio_chat", dialects.socketio), slow=True),
)
