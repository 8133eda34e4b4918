"""samovar init."""

import argparse
import asyncio

from samovar.cli.prepare import first_link, make_folder, nothing_more, prepared, settings_of

HELP = "make the data folder and print the one-time link of the first administrator"
ask = nothing_more


def run(arguments: argparse.Namespace) -> None:
    """Once, or again for another link."""
    settings = settings_of(arguments)
    make_folder(settings)
    _ = settings.keys
    asyncio.run(prepared(settings, first_link))
