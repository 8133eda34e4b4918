"""The only file that knows the dialects: engines, pragmas, transactions.

Reads run on a pool of their own; writes on one connection, driven by `writer.py`. Queries are plain
functions that take a `Session`; they run in a greenlet (PostgreSQL, SQLite reads) or in the writer's
thread (SQLite writes) and must not wait for anything but the database.
"""

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

import asyncpg
from sqlalchemy import Engine, create_engine, event, select
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import Session
from sqlmodel import col

from samovar.storage.engine.address import Address, address
from samovar.storage.tables import Instance

__all__ = ["Database", "Session", "Unavailable"]

BUSY_MS = 5000
READERS = 4
SQLITE_TUNING = ("wal_autocheckpoint=8000", "cache_size=-32000", "temp_store=MEMORY")
"""The log is folded into the file every 32 MB, not every 4; recent pages stay in 32 MB of memory, as do the copies
that a statement of many rows makes of each page, lest it fail half-way: in a file they cost as much as the rows."""
LAST_READS = 5.0
"""Seconds that closing waits for them; a connection in use would not be closed at all."""
FAILURES = (DBAPIError, NoConnectionFree, OSError, asyncpg.PostgresError, asyncpg.InterfaceError)
"""What a database that cannot answer raises; a server that is not there, or lets nobody in, is told by the driver
itself."""
HOPELESS = ("22", "23", "54")
"""Classes of PostgreSQL's codes (appendix A) that blame the data: as they are they can never be stored."""
P = ParamSpec("P")
T = TypeVar("T")


class Unavailable(Exception):
    """The database cannot take or give anything just now; the same call may work later."""


def blames_data(error: Exception) -> bool:
    """Whether the database is well and refuses just this, now and ever. asyncpg's errors reach us without a class of
    their own, so that only their code tells."""
    code = str(getattr(getattr(error, "orig", None), "sqlstate", None) or "")
    return isinstance(error, IntegrityError | DataError | UnicodeError | OverflowError) or code.startswith(HOPELESS)


class Database:
    """One database, SQLite file or PostgreSQL, behind `read` and `write`.

    `url`: as storage/address.py reads it. Raises BadSetting.
    """

    def __init__(self, url: str) -> None:
        self.address = address(url)
        self.sqlite = self.address.file is not None
        self.reader = _reader(self.address) if self.sqlite else _postgres(self.address)
        self._reading = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._writer: _Writes = _SqliteWrites(self.address) if self.sqlite else _PostgresWrites(self.reader)

    async def read(self, query: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a query on a reader. Raises Unavailable."""
        self._reading += 1
        self._idle.clear()
        try:
            async with AsyncSession(self.reader) as session:
                return await session.run_sync(query, *args, **kwargs)
        except FAILURES as error:
            raise Unavailable(str(getattr(error, "orig", error))) from error
        finally:
            self._reading -= 1
            if not self._reading:
                self._idle.set()

    @property
    def crowded(self) -> bool:
        """Whether who reads now would have to wait for a connection."""
        return self._reading >= READERS

    async def idle(self) -> None:
        """Return when nothing is being read."""
        await self._idle.wait()

    async def write(self, work: Callable[[Session], T]) -> T:
        """Run `work` in one transaction and commit it. Only the Writer calls this while serving."""
        try:
            return await self._writer.run(work)
        except FAILURES as error:
            raise Unavailable(str(getattr(error, "orig", error))) from error

    async def epoch(self) -> str:
        """The random name of this history."""
        return await self.read(lambda session: session.scalars(select(col(Instance.epoch))).one())

    async def fold(self) -> bool:
        """On SQLite fold the log into the file and empty it: until then it holds pages as they were. Tells whether
        that could be done; not while somebody reads on. PostgreSQL's log is its own."""
        return await self._writer.fold()

    async def close(self) -> None:
        """Give back all connections, when what is being read has come to its end; on SQLite fold the log into the
        file."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.idle(), LAST_READS)
        await self._writer.close()
        await self.reader.dispose()


class _Writes(Protocol):
    async def run(self, work: Callable[[Session], T]) -> T: ...

    async def fold(self) -> bool: ...

    async def close(self) -> None: ...


class _SqliteWrites:
    """One connection in one thread: a batch costs one hop, however many statements it has."""

    def __init__(self, at: Address) -> None:
        self.engine = _writer(at)
        self.thread = ThreadPoolExecutor(1, thread_name_prefix="samovar-writer")

    async def run(self, work: Callable[[Session], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self.thread, self._run, work)

    def _run(self, work: Callable[[Session], T]) -> T:
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            return work(session)

    async def fold(self) -> bool:
        return await asyncio.get_running_loop().run_in_executor(self.thread, self._fold)

    def _fold(self) -> bool:
        with contextlib.closing(self.engine.raw_connection()) as connection:
            busy = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        return not busy

    async def close(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self.thread, self.engine.dispose)
        self.thread.shutdown()


class _PostgresWrites:
    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine

    async def run(self, work: Callable[[Session], T]) -> T:
        async with AsyncSession(self.engine, expire_on_commit=False) as session, session.begin():
            return await session.run_sync(work)

    async def fold(self) -> bool:
        """Nothing of ours to fold."""
        return True

    async def close(self) -> None:
        """The readers' engine is shared and closed by its owner."""


def _writer(at: Address) -> Engine:
    engine = create_engine(
        at.sqlite("pysqlite"),
        pool_size=1,
        max_overflow=0,
        connect_args={"check_same_thread": False},
        hide_parameters=True,
    )
    _prepare(engine, "BEGIN IMMEDIATE")
    return engine


def _reader(at: Address) -> AsyncEngine:
    engine = create_async_engine(at.sqlite("aiosqlite"), pool_size=READERS, max_overflow=0, hide_parameters=True)
    _prepare(engine.sync_engine, "BEGIN")
    return engine


def _postgres(at: Address) -> AsyncEngine:
    return create_async_engine(
        "postgresql+asyncpg://", async_creator=lambda: asyncpg.connect(at.dsn, timeout=at.timeout),
        pool_size=READERS + 1, max_overflow=0, pool_pre_ping=True, hide_parameters=True,
    )  # fmt: skip


def _prepare(engine: Engine, begin: str) -> None:
    """WAL, an fsync at every commit, and zeros where something was: what is erased can be found in no file."""

    @event.listens_for(engine, "connect")
    def _pragmas(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", *SQLITE_TUNING):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    begin_immediately(engine, begin)


def begin_immediately(engine: Engine, begin: str = "BEGIN IMMEDIATE") -> None:
    """Our own BEGIN: the driver's starts too late, and not at all before DDL."""

    @event.listens_for(engine, "connect")
    def _ours(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout={BUSY_MS}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)
