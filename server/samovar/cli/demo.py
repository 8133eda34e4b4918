"""samovar demo. Its rooms are large and nobody else needs them: they are read when it is asked for."""

import argparse

from samovar.cli.prepare import ask_where_to_listen

HELP = "run a kitchen maker's shop and console with demo people, in a folder of its own"


def ask(command: argparse.ArgumentParser) -> None:
    """Where the chat listens, and where the shop does."""
    ask_where_to_listen(command)
    command.add_argument("--shop-port", type=int, default=8001, help="port of the shop")


def run(arguments: argparse.Namespace) -> None:
    """Until a signal."""
    from samovar.demo import run

    run(arguments)
