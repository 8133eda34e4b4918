"""samovar check."""

import argparse
import asyncio
from collections.abc import Sequence

from samovar.cli.prepare import ask_where_to_listen, require_house, settings_of
from samovar.cli.words import TEXTS, say, stop
from samovar.settings import Settings
from samovar.texts.telling import tell

MARKS = {"fine": "✓", "minor": "!", "wrong": "✗"}
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
    require_house(settings)
    wrong, minor = asyncio.run(_told(settings, arguments.lines))
    if wrong:
        raise stop(settings, "check_wrong", n=wrong)
    say(settings, "check_minor" if minor else "check_fine", n=minor)


async def _told(settings: Settings, names: Sequence[str]) -> tuple[int, int]:
    """How many lines need somebody now, and how many some day."""
    from samovar.upkeep.doctor import examine
    from samovar.upkeep.doctor.line import said

    wrong = minor = 0
    async for line in examine(settings, names):
        wrong, minor = wrong + (line.weight == "wrong"), minor + (line.weight == "minor")
        tell(f"{MARKS[line.weight]} {said(TEXTS, settings.lang, line)}")
    return wrong, minor
