"""samovar restore FILE."""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

from samovar import keys as signing
from samovar.cli.prepare import settings_of, sqlite_file
from samovar.cli.words import say, stop
from samovar.settings import Settings
from samovar.storage.engine.backup import NotACopy, fingerprint
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
    held = settings.keys if settings.secret or settings.secret_file.exists() else []
    try:
        done = restore(path, copy, only_rehearse=arguments.rehearse)
    except tuple(KINDS) as error:
        raise stop(settings, f"restore_{KINDS[type(error)]}", file=copy, tables=error) from None
    say(settings, "rehearsed", tables=len(done.rehearsal.after), rows=done.rehearsal.rows)
    if arguments.rehearse:
        say(settings, "restore_rehearsed", file=copy)
    else:
        _say_restored(settings, copy, done)
        _restore_keys(settings, held, done.keys)


def _say_restored(settings: Settings, copy: Path, done: Restored) -> None:
    say(settings, "restored" if done.before else "restored_new", file=copy, before=done.before)


def _restore_keys(settings: Settings, held: Sequence[str], keys: Mapping[str, str | None]) -> None:
    """Visitors are known by signatures: the copy's keys come with it, as old ones where there is a newer."""
    file = settings.secret_file
    known = {fingerprint(key) for key in held}
    missing = {name: key for name, key in keys.items() if name not in known}
    if settings.secret or not keys or not all(missing.values()):
        if missing or not keys:
            say(settings, "restored_strangers", file=file)
    elif missing:
        signing.write(file, [*(key for key in missing.values() if key), *held])
        say(settings, "restored_secret", file=file)
