"""samovar upgrade [--rehearse]."""

import argparse
import asyncio

from samovar.cli.prepare import require_house, settings_of
from samovar.cli.words import say, stop
from samovar.settings import Settings
from samovar.storage.engine.database import Database
from samovar.storage.engine.opening import make_ready, standing
from samovar.storage.engine.rehearsal import rehearse

HELP = "bring the database up to date, once a copy of it has been, and has lost nothing"


def ask(command: argparse.ArgumentParser) -> None:
    """The copy alone, or then the database too."""
    command.add_argument("--rehearse", action="store_true", help="bring only a copy up to date, and count its rows")


def run(arguments: argparse.Namespace) -> None:
    """What would be lost is told, and nothing is touched."""
    settings = settings_of(arguments)
    require_house(settings)
    asyncio.run(_upgrade(settings, only_rehearse=arguments.rehearse))


async def _upgrade(settings: Settings, *, only_rehearse: bool) -> None:
    database = Database(settings.database_url)
    try:
        now = await standing(database)
        if now.schema == now.head:
            return say(settings, "upgrade_none", version=now.head)
        rehearsal = await rehearse(database)
        if rehearsal.lost:
            raise stop(settings, "upgrade_loses", tables=", ".join(rehearsal.lost))
        say(settings, "rehearsed", tables=len(rehearsal.after), rows=rehearsal.rows)
        if not only_rehearse:
            await make_ready(database)
            say(settings, "upgraded", before=now.schema, version=now.head)
    finally:
        await database.close()
