"""Copies of a SQLite database, made while it is in use; restore.py puts them back.

A copy carries what the database needs besides itself: the signing keys, without which every visitor would be a
stranger to the restored server. Where the keys are not ours to keep (they come from the environment), it carries their
fingerprints, so that a restore can tell whether they are the same.
"""

import errno
import hashlib
import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

PATIENCE = 5.0
"""Seconds that whoever keeps the database to itself is waited for: SQLite's own copying would wait for ever."""
BESIDE = ("", "-journal", "-wal", "-shm")
"""What SQLite keeps of one database."""
KEYS = "CREATE TABLE copy_key (fingerprint TEXT PRIMARY KEY, secret TEXT)"


class NotACopy(Exception):
    """The file is no sound database of ours."""


class Held(Exception):
    """Another program keeps the database to itself."""


def backup(path: Path, to: Path, keys: Sequence[str], *, with_secrets: bool) -> None:
    """Copy the database as it is now, whole or not at all; writers go on meanwhile. `keys`: newest last.
    Raises NotACopy where there is no database of ours, Held where it cannot be read for long."""
    _require_readable(path)
    part = to.with_name(f"{to.name}.part")
    copy(path, part)
    if not sound(part):
        part.unlink()
        raise NotACopy
    with closing(sqlite3.connect(part)) as database, database:
        database.execute(KEYS)
        rows = [(fingerprint(key), key if with_secrets else None) for key in keys]
        database.executemany("INSERT OR IGNORE INTO copy_key VALUES (?, ?)", rows)
    os.replace(part, to)


def sound(path: Path) -> bool:
    """Whether every page of the file is as SQLite left it."""
    try:
        with closing(reading(path)) as database:
            return database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    except sqlite3.DatabaseError:
        return False


def fingerprint(key: str) -> str:
    """Tells a key from others and gives nothing away: keys are long and random."""
    return hashlib.sha256(key.encode()).hexdigest()


def _require_readable(path: Path) -> None:
    require_no_folder(path)
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=PATIENCE)) as database:
            database.execute("SELECT epoch FROM house").fetchone()
    except sqlite3.Error as error:
        raise (Held if "locked" in str(error) else NotACopy) from error


def require_no_folder(path: Path) -> None:
    """SQLite's own words would be of a file that cannot be opened. Raises IsADirectoryError."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))


def copy(path: Path, to: Path) -> None:
    """As it is now, whole; who writes goes on meanwhile."""
    for end in BESIDE:  # What a killed one has left must never be read into this.
        to.with_name(to.name + end).unlink(missing_ok=True)
    to.touch(mode=0o600)
    with closing(reading(path)) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")


def reading(path: Path) -> sqlite3.Connection:
    """Opened to be read, and for nothing else."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
