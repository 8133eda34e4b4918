"""samovar backup FILE | FOLDER --keep N."""

import argparse
from pathlib import Path

from samovar.cli.prepare import require_house, settings_of, sqlite_file
from samovar.cli.words import say, stop
from samovar.settings import Settings
from samovar.storage.engine.backup import Held, NotACopy, backup
from samovar.storage.tables import utc_now
from samovar.upkeep import copies

HELP = "copy the SQLite database into a file or a folder, while the server runs"


def ask(command: argparse.ArgumentParser) -> None:
    """Where to."""
    command.add_argument("to", type=Path, metavar="file", help="a new file, or with --keep a folder")
    command.add_argument(
        "--keep", type=int, metavar="N", help="a copy named by its time, the newest N of the folder stay"
    )


def run(arguments: argparse.Namespace) -> None:
    """Never over a file that is there."""
    settings = settings_of(arguments)
    path, to, keep = sqlite_file(settings), arguments.to, arguments.keep
    if keep is not None and keep < 1:
        raise stop(settings, "backup_keep")
    if keep is None and to.exists():
        raise stop(settings, "backup_folder" if to.is_dir() else "backup_exists", file=to)
    require_house(settings)
    try:
        made = _made(settings, path, to, keep)
    except (NotACopy, Held) as error:
        kind = "busy" if isinstance(error, Held) else "unsound"
        raise stop(settings, f"database.{kind}", name=path) from None
    say(settings, "backed_up", file=made)


def _made(settings: Settings, path: Path, to: Path, keep: int | None) -> Path:
    """The copy's file."""
    ours = not settings.secret
    if keep is not None:
        return copies.make(path, to, settings.keys, utc_now(), keep=keep, with_secrets=ours)
    backup(path, to, settings.keys, with_secrets=ours)
    return to
