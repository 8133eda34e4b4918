"""samovar restore FILE."""

import argparse
from pathlib import Path
from zipfile import is_zipfile

from samovar.cli.prepare import keys_held, settings_of, sqlite_file, take_keys
from samovar.cli.words import say, stop
from samovar.settings import Settings
from samovar.storage.engine.backup import NotACopy
from samovar.storage.engine.restore import InUse, Losing, NewerCopy, Restored, restore

HELP = "put such a copy in the place of the database, while the server does not run"
KINDS: dict[type[Exception], str] = {NotACopy: "unsound", NewerCopy: "newer", InUse: "running", Losing: "losing"}


def ask(command: argparse.ArgumentParser) -> None:
    """The copy."""
    command.add_argument("file", type=Path)
    command.add_argument("--rehearse", action="store_true", help="see whether it could be put back, and change nothing")


def run(arguments: argparse.Namespace) -> None:
    """The database first, then the keys that its visitors' tokens are signed with."""
    settings, copy = settings_of(arguments), arguments.file
    path = sqlite_file(settings)
    # First: where they cannot be used, nothing must have changed.
    held = keys_held(settings)
    if copy.is_file() and is_zipfile(copy):
        raise stop(settings, "restore_archive", file=copy)
    try:
        done = restore(path, copy, only_rehearse=arguments.rehearse)
    except tuple(KINDS) as error:
        raise stop(settings, f"restore_{KINDS[type(error)]}", file=copy, tables=error) from None
    say(settings, "rehearsed", tables=len(done.rehearsal.after), rows=done.rehearsal.rows)
    if arguments.rehearse:
        say(settings, "restore_rehearsed", file=copy)
    else:
        _say_restored(settings, copy, done)
        take_keys(settings, held, done.keys)


def _say_restored(settings: Settings, copy: Path, done: Restored) -> None:
    say(settings, "restored" if done.before else "restored_new", file=copy, before=done.before)
