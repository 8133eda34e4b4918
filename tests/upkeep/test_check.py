"""`samovar check` as an administrator runs it beside a running server."""

import asyncio
import os
import signal
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from conftest import Run
from processes import Server, environment, free_port, samovar
from samovar.texts import Texts
from samovar.upkeep.doctor import LOOKS

TEXTS = Texts.load()


async def test_it_says_a_line_for_each_thing_and_how_many_need_somebody(tmp_path: Path):
    server = Server(tmp_path / "data", free_port())
    await server.start()
    status, out, words = await samovar("check", **server.env)
    await server.end(signal.SIGTERM)
    lines = out.splitlines()
    assert len(lines) == len(LOOKS)
    wrong = [line for line in lines if line.startswith("✗")]
    assert f"✓ {TEXTS.get('ru', 'check.server.title')}" in out and f"✓ {TEXTS.get('ru', 'check.upgrade.title')}" in out
    assert f"✗ {TEXTS.get('ru', 'check.tls.title')}" in out, "its address is plain http"
    assert (status, words) == (2, f"{TEXTS.get('ru', 'cli.check_wrong', n=len(wrong))}\n")


@pytest.mark.parametrize("command", ["check", "invite a@olha.example", "password a@olha.example", "backup copy.db"])
def test_a_folder_that_holds_no_samovar_is_named_and_left_as_it_is(run: Run, data: Path, command: str):
    data.mkdir(parents=True)
    assert run(*command.split()) == (2, "", f"{TEXTS.get('ru', 'cli.no_house', folder=data, name='samovar.db')}\n")
    assert list(data.iterdir()) == []


@pytest.mark.parametrize("command", ["--help", "check disk secret", "init", "config systemd"])
async def test_no_command_minds_that_nobody_reads_what_it_says(tmp_path: Path, command: str):
    env = environment(tmp_path / "data", free_port())
    assert (await samovar("init", **env))[0] == 0
    heard = await samovar(*command.split(), **env)
    reading, writing = os.pipe()
    os.close(reading)
    try:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "samovar", *command.split(), env=env, stdout=writing, stderr=asyncio.subprocess.PIPE
        )
        _, complaints = await asyncio.wait_for(process.communicate(), 60)
    finally:
        os.close(writing)
    assert (process.returncode, complaints.decode()) == (heard[0], heard[2])


async def test_what_is_worth_doing_some_day_is_no_failure(tmp_path: Path):
    env = environment(tmp_path / "data", free_port())
    await samovar("init", **env)
    with closing(sqlite3.connect(tmp_path / "data/samovar.db")) as database, database:
        database.execute("INSERT INTO upkeep (id, copy_hours, copy_keep, rev) VALUES ('house', 6, 7, 1)")
    assert (await samovar("backup", str(tmp_path / "data/copies"), "--keep", "7", **env))[0] == 0
    status, out, _ = await samovar("check", "backup", **env)
    assert status == 0 and out.startswith("! ") and out.endswith(f"{TEXTS.get('ru', 'cli.check_minor')}\n")


def test_lines_can_be_named_and_a_word_that_is_none_is_told(run: Run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SAMOVAR_LANG", "en")
    run("init")
    status, out, _ = run("check", "secret", "disk")
    assert status == 0 and len(out.splitlines()) == 3 and out.endswith(f"{TEXTS.get('en', 'cli.check_fine')}\n")
    said = TEXTS.get("en", "cli.check_unknown", names="teapot", known=", ".join(LOOKS))
    assert run("check", "teapot") == (2, "", f"{said}\n")
