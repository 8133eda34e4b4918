"""Copies of a SQLite database: made while it is in use, put back while it is not.

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

from samovar.storage.engine.schema import versions
from samovar.storage.tables import new_id

PATIENCE = 5.0
"""Seconds that whoever keeps the database to itself is waited for: SQLite's own copying would wait for ever."""
KEYS = "CREATE TABLE copy_key (fingerprint TEXT PRIMARY KEY, secret TEXT)"


class NotACopy(Exception):
    """The file is no sound database of ours."""


class NewerCopy(Exception):
    """The copy is of a newer version than this program."""


class InUse(Exception):
    """A server has the database open."""


class Held(Exception):
    """Another program keeps the database to itself."""


def backup(path: Path, to: Path, keys: Sequence[str], *, with_secrets: bool) -> None:
    """Copy the database as it is now, whole or not at all; writers go on meanwhile. `keys`: newest last.
    Raises NotACopy where there is no database of ours, Held where it cannot be read for long."""
    _require_readable(path)
    part = to.with_name(f"{to.name}.part")
    _copy(path, part)
    with closing(sqlite3.connect(part)) as database, database:
        database.execute(KEYS)
        rows = [(fingerprint(key), key if with_secrets else None) for key in keys]
        database.executemany("INSERT OR IGNORE INTO copy_key VALUES (?, ?)", rows)
    os.replace(part, to)


def fingerprint(key: str) -> str:
    """Tells a key from others and gives nothing away: keys are long and random."""
    return hashlib.sha256(key.encode()).hexdigest()


Keys = dict[str, str | None]
"""Signing keys that a copy was made with, oldest first: fingerprint → key, or nothing where the copy has only the
fingerprint. Empty: a copy from before copies had them."""


def restore(path: Path, copy: Path) -> tuple[Path | None, Keys]:
    """Put a copy in the database's place, under a new epoch, so that clients drop what they remember of the time
    after it. The database before is kept: its new path, if there was one. Raises NotACopy, NewerCopy, InUse."""
    _check(copy)
    _require_no_folder(path)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part, before = path.with_name(f"{path.name}.part"), path.with_name(f"{path.name}.before")
    _copy(copy, part)
    with closing(sqlite3.connect(part)) as database, database:
        database.execute("UPDATE house SET epoch = ?", (new_id(),))
        keys = _take_keys(database)
    there = path.exists()
    if there:
        _fold(path)
        _move(path, before)
    os.replace(part, path)
    return before if there else None, keys


def _take_keys(database: sqlite3.Connection) -> Keys:
    """They are the copy's, not the database's."""
    if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'copy_key'").fetchone():
        return {}
    keys = dict(database.execute("SELECT fingerprint, secret FROM copy_key ORDER BY rowid").fetchall())
    database.execute("DROP TABLE copy_key")
    return keys


def _require_readable(path: Path) -> None:
    _require_no_folder(path)
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=PATIENCE)) as database:
            database.execute("SELECT epoch FROM house").fetchone()
    except sqlite3.Error as error:
        raise (Held if "locked" in str(error) else NotACopy) from error


def _require_no_folder(path: Path) -> None:
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))


def _copy(path: Path, to: Path) -> None:
    to.unlink(missing_ok=True)
    to.touch(mode=0o600)
    with closing(_reading(path)) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")


def _reading(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


def _check(copy: Path) -> None:
    """Whether a file can be put in the database's place. Raises NotACopy, NewerCopy."""
    try:
        with closing(_reading(copy)) as database:
            sound = database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            if not sound or len(database.execute("SELECT epoch FROM house").fetchall()) != 1:
                raise NotACopy
            found = {version for (version,) in database.execute("SELECT version_num FROM alembic_version")}
    except sqlite3.Error as error:
        raise NotACopy from error
    if not found <= versions():
        raise NewerCopy


def _fold(path: Path) -> None:
    """Fold the log into the file, which only the last who has it open can do. Raises InUse."""
    try:
        with closing(sqlite3.connect(path, timeout=1)) as database:
            database.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as error:
        raise InUse from error
    except sqlite3.DatabaseError:
        """A damaged one has nothing to fold: it is what the copy is for."""


def _move(path: Path, to: Path) -> None:
    """With what lies beside it: the log of another file must never be read into the new one."""
    for end in ("", "-wal", "-shm"):
        if path.with_name(path.name + end).exists():
            os.replace(path.with_name(path.name + end), to.with_name(to.name + end))
