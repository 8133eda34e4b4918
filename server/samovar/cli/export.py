"""samovar export FILE."""

import argparse
import asyncio
from pathlib import Path

from samovar.cli.prepare import require_house, settings_of
from samovar.cli.words import say, stop
from samovar.domain.company.journal import record
from samovar.settings import Settings
from samovar.storage.archive.write import export
from samovar.storage.engine.database import Database
from samovar.storage.tables import utc_now

HELP = "write all there is into one archive that any database can take in, while the server runs"


def ask(command: argparse.ArgumentParser) -> None:
    """The archive."""
    command.add_argument("file", type=Path)


def run(arguments: argparse.Namespace) -> None:
    """Never over a file that is there."""
    settings, to = settings_of(arguments), arguments.file
    if to.exists():
        raise stop(settings, "backup_exists", file=to)
    require_house(settings)
    asyncio.run(_export(settings, to))


async def _export(settings: Settings, to: Path) -> None:
    database = Database(settings.database_url)
    try:
        made = await export(database, to, settings.keys, utc_now(), with_secrets=not settings.secret)
        rows = {"rows": [None, made.rows]}
        await database.write(lambda session: record(session, None, "data", "", "exported", rows))
    finally:
        await database.close()
    say(settings, "exported", file=to, tables=len(made.tables), rows=made.rows)
