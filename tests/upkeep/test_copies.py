"""Copies take turns in a folder; restore and upgrade are rehearsed before anything is touched."""

import shutil
import sqlite3
import stat
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Connection, create_engine, text

from conftest import Run
from samovar.storage.engine import rehearsal
from samovar.storage.engine.backup import NotACopy
from samovar.storage.engine.database import Database
from samovar.storage.engine.opening import CannotOpen, make_ready, standing
from samovar.storage.engine.rehearsal import rehearse
from samovar.storage.engine.restore import Losing, restore
from samovar.storage.engine.schema import config
from samovar.texts import Texts
from samovar.upkeep import copies

TEXTS = Texts.load()
NOW = datetime(2026, 3, 1, 3, 15, tzinfo=UTC)
OLD = "0005"
"""A version with people and talks in it, long before this one."""


def rows(path: Path) -> dict[str, int]:
    with closing(sqlite3.connect(path)) as database:
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: database.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in names}


def in_folder(folder: Path) -> list[Path]:
    return sorted(folder.glob("samovar.db*"))


# ---------------------------------------------------------------- rotation


def test_the_newest_copies_stay_and_nothing_else_is_touched(folder: Path, tmp_path: Path):
    to = tmp_path / "copies"
    to.mkdir()
    others = [to / "samovar-old.db", to / "notes.txt", to / "samovar-2026-02-01T000000Z.db.part"]
    for each in others:
        each.write_text("somebody's")
    for day in range(5):
        at = NOW + timedelta(days=day)
        made = copies.make(folder / "samovar.db", to, ["k" * 43], at, keep=3, with_secrets=True)
        assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert [each.name for each in copies.in_folder(to)] == [f"samovar-2026-03-0{n}T031500Z.db" for n in (3, 4, 5)]
    assert copies.newest(to) == NOW + timedelta(days=4)
    assert [each.read_text() for each in others] == ["somebody's"] * 3


def test_no_copy_gives_way_to_one_that_failed(folder: Path, tmp_path: Path):
    to = tmp_path / "copies"
    copies.make(folder / "samovar.db", to, [], NOW, keep=1, with_secrets=True)
    (folder / "samovar.db").write_bytes(b"damaged" * 1000)
    with pytest.raises(NotACopy):
        copies.make(folder / "samovar.db", to, [], NOW + timedelta(days=1), keep=1, with_secrets=True)
    assert copies.newest(to) == NOW


def test_a_copy_with_a_damaged_page_is_never_kept(folder: Path, tmp_path: Path):
    """SQLite copies pages as they are: only looking at all of them tells."""
    path = folder / "samovar.db"
    with closing(sqlite3.connect(path)) as database:
        [[page]] = database.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'city'")
        [[size]] = database.execute("PRAGMA page_size")
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    with pytest.raises(NotACopy):
        copies.make(path, tmp_path / "copies", [], NOW, keep=1, with_secrets=True)
    assert list((tmp_path / "copies").iterdir()) == []


def test_the_command_makes_a_copy_in_a_folder_and_says_which(run: Run, tmp_path: Path):
    run("init")
    to = tmp_path / "copies"
    status, out, _ = run("backup", str(to), "--keep", "2")
    [made] = copies.in_folder(to)
    assert (status, out) == (0, f"{TEXTS.get('ru', 'cli.backed_up', file=made)}\n")
    assert run("backup", str(to)) == (2, "", f"{TEXTS.get('ru', 'cli.backup_folder', file=to)}\n")
    assert run("backup", str(to), "--keep", "0") == (2, "", f"{TEXTS.get('ru', 'cli.backup_keep')}\n")


# ---------------------------------------------------------------- upgrade


@pytest.fixture
async def old(empty: str) -> str:
    """A database of an earlier version, of each kind, with a site in it."""
    database = Database(empty)
    try:
        if database.address.file:
            engine = create_engine(database.address.sqlite("pysqlite"))
            with engine.begin() as connection:
                _old(connection)
            engine.dispose()
        else:
            async with database.reader.begin() as asynchronous:
                await asynchronous.run_sync(_old)
    finally:
        await database.close()
    return empty


def _old(connection: Connection) -> None:
    command.upgrade(config(connection), OLD)
    now = "'2026-01-01 00:00:00+00'"
    connection.execute(text(f"INSERT INTO house (id, epoch, created_at) VALUES (1, 'e', {now})"))
    connection.execute(
        text(
            "INSERT INTO site (id, key, name, origins, lang, languages, settings, created_at)"
            f" VALUES ('s', 'k', 'Ольха', '[]', '', '[]', '{{}}', {now})"
        )
    )


async def test_a_rehearsal_counts_a_copy_and_leaves_the_database_as_it_was(old: str):
    database = Database(old)
    try:
        found = await rehearse(database)
        assert (found.standing.schema, found.lost) == (OLD, [])
        assert found.before["site"] == found.after["site"] == 1 and "timer" in found.after.keys() - found.before.keys()
        assert (await standing(database)).schema == OLD
        await make_ready(database)
        now = await standing(database)
        assert now.schema == now.head != OLD
    finally:
        await database.close()


async def test_an_upgrade_that_would_lose_rows_is_refused(old: str, monkeypatch: pytest.MonkeyPatch):
    real = rehearsal.upgrade

    def careless(connection: Connection) -> None:
        real(connection)
        connection.execute(text("DELETE FROM site"))

    monkeypatch.setattr(rehearsal, "upgrade", careless)
    database = Database(old)
    try:
        assert (await rehearse(database)).lost == ["site 1 → 0"]
        assert (await standing(database)).schema == OLD
    finally:
        await database.close()


def test_the_command_rehearses_then_does_it_then_has_nothing_to_do(run: Run, data: Path):
    data.mkdir(parents=True)
    engine = create_engine(f"sqlite:///{data / 'samovar.db'}")
    with engine.begin() as connection:
        _old(connection)
    engine.dispose()
    before = rows(data / "samovar.db")
    status, out, _ = run("upgrade", "--rehearse")
    assert status == 0 and len(out.splitlines()) == 1
    assert rows(data / "samovar.db") == before and "timer" not in before
    assert in_folder(data) == [data / "samovar.db"]
    status, out, _ = run("upgrade")
    head = out.split()[-1]
    assert status == 0 and out.splitlines()[1] == TEXTS.get("ru", "cli.upgraded", before=OLD, version=head)
    assert rows(data / "samovar.db")["site"] == 1
    assert run("upgrade") == (0, f"{TEXTS.get('ru', 'cli.upgrade_none', version=head)}\n", "")


async def test_a_postgres_that_others_keep_busy_is_not_waited_for_long(old: str, monkeypatch: pytest.MonkeyPatch):
    if old.startswith("sqlite"):
        return
    monkeypatch.setattr(rehearsal, "LOCK_SECONDS", 1)
    database, other = Database(old), Database(old)
    try:
        async with other.reader.begin() as connection:
            await connection.execute(text("SELECT * FROM site"))
            with pytest.raises(CannotOpen):
                await rehearse(database)
    finally:
        await database.close()
        await other.close()


# ---------------------------------------------------------------- restore


def test_a_restore_is_rehearsed_first_and_an_old_copy_arrives_up_to_date(folder: Path, tmp_path: Path):
    engine = create_engine(f"sqlite:///{tmp_path / 'old.db'}")
    with engine.begin() as connection:
        _old(connection)
    engine.dispose()
    path = folder / "samovar.db"
    before = path.read_bytes()
    rehearsed = restore(path, tmp_path / "old.db", only_rehearse=True)
    assert rehearsed.rehearsal.standing.schema == OLD and path.read_bytes() == before
    assert in_folder(folder) == [folder / "samovar.db"]
    restore(path, tmp_path / "old.db")
    found = rows(path)
    assert found["site"] == 1 and found["operator"] == 0 and "timer" in found


def test_a_copy_that_would_lose_rows_is_not_put_back(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def careless(connection: Connection) -> None:
        connection.execute(text("DELETE FROM operator"))

    shutil.copy(folder / "samovar.db", tmp_path / "copy.db")
    before = (folder / "samovar.db").read_bytes()
    monkeypatch.setattr(rehearsal, "upgrade", careless)
    with pytest.raises(Losing, match="operator 5 → 0"):
        restore(folder / "samovar.db", tmp_path / "copy.db")
    assert (folder / "samovar.db").read_bytes() == before
    assert in_folder(folder) == [folder / "samovar.db"]


def test_the_command_can_only_rehearse(run: Run, data: Path, tmp_path: Path):
    run("init")
    run("backup", str(tmp_path / "copy.db"))
    before = (data / "samovar.db").read_bytes()
    status, out, _ = run("restore", "--rehearse", str(tmp_path / "copy.db"))
    assert status == 0 and out.splitlines()[1] == TEXTS.get("ru", "cli.restore_rehearsed", file=tmp_path / "copy.db")
    assert (data / "samovar.db").read_bytes() == before
