"""A copy is put in the place of a SQLite database, once it has been rehearsed."""

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from samovar.storage.engine.backup import BESIDE, NotACopy, copy, reading, require_no_folder, sound
from samovar.storage.engine.rehearsal import Rehearsal, rehearse_file
from samovar.storage.engine.schema import versions
from samovar.storage.tables import new_id


class NewerCopy(Exception):
    """The copy is of a newer version than this program."""


class InUse(Exception):
    """A server has the database open."""


class Losing(Exception):
    """Bringing the copy up to date would lose rows; the text says of which tables."""


Keys = dict[str, str | None]
"""Signing keys that a copy was made with, oldest first: fingerprint → key, or nothing where the copy has only the
fingerprint. Empty: a copy from before copies had them."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What became of it. `before`: where the database lies that was there."""

    rehearsal: Rehearsal
    keys: Keys
    before: Path | None = None


def restore(path: Path, source: Path, *, only_rehearse: bool = False) -> Restored:
    """Copy the copy, bring that up to date, count; then put it in the database's place, under a new epoch, so that
    clients drop what they remember of the time after it. The database before is kept. Whatever is raised, nothing has
    changed: NotACopy, NewerCopy, Losing, InUse, CannotOpen."""
    _require_sound(source)
    require_no_folder(path)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_name(f"{path.name}.part")
    try:
        copy(source, part)
        with closing(sqlite3.connect(part)) as database, database:
            database.execute("UPDATE house SET epoch = ?", (new_id(),))
            keys = _take_keys(database)
        rehearsal = rehearse_file(part)
        if rehearsal.lost:
            raise Losing(", ".join(rehearsal.lost))
        return Restored(rehearsal, keys, None if only_rehearse else _put(part, path))
    finally:
        part.unlink(missing_ok=True)


def _put(part: Path, path: Path) -> Path | None:
    """In the database's place; where that lies then. Raises InUse."""
    before = path.with_name(f"{path.name}.before")
    there = path.exists()
    if there:
        _fold(path)
        _move(path, before)
    os.replace(part, path)
    return before if there else None


def _take_keys(database: sqlite3.Connection) -> Keys:
    """They are the copy's, not the database's."""
    if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'copy_key'").fetchone():
        return {}
    keys = dict(database.execute("SELECT fingerprint, secret FROM copy_key ORDER BY rowid").fetchall())
    database.execute("DROP TABLE copy_key")
    return keys


def _require_sound(source: Path) -> None:
    """Whether a file can be put in the database's place. Raises NotACopy, NewerCopy."""
    try:
        with closing(reading(source)) as database:
            if not sound(source) or len(database.execute("SELECT epoch FROM house").fetchall()) != 1:
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
    for end in BESIDE:
        if path.with_name(path.name + end).exists():
            os.replace(path.with_name(path.name + end), to.with_name(to.name + end))
