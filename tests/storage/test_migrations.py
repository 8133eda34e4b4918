"""The schema comes from its migrations alone, the same on both kinds of database."""

import asyncio
from collections.abc import Callable
from typing import Any

from alembic import command
from sqlalchemy import Connection, create_engine, inspect, text

from house import fill
from samovar.storage.database import Database
from samovar.storage.schema import config, differences, migrate
from samovar.storage.tables import Base


async def on(url: str, work: Callable[[Connection], Any]) -> Any:
    """Run something on a plain connection of a database."""
    database = Database(url)
    try:
        if database.sqlite:
            return await asyncio.to_thread(on_file, database, work)
        async with database.reader.begin() as connection:
            return await connection.run_sync(work)
    finally:
        await database.close()


def on_file(database: Database, work: Callable[[Connection], Any]) -> Any:
    engine = create_engine(database.url.set(drivername="sqlite+pysqlite"))
    with engine.begin() as connection:
        found = work(connection)
    engine.dispose()
    return found


async def migrated(url: str) -> None:
    database = Database(url)
    await migrate(database)
    await database.close()


def tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


async def test_the_migrations_make_every_table_from_nothing(empty: str):
    assert await on(empty, tables) == set()
    await migrated(empty)
    assert await on(empty, tables) == {*Base.metadata.tables, "alembic_version"}


async def test_the_tables_in_the_code_differ_in_nothing_from_the_migrated_ones(empty: str):
    await migrated(empty)
    assert await on(empty, differences) == ""


async def test_a_difference_is_seen(empty: str):
    await migrated(empty)
    await on(empty, lambda connection: connection.execute(text("ALTER TABLE job DROP COLUMN error")))
    assert "error" in await on(empty, differences)


async def test_downgrading_leaves_nothing_behind(empty: str):
    await migrated(empty)
    await on(empty, lambda connection: command.downgrade(config(connection), "base"))
    assert await on(empty, tables) == {"alembic_version"}
    await migrated(empty)
    assert await on(empty, differences) == ""


async def test_migrating_again_changes_nothing(empty: str):
    await fill(empty)
    before = await epoch(empty)
    await migrated(empty)
    assert await epoch(empty) == before
    assert await on(empty, lambda connection: connection.execute(text("SELECT count(*) FROM operator")).scalar()) == 5


async def epoch(url: str) -> str:
    database = Database(url)
    try:
        return await database.epoch()
    finally:
        await database.close()
