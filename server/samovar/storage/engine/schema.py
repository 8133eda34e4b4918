"""The schema's versions: bring a database up to date, or tell what differs (Alembic)."""

import asyncio
from importlib.resources import files
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection, Engine, create_engine, inspect, select, text
from sqlalchemy.orm import Session

from samovar.storage.engine.database import Database, begin_immediately
from samovar.storage.engine.types import Utc
from samovar.storage.tables import Base, Instance

VERSIONS = "alembic_version"
"""The table in which a database's version stands."""


def configure(context: Any, connection: Connection) -> None:
    """The same settings for running and for generating migrations, on both dialects."""
    context.configure(
        connection=connection, target_metadata=Base.metadata, render_as_batch=True, compare_type=True,
        compare_server_default=False, render_item=_render, transaction_per_migration=True,
    )  # fmt: skip


def _render(kind: str, item: Any, _context: Any) -> str | bool:
    return "samovar.storage.types.Utc()" if kind == "type" and isinstance(item, Utc) else False


def _scripts() -> str:
    # Alembic reads its options with placeholders.
    return str(files("samovar.storage").joinpath("migrations")).replace("%", "%%")


def config(connection: Connection) -> Config:
    """Alembic's configuration for one connection."""
    made = Config()
    made.set_main_option("script_location", _scripts())
    made.attributes["connection"] = connection
    return made


class Foreign(Exception):
    """The database holds another program's tables."""


class Newer(Exception):
    """The database was written by a newer version of the program."""


class NotUnicode(Exception):
    """The database cannot store every text; the text is its encoding."""


def versions() -> set[str]:
    """All versions that this program knows."""
    made = Config()
    made.set_main_option("script_location", _scripts())
    return {each.revision for each in ScriptDirectory.from_config(made).walk_revisions()}


def check(connection: Connection) -> None:
    """Refuse to touch what this program could not serve. Raises Foreign, Newer, NotUnicode."""
    if connection.dialect.name == "postgresql":
        encoding = connection.scalar(text("SHOW server_encoding"))
        if encoding != "UTF8":
            raise NotUnicode(encoding)
    there = set(inspect(connection).get_table_names()) - {VERSIONS}
    heads = set(MigrationContext.configure(connection).get_current_heads())
    # A server may be shared with others, a file is not.
    others = there if connection.dialect.name == "sqlite" else there & set(Base.metadata.tables)
    if Instance.__tablename__ not in there if heads else others:
        raise Foreign
    if not heads <= versions():
        raise Newer


def stand(connection: Connection) -> tuple[str, str, str, str]:
    """The database's kind and version, the version of its tables and ours. Raises as `check` does."""
    check(connection)
    sqlite = connection.dialect.name == "sqlite"
    found = connection.scalar(text("SELECT sqlite_version()" if sqlite else "SHOW server_version"))
    made = ScriptDirectory.from_config(config(connection))
    schema = MigrationContext.configure(connection).get_current_revision() or ""
    return "SQLite" if sqlite else "PostgreSQL", str(found), schema, made.get_current_head() or ""


def upgrade(connection: Connection) -> None:
    """All missing versions, and the house's own row. Raises as `check` does."""
    check(connection)
    command.upgrade(config(connection), "head")
    with Session(connection) as session:
        if session.scalars(select(Instance)).first() is None:
            session.add(Instance())
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
    engine: Engine = create_engine(database.address.sqlite("pysqlite"))
    begin_immediately(engine)
    with engine.begin() as connection:
        upgrade(connection)
    engine.dispose()
