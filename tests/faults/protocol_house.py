"""Where the state machine plays: one house after another on the same file, each as new, at little cost."""

import asyncio
import contextlib
import gc
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine

import postgres as pg
from faults.protocol_model import CHANNELS
from house import Running, fill, people, running
from samovar.serve import GARBAGE
from samovar.settings import sqlite_url
from samovar.storage.engine import database
from samovar.storage.engine.database import Database, Session, begin_immediately
from samovar.storage.tables import Visitor

SITE = "site-of-the-shop00"


def long(name: str) -> str:
    """The id of a short name."""
    return f"operator-{name}-000" if name in CHANNELS else f"visitor-{name}-00000"


def short(id: str | None) -> str:
    return id.split("-")[1] if id else ""


def cast(session: Session) -> None:
    """The people of tests/house.py, and two visitors."""
    people(session)
    session.add_all(Visitor(id=long(name), site_id=SITE) for name in ("mary", "paul"))


class Ground:
    """`folder` is filled and emptied here."""

    def __init__(self, folder: Path) -> None:
        self._template, self._folder = folder / "template.db", folder / "house"
        self._folder.mkdir()
        pg.apart(fill(sqlite_url(self._template), cast))
        self._reads = Reads(self._folder / "samovar.db")

    @contextlib.contextmanager
    def patched(self, patch: pytest.MonkeyPatch) -> Iterator["Ground"]:
        """Inside, all houses share engines: a new one compiles every statement again, which took a fifth of the time.
        Garbage is looked for as seldom as in life."""
        for name in ("_writer", "_reader"):
            patch.setattr(database, name, cache(getattr(database, name)))
        patch.setattr(Database, "read", self._reads.read)
        usual = gc.get_threshold()
        gc.freeze()
        gc.set_threshold(GARBAGE, 20, 100)
        try:
            yield self
        finally:
            gc.set_threshold(*usual)
            gc.unfreeze()

    def renew(self) -> None:
        """The people are there, and nobody has said anything."""
        for each in self._folder.iterdir():
            each.unlink()
        shutil.copy(self._template, self._folder / "samovar.db")

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[Running]:
        with self._reads.served():
            async with running(self._folder, filled=False) as at:
                yield at


class Reads:
    """The reads of a SQLite house in one hop to a thread instead of the driver's ten, which would take most of the
    time. What was read is handed over a moment later, so that much can happen in between."""

    def __init__(self, path: Path) -> None:
        self._engine = create_engine(f"sqlite+pysqlite:///{path}", connect_args={"check_same_thread": False})
        begin_immediately(self._engine, "BEGIN")
        self._pauses = cycle((0.0, 0.002, 0.001, 0.0, 0.004))

    @contextlib.contextmanager
    def served(self) -> Iterator[None]:
        """Inside it can be read; afterwards the file is let go."""
        try:
            with ThreadPoolExecutor(2) as self._threads:
                yield
        finally:
            self._engine.dispose()

    async def read(self, query: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        def run() -> Any:
            with Session(self._engine) as session:
                return query(session, *args, **kwargs)

        found = await asyncio.get_running_loop().run_in_executor(self._threads, run)
        await asyncio.sleep(next(self._pauses))
        return found
