"""c28: the process dies in the middle of the migrations: old or new, never half, and the next start finishes."""

import signal
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import create_engine

from faults.figures import Figures, of
from faults.supervisor import Ended, Supervisor, Zygote
from samovar.storage.engine.schema import differences

RUNS = of(5, 25)
STATEMENTS = 36
"""About as many as the migrations have."""


async def test_c28_a_kill_in_the_migrations_leaves_nothing_half_done(zygote: Zygote, tmp_path: Path, figures: Figures):
    died = 0
    for run in range(RUNS):
        data = tmp_path / f"data{run}"
        data.mkdir()
        server = Supervisor(zygote, data)
        died += await dies(server, 1 + run * STATEMENTS // RUNS)
        assert tables(data / "samovar.db") == set()
        await server.start()
        await server.end(signal.SIGTERM)
        assert whole(server) == ""
    assert died == RUNS
    figures.note("c28 killed in migrations", died, ">= 20")


async def dies(server: Supervisor, number: int) -> bool:
    """Whether a start that dies before such a statement did."""
    try:
        await server.start(migrating=number)
    except Ended:
        return await server.ended() == -signal.SIGKILL
    return False


def tables(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as database:
        return {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def whole(server: Supervisor) -> str:
    """What the schema lacks; empty when nothing."""
    engine = create_engine(server.url)
    try:
        with engine.connect() as connection:
            return differences(connection)
    finally:
        engine.dispose()
