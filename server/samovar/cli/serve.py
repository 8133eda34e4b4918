"""samovar serve."""

import argparse
import asyncio
from contextlib import closing
from dataclasses import replace
from socket import socket as Socket  # noqa: N812

from samovar.app import create_app
from samovar.cli.prepare import ask_where_to_listen, first_link, make_folder, prepared, settings_of
from samovar.cli.words import say, stop
from samovar.serve import listen, prepare_logging, server, why_not
from samovar.settings import Settings

HELP = "run the server"
ask = ask_where_to_listen


def run(arguments: argparse.Namespace) -> None:
    """Until a signal."""
    settings = settings_of(arguments)
    prepare_logging(settings.log_level)
    with closing(_listening(settings)) as socket:
        settings = replace(settings, port=socket.getsockname()[1])
        fresh = make_folder(settings)
        asyncio.run(prepared(settings, first_link if fresh else None))
        app = create_app(settings)
        say(settings, "serving", url=settings.origin)
        running = server(app, settings)
        running.run(sockets=[socket])
    say(settings, "stopped")


def _listening(settings: Settings) -> Socket:
    """The address to listen on. Raises Stop, with what to do."""
    try:
        return listen(settings.host, settings.port)
    except OSError as error:
        raise stop(settings, why_not(error), port=settings.port, host=settings.host) from error
