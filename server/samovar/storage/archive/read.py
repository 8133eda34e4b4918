"""Takes an archive into an installation where nobody has begun yet."""

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

import msgspec
from sqlalchemy import Table, delete, insert, select, update

from samovar.storage.archive.manifest import NAME, Manifest, NotAnArchive, OtherVersion, lines_of
from samovar.storage.archive.rows import AT_ONCE, reader, stored, summed, tables
from samovar.storage.engine.database import Database, Session
from samovar.storage.engine.opening import standing
from samovar.storage.tables import Base, Instance, new_id

BEGUN = ("operator", "site", "visitor", "conversation")
"""Tables of which each is empty where nobody has begun; a link for the first administrator may be there."""


class NotEmpty(Exception):
    """Somebody has begun here; nothing was taken in."""


class Differs(Exception):
    """What was stored is not what the archive says; the text names the tables. Nothing was kept."""


async def load(database: Database, path: Path) -> Manifest:
    """All rows, under a new epoch, counted and compared; or nothing. The database is up to date already. Raises
    NotAnArchive, OtherVersion, NotEmpty, Differs, Unavailable."""
    try:
        with ZipFile(path) as archive:
            manifest = _manifest(archive)
            if manifest.schema != (await standing(database)).schema:
                raise OtherVersion(manifest.samovar)
            await database.write(lambda session: _load(session, archive, manifest))
    except (BadZipFile, KeyError, EOFError, ValueError, NotImplementedError) as error:
        raise NotAnArchive from error
    return manifest


def manifest_of(path: Path) -> Manifest:
    """What an archive says of itself. Raises NotAnArchive."""
    try:
        with ZipFile(path) as archive:
            return _manifest(archive)
    except (BadZipFile, KeyError, ValueError) as error:
        raise NotAnArchive from error


def _manifest(archive: ZipFile) -> Manifest:
    return msgspec.json.decode(archive.read(NAME), type=Manifest)


def _load(session: Session, archive: ZipFile, manifest: Manifest) -> None:
    if any(session.execute(select(Base.metadata.tables[name]).limit(1)).first() for name in BEGUN):
        raise NotEmpty
    for table in reversed(tables()):
        session.execute(delete(table))
    for table in tables():
        _insert(session, table, _lines(archive, table.name))
    wrong = [table.name for table in tables() if summed(stored(session.connection(), table)) != _said(manifest, table)]
    if wrong:
        raise Differs(", ".join(wrong))
    session.execute(update(Instance).values(epoch=new_id()))


def _said(manifest: Manifest, table: Table) -> Any:
    return manifest.tables[table.name]


def _lines(archive: ZipFile, name: str) -> Iterator[bytes]:
    with archive.open(lines_of(name)) as file:
        yield from (line.rstrip(b"\n") for line in file)


def _insert(session: Session, table: Table, lines: Iterator[bytes]) -> None:
    values: Callable[[bytes], dict[str, Any]] = reader(table)
    while rows := [values(line) for line in islice(lines, AT_ONCE)]:
        session.execute(insert(table), rows)
