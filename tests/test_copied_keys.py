"""What a copy brings back with it, and what it overwrites never."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from conftest import Run
from test_cli import epoch, said
from test_start_trouble import newer, told

__all__ = ["told"]


def test_a_copy_brings_its_signing_key_to_a_new_machine(run: Run, data: Path, tmp_path: Path):
    run("init")
    key = (data / "secret").read_text().strip()
    copy, there = tmp_path / "copy.db", tmp_path / "far" / "away"
    run("backup", str(copy))
    assert copy.stat().st_mode & 0o77 == 0
    status, out, _ = run("restore", str(copy), "--data", str(there))
    assert (
        status == 0 and said("restored_secret", file=there / "secret") in out and said("restored_new", file=copy) in out
    )
    assert (there / "secret").read_text().split() == [key] and (there / "secret").stat().st_mode & 0o77 == 0
    with closing(sqlite3.connect(there / "samovar.db")) as found:
        assert not found.execute("SELECT 1 FROM sqlite_master WHERE name = 'copy_key'").fetchall()
    assert run("migrate", "--data", str(there)) == (0, "", "")


def test_a_copys_key_joins_the_one_there_is_as_an_older_one(run: Run, data: Path, tmp_path: Path):
    run("init")
    key, copy, there = (data / "secret").read_text().strip(), tmp_path / "copy.db", tmp_path / "there"
    run("backup", str(copy))
    run("init", "--data", str(there))
    own = (there / "secret").read_text().strip()
    run("restore", str(copy), "--data", str(there))
    assert (there / "secret").read_text().split() == [key, own]
    assert said("restored_secret", file=there / "secret") not in run("restore", str(copy), "--data", str(there))[1]


def test_a_key_from_the_environment_stays_there_and_its_absence_is_said(
    run: Run, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SAMOVAR_SECRET", "e" * 40)
    run("init")
    copy, there = tmp_path / "copy.db", tmp_path / "there"
    run("backup", str(copy))
    assert b"e" * 40 not in copy.read_bytes()
    assert said("restored_strangers", file=there / "secret") not in run("restore", str(copy), "--data", str(there))[1]
    monkeypatch.setenv("SAMOVAR_SECRET", "f" * 40)
    assert said("restored_strangers", file=there / "secret") in run("restore", str(copy), "--data", str(there))[1]


def test_a_copy_without_keys_is_restored_with_a_warning(run: Run, data: Path, tmp_path: Path):
    run("init")
    copy = tmp_path / "copy.db"
    run("backup", str(copy))
    with closing(sqlite3.connect(copy)) as old, old:
        old.execute("DROP TABLE copy_key")
    status, out, _ = run("restore", str(copy))
    assert status == 0 and said("restored_strangers", file=data / "secret") in out


def test_a_copy_from_a_newer_program_overwrites_nothing(told, run: Run, data: Path, tmp_path: Path):
    run("init")
    copy = tmp_path / "copy.db"
    run("backup", str(copy))
    newer(copy)
    before = epoch(data / "samovar.db")
    assert told("restore", str(copy)) == said("restore_newer", file=copy)
    assert epoch(data / "samovar.db") == before


def test_a_damaged_database_is_what_a_copy_is_for(run: Run, data: Path, tmp_path: Path):
    run("init")
    copy = tmp_path / "copy.db"
    run("backup", str(copy))
    (data / "samovar.db").write_bytes(b"damaged" * 1000)
    (data / "samovar.db-wal").write_bytes(b"of the damaged one")
    assert run("restore", str(copy))[0] == 0
    assert (data / "samovar.db.before").read_bytes().startswith(b"damaged") and not (data / "samovar.db-wal").exists()
    assert run("migrate") == (0, "", "")


def test_copies_that_cannot_be_made_are_said(told, run: Run, data: Path, tmp_path: Path):
    assert told("backup", str(tmp_path / "copy.db")) == said("no_house", folder=data, name="samovar.db")
    run("init")
    assert str(tmp_path / "nowhere") in told("backup", str(tmp_path / "nowhere" / "copy.db"))
    assert str(tmp_path / "none.db") in told("restore", str(tmp_path / "none.db"))
