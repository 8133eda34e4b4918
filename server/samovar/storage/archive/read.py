"""Takes an archive into an installation where nobody has begun yet."""

import zlib
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import IO, Any
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


SPOILED = (BadZipFile, zlib.error, KeyError, EOFError, ValueError)
"""What reading raises where the archive is none, or damaged."""


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
    except SPOILED as error:
        raise NotAnArchive from error
    return manifest


def manifest_of(path: Path) -> Manifest:
    """What an archive says of itself. Raises NotAnArchive."""
    try:
        with ZipFile(path) as archive:
            return _manifest(archive)
    except SPOILED as error:
        raise NotAnArchive from error


def _manifest(archive: ZipFile) -> Manifest:
    with _open(archive, NAME) as file:
        return msgspec.json.decode(file.read(), type=Manifest)


def _open(archive: ZipFile, name: str) -> IO[bytes]:
    """Raises BadZipFile also for a cipher or a packing that zipfile does not know."""
    try:
        return archive.open(name)
    except RuntimeError as error:
        raise BadZipFile(str(error)) from error


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
    with _open(archive, lines_of(name)) as file:
        yield from (line.rstrip(b"\n") for line in file)


def _insert(session: Session, table: Table, lines: Iterator[bytes]) -> None:
    values: Callable[[bytes], dict[str, Any]] = reader(table)
    while rows := [values(line) for line in islice(lines, AT_ONCE)]:
        session.execute(insert(table), rows)
