"""Copies of a SQLite database: made while it is in use, put back while it is not."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from samovar.storage.tables import new_id


class NotACopy(Exception):
    """The file is no sound database of ours."""


class InUse(Exception):
    """A server has the database open."""


def backup(path: Path, to: Path) -> None:
    """Copy the database as it is now, whole or not at all; writers go on meanwhile."""
    part = to.with_name(f"{to.name}.part")
    _copy(path, part)
    os.replace(part, to)


def restore(path: Path, copy: Path) -> Path:
    """Put a copy in the database's place, under a new epoch, so that clients drop what they remember of the time
    after it. The database before is kept; its new path. Raises NotACopy, InUse."""
    _check(copy)
    part, before = path.with_name(f"{path.name}.part"), path.with_name(f"{path.name}.before")
    _copy(copy, part)
    with closing(sqlite3.connect(part)) as database, database:
        database.execute("UPDATE house SET epoch = ?", (new_id(),))
    if path.exists():
        _fold(path)
        os.replace(path, before)
    os.replace(part, path)
    return before


def _copy(path: Path, to: Path) -> None:
    to.unlink(missing_ok=True)
    with closing(_reading(path)) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")


def _reading(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


def _check(copy: Path) -> None:
    try:
        with closing(_reading(copy)) as database:
            sound = database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            if not sound or len(database.execute("SELECT epoch FROM house").fetchall()) != 1:
                raise NotACopy
    except sqlite3.Error as error:
        raise NotACopy from error


def _fold(path: Path) -> None:
    """Fold the log into the file, which only the last who has it open can do. Raises InUse."""
    try:
        with closing(sqlite3.connect(path, timeout=1)) as database:
            database.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as error:
        raise InUse from error
