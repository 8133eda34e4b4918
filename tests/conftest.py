"""Fixtures: a house that listens, and databases of both kinds with people in them."""

import logging
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import postgres as pg
from house import LIMITS, NO_WAIT, Running, Within, fill, running
from samovar.cli import main
from samovar.clockwork import Spans

DIALECTS = ("sqlite", "postgresql")
URL = "https://chat.olha.example"
Run = Callable[..., tuple[int, str, str]]
"""A command's words → its status, what it printed, what it complained about."""


@pytest.fixture(scope="session")
def filled_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with people in it, to be copied."""
    path = tmp_path_factory.mktemp("filled") / "samovar.db"
    pg.apart(fill(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A PostgreSQL server for the whole session."""
    with pg.server() as url:
        yield url


@pytest.fixture(scope="session")
def filled_template(postgres: str) -> Iterator[str]:
    """The name of a PostgreSQL database with people in it, to be copied."""
    name = f"samovar_template_{secrets.token_hex(8)}"
    pg.apart(pg.execute(postgres, f"CREATE DATABASE {name}"))
    pg.apart(fill(pg.named(postgres, name)))
    yield name
    pg.apart(pg.execute(postgres, f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
def folder(tmp_path: Path, filled_file: Path) -> Path:
    """With a database of its own, for a house with other settings."""
    shutil.copy(filled_file, tmp_path / "samovar.db")
    return tmp_path


@pytest.fixture
def other_disk() -> Iterator[Path]:
    """A folder where the tests' own folders are not: in memory."""
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        yield Path(folder)


@pytest.fixture
async def at(folder: Path) -> AsyncIterator[Running]:
    """A house on SQLite."""
    async with running(folder, filled=False) as made:
        yield made


@pytest.fixture
def within(folder: Path) -> Within:
    """Houses that stop politely, with spans, trusted proxies and limits of their own."""

    @asynccontextmanager
    async def made(spans: Spans = NO_WAIT, proxies: str = "127.0.0.1", **limits: Any) -> AsyncIterator[Running]:
        more = {"limits": replace(LIMITS, **limits), "proxies": proxies}
        async with running(folder, filled=False, politely=True, spans=spans, **more) as at:
            yield at

    return made


@pytest.fixture
def unwatched(monkeypatch: pytest.MonkeyPatch) -> None:
    """The watch over delivery looks when the test says so."""
    monkeypatch.setattr("samovar.domain.delivery.reconcile.TICK", 3600.0)


@pytest.fixture
async def empty_house(tmp_path: Path) -> AsyncIterator[Running]:
    """A house nobody has set up yet."""
    async with running(tmp_path, work=lambda session: None) as made:
        yield made


@pytest.fixture(params=DIALECTS)
async def empty(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The address of a database without any table, of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'samovar.db'}"
        return
    async with pg.fresh_database(request.getfixturevalue("postgres")) as url:
        yield url


@pytest.fixture(params=DIALECTS)
async def filled(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The address of a database with people in it, of each kind."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("filled_file"), tmp_path / "samovar.db")
        yield f"sqlite:///{tmp_path / 'samovar.db'}"
        return
    template = request.getfixturevalue("filled_template")
    async with pg.fresh_database(request.getfixturevalue("postgres"), template) as url:
        yield url


@pytest.fixture
async def on_each(filled: str, tmp_path: Path) -> AsyncIterator[Running]:
    """A house on each kind of database."""
    async with running(tmp_path, filled, filled=False) as made:
        yield made


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is not there yet, named in the environment."""
    folder = tmp_path / "new" / "data"
    monkeypatch.setenv("SAMOVAR_DATA", str(folder))
    monkeypatch.setenv("SAMOVAR_URL", URL)
    return folder


@pytest.fixture
def run(data: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """Commands in that folder."""
    root = logging.getLogger()
    level, handlers = root.level, list(root.handlers)

    def command(*arguments: str) -> tuple[int, str, str]:
        status = main(arguments)
        out, err = capsys.readouterr()
        return status, out, err

    yield command
    root.setLevel(level)
    root.handlers = handlers
