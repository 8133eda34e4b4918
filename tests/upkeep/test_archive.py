"""All as one archive, into an empty installation of either database and back: counted, compared, equal."""

import json
import re
import stat
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from sqlalchemy import Connection

import postgres as pg
from conftest import Run
from house import KEY, SHOP, fill, running
from peer import begin, enter
from samovar.demo.seed import seed
from samovar.storage.archive.manifest import NotAnArchive, OtherVersion
from samovar.storage.archive.read import Differs, NotEmpty, load
from samovar.storage.archive.rows import Standing, stored, summed, tables
from samovar.storage.archive.write import export
from samovar.storage.engine.database import Database
from samovar.storage.engine.schema import migrate
from samovar.storage.tables import Instance, Photo, utc_now
from samovar.texts import Texts

TEXTS = Texts.load()
ODD = "Кухня «Ольха» 👩‍🍳 \u2028 'кавычки' \\ {\"json\": null}"


async def standings(url: str) -> dict[str, Standing]:
    """Of each table."""
    database = Database(url)

    def all_of_them(connection: Connection) -> dict[str, Standing]:
        return {table.name: summed(stored(connection, table)) for table in tables()}

    try:
        async with database.reader.connect() as connection:
            return await connection.run_sync(all_of_them)
    finally:
        await database.close()


async def exported(url: str, to: Path) -> Path:
    database = Database(url)
    try:
        await export(database, to, [KEY], utc_now(), with_secrets=True)
    finally:
        await database.close()
    return to


async def imported(url: str, path: Path) -> None:
    database = Database(url)
    try:
        await migrate(database)
        await load(database, path)
    finally:
        await database.close()


@pytest.fixture
async def elsewhere(postgres: str) -> AsyncIterator[str]:
    """An empty PostgreSQL database."""
    async with pg.fresh_database(postgres) as url:
        yield url


@pytest.fixture
async def lived_in(folder: Path) -> str:
    """A SQLite installation with talks, faces and odd texts in it."""
    async with running(folder, filled=False) as at:
        mary, [anna] = (
            await begin(at, "Кухня «Ольха» 👩‍🍳 \u2028 'кавычки' \\ {\"json\": null}"),
            await enter(at, "anna"),
        )
        await anna.ask("claim", conv=mary.conv)
        face = Photo(id="face", media_type="image/png", content=bytes(range(256)) * 40)
        await at.house.writer.run(lambda session: session.add(face))
    return f"sqlite:///{folder / 'samovar.db'}"


@pytest.fixture
async def demo(tmp_path: Path) -> str:
    """The kitchen maker's five weeks."""
    url = f"sqlite:///{tmp_path / 'demo.db'}"
    await fill(url, lambda session: seed(session, utc_now(), SHOP, [SHOP]))
    return url


@pytest.mark.parametrize("whose", ["demo", "lived_in"])
async def test_from_sqlite_to_postgresql_and_back_everything_is_equal(
    whose: str, demo: str, lived_in: str, elsewhere: str, tmp_path: Path
):
    source = {"demo": demo, "lived_in": lived_in}[whose]
    before = await standings(source)
    there = await exported(source, tmp_path / "there.zip")
    await imported(elsewhere, there)
    between = await standings(elsewhere)
    back = f"sqlite:///{tmp_path / 'back.db'}"
    await imported(back, await exported(elsewhere, tmp_path / "back.zip"))
    after = await standings(back)
    for standing in (between, after):
        assert {name for name in before if standing[name] != before[name]} == {"house"}, "the epoch is another"
    assert {"conversation", "entry", "visitor", "photo", "operator"} <= {name for name in before if before[name].rows}
    assert before["entry"].rows >= (300 if whose == "demo" else 2)


async def test_the_house_that_took_it_in_serves_it(lived_in: str, tmp_path: Path):
    path = await exported(lived_in, tmp_path / "all.zip")
    (tmp_path / "new").mkdir()
    await imported(f"sqlite:///{tmp_path / 'new' / 'samovar.db'}", path)
    async with running(tmp_path / "new", filled=False) as at:
        [anna] = await enter(at, "anna")
        found = await anna.ask("list")
        assert "кавычки" in json.dumps(found, ensure_ascii=False)


async def test_an_archive_is_as_secret_as_the_server(lived_in: str, tmp_path: Path):
    path = await exported(lived_in, tmp_path / "all.zip")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


# ---------------------------------------------------------------- what is refused leaves everything as it was


def changed(path: Path, **files: Any) -> Path:
    """A copy of an archive in which some files are others; `manifest`: a change of samovar.json."""
    to = path.with_name("changed.zip")
    with ZipFile(path) as source, ZipFile(to, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "samovar.json" and "manifest" in files:
                content = json.dumps(json.loads(content) | files["manifest"]).encode()
            stem = Path(name).stem
            if name.startswith("tables/") and stem in files:
                content = files[stem](content)
            target.writestr(name, content)
    return to


async def untouched(tmp_path: Path, path: Path, error: type[Exception]) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    database = Database(url)
    await migrate(database)
    before = await standings(url)
    try:
        with pytest.raises(error):
            await load(database, path)
    finally:
        await database.close()
    assert await standings(url) == before


LINE: Mapping[str, Any] = {
    "less": lambda content: b"\n".join(content.splitlines()[1:]) + b"\n",
    "other": lambda content: content.replace("Марина".encode(), "Маринa".encode()),
}


@pytest.mark.parametrize("how", LINE)
async def test_an_archive_with_other_rows_than_it_says_is_refused(how: str, lived_in: str, tmp_path: Path):
    path = await exported(lived_in, tmp_path / "all.zip")
    await untouched(
        tmp_path, changed(path, **{"operator_session" if how == "less" else "operator": LINE[how]}), Differs
    )


async def test_an_archive_of_another_version_is_refused(lived_in: str, tmp_path: Path):
    path = await exported(lived_in, tmp_path / "all.zip")
    await untouched(tmp_path, changed(path, manifest={"schema": "0001"}), OtherVersion)


def headed(whole: bytes, local: int, central: int, value: bytes) -> bytes:
    """With these two bytes in all heads of its files, both before the file and in the list at the end."""
    made = bytearray(whole)
    for mark, at in ((b"PK\x03\x04", local), (b"PK\x01\x02", central)):
        for found in re.finditer(re.escape(mark), whole):
            made[found.start() + at : found.start() + at + 2] = value
    return bytes(made)


async def test_what_is_locked_or_packed_in_a_way_unknown_here_or_damaged_is_refused(lived_in: str, tmp_path: Path):
    path = await exported(lived_in, tmp_path / "all.zip")
    whole = path.read_bytes()
    with ZipFile(path) as archive:
        damaged = max(archive.infolist(), key=lambda each: each.compress_size)
    middle = damaged.header_offset + 60 + damaged.compress_size // 2
    for n, content in enumerate((
        headed(whole, 6, 8, b"\1\0"), headed(whole, 8, 10, b"\x62\0"),
        whole[:middle] + b"\xff" * 40 + whole[middle + 40 :],
    )):  # fmt: skip
        bad = tmp_path / f"{n}.zip"
        bad.write_bytes(content)
        await untouched(tmp_path, bad, NotAnArchive)


async def test_what_is_no_archive_is_refused(lived_in: str, tmp_path: Path):
    whole = (await exported(lived_in, tmp_path / "all.zip")).read_bytes()
    for n, content in enumerate((b"", b"nothing", whole[: len(whole) // 2], b"PK\x05\x06" + bytes(18))):
        bad = tmp_path / f"{n}.zip"
        bad.write_bytes(content)
        await untouched(tmp_path, bad, NotAnArchive)
    await untouched(tmp_path, changed(tmp_path / "all.zip", site=lambda content: b"{]\n"), NotAnArchive)


async def test_nobody_s_data_are_written_over(lived_in: str, tmp_path: Path):
    path = await exported(lived_in, tmp_path / "all.zip")
    other = f"sqlite:///{tmp_path / 'other.db'}"
    await fill(other)
    before = await standings(other)
    database = Database(other)
    with pytest.raises(NotEmpty):
        await load(database, path)
    await database.close()
    assert await standings(other) == before


# ---------------------------------------------------------------- the commands


def test_the_commands_say_what_went_over_and_bring_the_key(
    run: Run, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    run("init")
    pg.apart(fill(f"sqlite:///{data / 'samovar.db'}"))
    archive = tmp_path / "all.zip"
    status, out, err = run("export", str(archive))
    assert (status, err) == (0, "") and str(archive) in out
    assert run("export", str(archive)) == (2, "", f"{TEXTS.get('ru', 'cli.backup_exists', file=archive)}\n")
    assert run("import", str(archive)) == (2, "", f"{TEXTS.get('ru', 'cli.import_begun')}\n")
    said = TEXTS.get("ru", "cli.restore_archive", file=archive)
    assert run("restore", str(archive)) == (2, "", f"{said}\n"), "a copy is another thing"
    key = (data / "secret").read_text()
    monkeypatch.setenv("SAMOVAR_DATA", str(tmp_path / "moved"))
    status, out, err = run("import", str(archive))
    assert (status, err) == (0, "") and len(out.splitlines()) == 2
    assert (tmp_path / "moved" / "secret").read_text() == key
    nothing = tmp_path / "nothing.zip"
    nothing.write_text("no archive")
    assert run("import", str(nothing)) == (2, "", f"{TEXTS.get('ru', 'cli.import_unsound', file=nothing)}\n")


async def test_a_link_of_the_first_administrator_is_no_beginning(lived_in: str, tmp_path: Path, run: Run):
    path = await exported(lived_in, tmp_path / "all.zip")
    url = f"sqlite:///{tmp_path / 'new.db'}"
    await fill(url, lambda session: session.merge(Instance(id=1, epoch="mine")))
    await imported(url, path)
    assert (await standings(url))["operator"] == (await standings(lived_in))["operator"]
