"""Copies in a folder: each named by its time, the oldest making room for the newest."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from samovar.storage.archive.write import export
from samovar.storage.engine.backup import backup
from samovar.storage.engine.database import Database
from samovar.storage.tables import Upkeep
from samovar.upkeep.stamps import STAMP, moment, stamp

NAMED = re.compile(rf"samovar-{STAMP}\.(?:db|zip)")


def make(path: Path, folder: Path, keys: Sequence[str], now: datetime, *, keep: int, with_secrets: bool) -> Path:
    """One more copy of a SQLite file; those that are too many then go. Raises as `backup` does, and OSError."""
    made = _place(folder, now, "db")
    backup(path, made, keys, with_secrets=with_secrets)
    _tidy(folder, keep)
    return made


async def make_archive(
    database: Database, folder: Path, keys: Sequence[str], now: datetime, *, keep: int, with_secrets: bool
) -> Path:  # fmt: skip
    """The same of PostgreSQL, as an archive for `samovar import`. Raises CannotOpen, OSError."""
    made = _place(folder, now, "zip")
    await export(database, made, keys, now, with_secrets=with_secrets)
    _tidy(folder, keep)
    return made


def _place(folder: Path, now: datetime, end: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / f"samovar-{stamp(now)}.{end}"


def _tidy(folder: Path, keep: int) -> None:
    for each in in_folder(folder)[:-keep]:
        each.unlink()


def in_folder(folder: Path) -> list[Path]:
    """Copies, the newest last. Other files are none of ours."""
    return sorted(each for each in folder.glob("samovar-*") if NAMED.fullmatch(each.name))


def newest(folder: Path) -> datetime | None:
    """When the last one was made."""
    found = in_folder(folder)
    name = NAMED.fullmatch(found[-1].name) if found else None
    return moment(name[1]) if name else None


def on_one_disk(folder: Path, file: Path | None) -> bool:
    """Whether a folder of copies lies with the database's file (PostgreSQL has none): a broken disk takes both."""
    there = next(each for each in (folder.absolute(), *folder.absolute().parents) if each.exists())
    return file is not None and file.exists() and there.stat().st_dev == file.stat().st_dev


def due(plan: Upkeep, last: datetime | None, now: datetime) -> bool:
    """Whether the clock says that it is time for one."""
    return plan.copy_hours > 0 and (last is None or now - last >= timedelta(hours=plan.copy_hours))


def trouble(plan: Upkeep, last: datetime | None, now: datetime) -> str:
    """What is wrong with the copies: none by the clock, none at all, or the last is too old; empty where all is well.
    Twice the time between two: a machine that slept, or one that failed, is forgiven."""
    if not plan.copy_hours:
        return "off"
    if last is None:
        return "none"
    return "old" if now - last > timedelta(hours=2 * plan.copy_hours) else ""
