"""samovar import FILE."""

import argparse
import asyncio
from pathlib import Path

from samovar.cli.prepare import keys_held, settings_of, take_keys
from samovar.cli.words import say, stop
from samovar.domain.company.journal import record
from samovar.settings import Settings
from samovar.storage.archive.manifest import Manifest, NotAnArchive, OtherVersion
from samovar.storage.archive.read import Differs, NotEmpty, load, manifest_of
from samovar.storage.engine.database import Database, Unavailable
from samovar.storage.engine.opening import make_ready

HELP = "take such an archive into an empty installation, count, and compare"
KINDS: dict[type[Exception], str] = {
    NotAnArchive: "unsound", OtherVersion: "version", NotEmpty: "begun", Differs: "differs", Unavailable: "database",
}  # fmt: skip


def ask(command: argparse.ArgumentParser) -> None:
    """The archive."""
    command.add_argument("file", type=Path)


def run(arguments: argparse.Namespace) -> None:
    """All of it or nothing; then the keys that its visitors' tokens are signed with."""
    settings, file = settings_of(arguments), arguments.file
    held = keys_held(settings)
    try:
        manifest_of(file)
        settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        taken = asyncio.run(_load(settings, file))
    except tuple(KINDS) as error:
        raise stop(settings, f"import_{KINDS[type(error)]}", file=file, words=error) from None
    say(settings, "imported", file=file, tables=len(taken.tables), rows=taken.rows)
    take_keys(settings, held, taken.keys)


async def _load(settings: Settings, file: Path) -> Manifest:
    database = Database(settings.database_url)
    try:
        await make_ready(database)
        taken = await load(database, file)
        await database.write(
            lambda session: record(session, None, "data", "", "imported", {"rows": [None, taken.rows]})
        )
        return taken
    finally:
        await database.close()
