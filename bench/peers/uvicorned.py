"""How every Starlette peer runs: on the uvicorn, and with the options, that Samovar runs on."""

import uvicorn
from starlette.applications import Starlette

from bench.processes import say_port
from samovar.serve import listen


def serve(app: Starlette) -> None:
    """Serve until killed."""
    socket = listen("127.0.0.1", 0)
    config = uvicorn.Config(
        app, ws="websockets-sansio", ws_per_message_deflate=False, backlog=4096, log_config=None, access_log=False
    )
    say_port(socket)
    uvicorn.Server(config).run(sockets=[socket])
