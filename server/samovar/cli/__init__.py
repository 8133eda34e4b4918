"""The command line, a file for each command."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from samovar.cli import (
    backup,
    check,
    config,
    demo,
    export,
    import_,
    init,
    invite,
    migrate,
    password,
    restore,
    serve,
    upgrade,
)
from samovar.cli.words import Stop, words
from samovar.settings import BadSetting
from samovar.storage.engine.opening import CannotOpen
from samovar.texts.telling import tell

COMMANDS = {
    "serve": serve, "demo": demo, "init": init, "invite": invite, "password": password, "migrate": migrate,
    "upgrade": upgrade, "check": check, "config": config, "backup": backup, "restore": restore, "export": export,
    "import": import_,
}  # fmt: skip


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit status."""
    try:
        return _status(argv)
    finally:
        # What argparse has printed is still on its way.
        tell("", end="")


def _status(argv: Sequence[str] | None) -> int:
    arguments = parser().parse_args(argv)
    try:
        run: Callable[[argparse.Namespace], None] = arguments.run
        run(arguments)
    except (BadSetting, Stop) as error:
        return _fail(str(error))
    except CannotOpen as error:
        return _fail(words(f"database.{error.kind}", **error.places))
    except OSError as error:
        if error.filename is None:
            raise
        return _fail(words("path_trouble", path=error.filename, words=error.strerror))
    except KeyboardInterrupt:
        return 130
    return 0


def parser() -> argparse.ArgumentParser:
    """What may be typed."""
    made = argparse.ArgumentParser(prog="samovar", description="Live chat that a company hosts itself.")
    commands = made.add_subparsers(required=True, metavar="command")
    for name, each in COMMANDS.items():
        command = commands.add_parser(name, help=each.HELP, description=each.HELP)
        command.set_defaults(run=each.run)
        command.add_argument("--data", type=Path, help="data folder (SAMOVAR_DATA)")
        each.ask(command)
    return made


def _fail(said: str) -> int:
    tell(said, to=sys.stderr)
    return 2
