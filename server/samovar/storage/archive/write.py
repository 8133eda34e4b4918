"""Writes an archive, of one moment, while the server runs."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import msgspec
from sqlalchemy import Connection, Table

from samovar import __version__
from samovar.storage.archive.manifest import NAME, Manifest, lines_of
from samovar.storage.archive.rows import Standing, Summing, stored, tables
from samovar.storage.engine.backup import fingerprint
from samovar.storage.engine.database import FAILURES, Database
from samovar.storage.engine.opening import CannotOpen, standing

BREAKS = tuple(each for each in FAILURES if each is not OSError)
"""How a database fails half-way; what the system says of the file is its own."""


class Stopped(Exception):
    """Whoever asked for it does not wait any more; nothing is left of it."""


def never() -> bool:
    """Nobody stops it."""
    return False


async def export(
    database: Database, to: Path, keys: Sequence[str], now: datetime, *, with_secrets: bool,
    stopped: Callable[[], bool] = never,
) -> Manifest:  # fmt: skip
    """All rows into a file that only we may read, whole or not at all. `keys`: newest last; `stopped`: asked at each
    row. Raises CannotOpen, OSError, Unavailable, Stopped."""
    schema = (await standing(database)).schema
    held = {fingerprint(key): key if with_secrets else None for key in keys}
    part = to.with_name(f"{to.name}.part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    try:
        with ZipFile(part, "w", ZIP_DEFLATED) as archive:
            async with database.reader.connect() as connection:
                if not database.sqlite:  # SQLite reads what was there at its first question anyway.
                    await connection.execution_options(isolation_level="REPEATABLE READ")
                written = await connection.run_sync(_rows, archive, stopped)
            manifest = Manifest(
                samovar=__version__, schema=schema, made_at=now, keys=held, tables=written,
                columns={table.name: [column.name for column in table.columns] for table in tables()},
            )  # fmt: skip
            archive.writestr(NAME, msgspec.json.format(msgspec.json.encode(manifest)))
        part.replace(to)
    except BREAKS as error:
        raise CannotOpen("unreachable", database.address, str(error).partition("\n")[0]) from error
    finally:
        part.unlink(missing_ok=True)
    return manifest


def _rows(connection: Connection, archive: ZipFile, stopped: Callable[[], bool]) -> dict[str, Standing]:
    return {table.name: _table(connection, archive, table, stopped) for table in tables()}


def _table(connection: Connection, archive: ZipFile, table: Table, stopped: Callable[[], bool]) -> Standing:
    summing = Summing()
    with archive.open(lines_of(table.name), "w", force_zip64=True) as file:
        for line in stored(connection, table):
            if stopped():
                raise Stopped
            summing.add(line)
            file.write(line + b"\n")
    return summing.standing
