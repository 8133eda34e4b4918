"""samovar backup FILE."""

import argparse
from pathlib import Path

from samovar.cli.prepare import settings_of, sqlite_file
from samovar.cli.words import say, stop
from samovar.storage.engine import backup

HELP = "copy the SQLite database into a file, while the server runs"


def ask(command: argparse.ArgumentParser) -> None:
    """The file to be made."""
    command.add_argument("file", type=Path)


def run(arguments: argparse.Namespace) -> None:
    """Never over a file that is there."""
    settings = settings_of(arguments)
    path, to = sqlite_file(settings), arguments.file
    if to.exists():
        raise stop(settings, "backup_exists", file=to)
    if not path.exists():
        raise stop(settings, "backup_nothing", file=path)
    try:
        backup.backup(path, to, settings.keys, with_secrets=not settings.secret)
    except (backup.NotACopy, backup.Held) as error:
        kind = "busy" if isinstance(error, backup.Held) else "unsound"
        raise stop(settings, f"database.{kind}", name=path) from None
    say(settings, "backed_up", file=to)
