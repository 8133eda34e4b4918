"""Samovar in a process of its own, as `samovar serve` runs it, with limits that a load may reach.

`python -m bench.house FOLDER [MODE [DATABASE]]` stores. MODE `no_storage` relays the same frames and stores
nothing; `counting` tells how many frames it has encoded, a line of JSON for each line it is given.
"""

import asyncio
import json
import sys
import threading
from collections import Counter
from pathlib import Path

from bench.no_storage import desk_without_storage
from bench.people import HOUSE, SECRET
from bench.processes import say_port
from samovar.app import App, create_app
from samovar.serve import listen, prepare_logging, server
from samovar.settings import Limits, Settings
from samovar.web import wire

MANY = 1_000_000_000
LIMITS = Limits(
    frames_burst=MANY, frames_per_second=MANY, messages_burst=MANY, messages_per_second=MANY, messages_per_day=MANY,
    conversations_per_half_day=MANY, sockets_address=MANY, sockets_visitor=MANY, sockets=MANY, hello_seconds=60.0,
)  # fmt: skip


def build(folder: Path, database: str, *, no_storage: bool) -> tuple[App, Settings]:
    """A house on a filled database."""
    settings = Settings(data=folder, database=database, secret=SECRET, url=HOUSE, limits=LIMITS)
    house = create_app(settings)
    if no_storage:
        house.services.desk = asyncio.run(desk_without_storage(house.services))
    return house, settings


def main(folder: str, mode: str = "", database: str = "") -> None:
    """Serve until killed."""
    prepare_logging("warning")
    if mode == "counting":
        threading.Thread(target=_tell, args=(_count_encodings(),), daemon=True).start()
    house, settings = build(Path(folder), database, no_storage=mode == "no_storage")
    socket = listen("127.0.0.1", 0)
    say_port(socket)
    server(house, settings).run(sockets=[socket])


def _count_encodings() -> Counter[bytes]:
    """From now on, how often each frame is encoded."""
    counted: Counter[bytes] = Counter()
    encode = wire.encode

    def count(frame: wire.Out) -> bytes:
        text = encode(frame)
        counted[text] += 1
        return text

    wire.encode = count
    return counted


def _tell(counted: Counter[bytes]) -> None:
    for _ in sys.stdin:
        print(json.dumps({"made": counted.total(), "different": len(counted)}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
