"""samovar check."""

import argparse
import asyncio
from collections.abc import Sequence

from samovar.cli.prepare import ask_where_to_listen, settings_of
from samovar.cli.words import TEXTS, say, stop
from samovar.settings import Settings

HELP = "look at the running installation from outside in: a line for each thing, fine or what to do"


def ask(command: argparse.ArgumentParser) -> None:
    """Everything, or the named lines."""
    command.add_argument("lines", nargs="*", metavar="line", help="only these, as disk, tls or address")
    ask_where_to_listen(command)


def run(arguments: argparse.Namespace) -> None:
    """Says each line as soon as it is known. Raises Stop where one is wrong."""
    from samovar.upkeep.doctor import LOOKS

    settings = settings_of(arguments)
    if unknown := [name for name in arguments.lines if name not in LOOKS]:
        raise stop(settings, "check_unknown", names=", ".join(unknown), known=", ".join(LOOKS))
    if wrong := asyncio.run(_wrong(settings, arguments.lines)):
        raise stop(settings, "check_wrong", n=wrong)
    say(settings, "check_fine")


async def _wrong(settings: Settings, names: Sequence[str]) -> int:
    """How many lines need somebody."""
    from samovar.upkeep.doctor import examine
    from samovar.upkeep.doctor.line import said

    wrong = 0
    async for line in examine(settings, names):
        wrong += not line.fine
        print("✓" if line.fine else "✗", said(TEXTS, settings.lang, line), flush=True)
    return wrong
