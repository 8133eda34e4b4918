"""samovar migrate."""

import argparse
import asyncio

from samovar.cli.prepare import nothing_more, prepared, settings_of

HELP = "bring the database up to date and exit"
ask = nothing_more


def run(arguments: argparse.Namespace) -> None:
    """Before a new version serves, where that is to be a step of its own."""
    asyncio.run(prepared(settings_of(arguments), None))
