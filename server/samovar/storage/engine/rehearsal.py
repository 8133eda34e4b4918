"""Rehearsals: a copy is brought up to date and counted before anything is done to the data themselves."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, create_engine, func, inspect, select, table, text

from samovar.storage.engine.address import Address
from samovar.storage.engine.backup import copy
from samovar.storage.engine.database import Database, begin_immediately
from samovar.storage.engine.opening import Standing, told
from samovar.storage.engine.schema import VERSIONS, stand, upgrade

LOCK_SECONDS = 5
"""How long a rehearsal on PostgreSQL waits for the tables, which it keeps to itself while it lasts."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Rows of each table before and after. `before`, `after`: table → how many."""

    standing: Standing
    before: Mapping[str, int]
    after: Mapping[str, int]

    @property
    def lost(self) -> list[str]:
        """Tables that would have fewer rows, each with both numbers."""
        return [
            f"{name} {number} → {self.after.get(name, 0)}"
            for name, number in self.before.items()
            if self.after.get(name, 0) < number
        ]

    @property
    def rows(self) -> int:
        """In all tables, afterwards."""
        return sum(self.after.values())


class _Undo(Exception):
    """The rehearsal is over."""


async def rehearse(database: Database) -> Rehearsal:
    """Bring a copy up to date and count: SQLite a file that is removed again, PostgreSQL a transaction that is undone.
    Raises CannotOpen."""
    with told(database.address):
        if database.address.file:
            return await asyncio.to_thread(_on_a_copy, database.address.file)
        return await _undone(database)


def rehearse_file(path: Path) -> Rehearsal:
    """Bring this very SQLite file up to date, and count. Raises CannotOpen; then it is as it was."""
    address = Address(str(path), path)
    engine = create_engine(address.sqlite("pysqlite"))
    begin_immediately(engine)
    try:
        with told(address), engine.begin() as connection:
            return _upgraded(connection)
    finally:
        engine.dispose()


def counts(connection: Connection) -> dict[str, int]:
    """Rows of each table of the database."""
    names = sorted(set(inspect(connection).get_table_names()) - {VERSIONS})
    return {name: connection.scalar(select(func.count()).select_from(table(name))) or 0 for name in names}


def _on_a_copy(path: Path) -> Rehearsal:
    rehearsed = path.with_name(f"{path.name}.rehearsal")
    try:
        copy(path, rehearsed)
        return rehearse_file(rehearsed)
    finally:
        rehearsed.unlink(missing_ok=True)


async def _undone(database: Database) -> Rehearsal:
    found: list[Rehearsal] = []

    def work(connection: Connection) -> None:
        connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'"))
        found.append(_upgraded(connection))
        raise _Undo

    try:
        async with database.reader.begin() as connection:
            await connection.run_sync(work)
    except _Undo:
        pass
    return found[0]


def _upgraded(connection: Connection) -> Rehearsal:
    standing, before = Standing(*stand(connection)), counts(connection)
    upgrade(connection)
    inspect(connection).clear_cache()
    return Rehearsal(standing, before, counts(connection))
