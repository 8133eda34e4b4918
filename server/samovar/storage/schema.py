"""The schema's versions: bring a database up to date, or tell what differs (Alembic)."""

import asyncio
from importlib.resources import files
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError
from sqlalchemy import Connection, Engine, create_engine, select
from sqlalchemy.orm import Session

from samovar.storage.database import Database, begin_immediately
from samovar.storage.tables import Base, House
from samovar.storage.types import Utc


def configure(context: Any, connection: Connection) -> None:
    """The same settings for running and for generating migrations, on both dialects."""
    context.configure(
        connection=connection, target_metadata=Base.metadata, render_as_batch=True, compare_type=True,
        compare_server_default=False, render_item=_render, transaction_per_migration=True,
    )  # fmt: skip


def _render(kind: str, item: Any, _context: Any) -> str | bool:
    return "samovar.storage.types.Utc()" if kind == "type" and isinstance(item, Utc) else False


def config(connection: Connection) -> Config:
    """Alembic's configuration for one connection."""
    made = Config()
    made.set_main_option("script_location", str(files("samovar.storage").joinpath("migrations")))
    made.attributes["connection"] = connection
    return made


def upgrade(connection: Connection) -> None:
    """All missing versions, and the house's own row."""
    command.upgrade(config(connection), "head")
    with Session(connection) as session:
        if session.scalars(select(House)).first() is None:
            session.add(House())
        session.commit()


def differences(connection: Connection) -> str:
    """What the tables here have and the database lacks, or the other way round; empty when equal."""
    try:
        command.check(config(connection))
    except CommandError as error:
        return str(error)
    return ""


async def migrate(database: Database) -> None:
    """Bring a database up to date before serving."""
    if database.sqlite:
        await asyncio.to_thread(_migrate_file, database)
        return
    async with database.reader.begin() as connection:
        await connection.run_sync(upgrade)


def _migrate_file(database: Database) -> None:
    """SQLite: all or nothing, since our BEGIN covers DDL; foreign keys off while tables are rebuilt."""
    engine: Engine = create_engine(database.url.set(drivername="sqlite+pysqlite"))
    begin_immediately(engine)
    with engine.begin() as connection:
        upgrade(connection)
    engine.dispose()
