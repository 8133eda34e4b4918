"""How the database is opened: durable, strict about keys, patient with a busy file."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text

from samovar.storage.engine import database as rooms
from samovar.storage.engine.database import Database, Session, Unavailable


def opened(filled_file: Path, tmp_path: Path) -> Database:
    path = tmp_path / "samovar.db"
    path.write_bytes(filled_file.read_bytes())
    return Database(f"sqlite:///{path}")


def pragmas(session: Session) -> dict[str, object]:
    names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    return {name: session.execute(text(f"PRAGMA {name}")).scalar() for name in names}


def rename(session: Session) -> None:
    session.execute(text("UPDATE house SET epoch = 'another'"))


FULL = 2


async def test_sqlite_is_opened_with_a_log_full_sync_and_foreign_keys(filled_file: Path, tmp_path: Path):
    database = opened(filled_file, tmp_path)
    wanted = {"journal_mode": "wal", "synchronous": FULL, "foreign_keys": 1, "busy_timeout": 5000}
    assert await database.write(pragmas) == wanted
    assert await database.read(pragmas) == wanted
    await database.close()


async def test_readers_are_not_held_up_by_a_writing_transaction(filled_file: Path, tmp_path: Path):
    database = opened(filled_file, tmp_path)
    other = sqlite3.connect(tmp_path / "samovar.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    async with asyncio.timeout(1):
        assert await database.epoch()
    other.execute("ROLLBACK")
    other.close()
    await database.close()


async def test_a_file_somebody_else_holds_too_long_is_unavailable(
    filled_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(rooms, "BUSY_MS", 50)
    database = opened(filled_file, tmp_path)
    other = sqlite3.connect(tmp_path / "samovar.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable, match="locked"):
        await database.write(rename)
    other.execute("ROLLBACK")
    await database.write(rename)
    other.close()
    await database.close()


async def test_closing_folds_the_log_into_the_file(filled_file: Path, tmp_path: Path):
    database = opened(filled_file, tmp_path)
    await database.write(rename)
    await database.read(lambda session: session.execute(text("SELECT 1")).scalar())
    await database.close()
    assert not (tmp_path / "samovar.db-wal").exists()


async def test_postgresql_commits_to_disk_before_it_answers(postgres: str):
    database = Database(postgres)
    setting = await database.write(lambda session: session.execute(text("SHOW synchronous_commit")).scalar())
    assert setting == "on"
    await database.close()


async def test_a_database_that_is_not_there_is_unavailable(tmp_path: Path):
    database = Database(f"sqlite:///{tmp_path / 'no' / 'folder'}")
    with pytest.raises(Unavailable):
        await database.epoch()
    with pytest.raises(Unavailable):
        await database.write(rename)
    await database.close()


async def test_what_a_failure_says_holds_nothing_that_people_wrote(filled_file: Path, tmp_path: Path):
    database = opened(filled_file, tmp_path)
    secret = text("INSERT INTO house (id, epoch, created_at) VALUES (1, :words, '')")
    with pytest.raises(Unavailable) as failed:
        await database.write(lambda session: session.execute(secret, {"words": "only between us"}))
    assert "UNIQUE" in str(failed.value) and "only between us" not in str(failed.value)
    await database.close()


async def test_a_postgresql_that_does_not_answer_is_unavailable(tmp_path: Path):
    database = Database(f"postgresql://nobody@/nothing?host={tmp_path}")
    with pytest.raises(Unavailable):
        await database.epoch()
    await database.close()


async def test_closing_waits_for_what_is_being_read(filled: str):
    """A connection in use would not be given back."""
    database = Database(filled)
    reading = asyncio.create_task(database.epoch())
    await asyncio.sleep(0)
    await database.close()
    assert reading.done() and reading.result()
