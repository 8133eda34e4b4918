"""ejabberd of the Debian package with its archive (mod_mam) on the run's PostgreSQL: its own node without a name,
its own configuration, ended by its pid. The accounts are rows of its table.

The acknowledgement is that of stream management (XEP-0198): <a/> comes when the sender's message is archived.
"""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bench.postgres import Postgres
from bench.processes import Failed, Server, child, free_port, listens

HOST = "bench.example"
PASSWORD = "secret"
SCHEMA = Path("/usr/share/ejabberd/sql/pg.sql")
PROGRAM, DRIVER = "*/ejabberd-*/ebin/ejabberd.beam", "erlang/lib/p1_pgsql-*/ebin"
DATABASE = "ejabberd"
CONFIGURATION = """
hosts: [{host}]
loglevel: error
listen:
  - {{port: {port}, ip: "127.0.0.1", module: ejabberd_c2s, shaper: none, access: all, backlog: 4096}}
auth_method: sql
auth_password_format: plain
default_db: sql
sql_type: pgsql
sql_server: 127.0.0.1
sql_port: {sql_port}
sql_database: {database}
sql_username: postgres
sql_password: ""
modules:
  mod_mam: {{default: always, db_type: sql}}
  mod_stream_mgmt: {{}}
"""


def missing() -> str:
    """Why it cannot run here; empty where it can."""
    if shutil.which("erl") and SCHEMA.exists() and _libraries() and any(Path("/usr/lib").glob(DRIVER)):
        return ""
    return "ejabberd is not installed (on Debian and Ubuntu: apt-get install ejabberd erlang-p1-pgsql)"


def _libraries() -> Path | None:
    return next((path.parents[2] for path in Path("/usr/lib").glob(PROGRAM)), None)


async def prepare(server: Postgres, people: int) -> None:
    """Its database, with accounts user-0, user-1, …"""
    await server.run("postgres", f"CREATE DATABASE {DATABASE}")
    await server.run(DATABASE, await asyncio.to_thread(SCHEMA.read_text))
    accounts = ", ".join(f"('user-{number}', '{PASSWORD}')" for number in range(people))
    await server.run(DATABASE, f"INSERT INTO users (username, password) VALUES {accounts}")


@asynccontextmanager
async def ejabberd(folder: Path, server: Postgres) -> AsyncIterator[Server]:
    """Running, once it takes connections."""
    port = free_port()
    configuration = folder / "ejabberd.yml"
    configuration.write_text(
        CONFIGURATION.format(host=HOST, port=port, sql_port=server.port, database=DATABASE)
    )  # fmt: skip
    libraries = _libraries()
    if libraries is None:
        raise Failed(missing())
    command = ["erl", "-noinput", "+K", "true", "+P", "250000", "-mnesia", "dir", f'"{folder}/spool"', "-s", "ejabberd"]
    more = {
        "ERL_LIBS": str(libraries), "EJABBERD_CONFIG_PATH": str(configuration), "HOME": str(folder),
        "EJABBERD_LOG_PATH": str(folder / "ejabberd.log"), "ERL_CRASH_DUMP": os.devnull,
    }  # fmt: skip
    async with child(command, more) as made:
        await listens("ejabberd", port)
        yield Server(made, port)
