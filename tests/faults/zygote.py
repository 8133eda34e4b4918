"""The parent of all servers of a test: imports everything once, then forks one child for each life.

Starting Python anew costs more than a second of a core, a fork a few milliseconds; the child runs the real `samovar
serve`. Commands come as JSON lines on the standard input, what happens goes out as JSON lines on the standard output.
"""

import asyncio
import gc
import importlib
import json
import os
import select
import signal
import sys
import tempfile
from pathlib import Path
from typing import Any, NoReturn

import uvicorn

from faults.breaks import apply
from samovar import cli
from samovar.storage.engine.database import Database
from samovar.storage.engine.schema import migrate

LATE = (
    "uvicorn.loops.uvloop", "httptools", "aiosqlite", "sqlalchemy.dialects.sqlite", "uvicorn.lifespan.on",
    "concurrent.futures",
)  # fmt: skip


def main() -> None:
    """Fork and bury until the standard input ends."""
    _warm()
    end, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    while True:
        readable, _, _ = select.select([0, end], [], [])
        if end in readable:
            os.read(end, 4096)
            _bury()
        if 0 in readable:
            line = sys.stdin.readline()
            if not line:
                return
            _fork(json.loads(line), (end, wake))


def _warm() -> None:
    """What the first start would do for the first time."""
    for name in LATE:
        importlib.import_module(name)
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_migrated(f"sqlite:///{Path(folder) / 'warm.db'}"))
    gc.collect()
    gc.freeze()


async def _migrated(url: str) -> None:
    database = Database(url)
    await migrate(database)
    await database.epoch()
    await database.close()


def _fork(order: dict[str, Any], inherited: tuple[int, int]) -> None:
    pid = os.fork()
    if pid:
        _tell(what="born", pid=pid)
    else:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for each in inherited:
            os.close(each)
        _live(order)


def _live(order: dict[str, Any]) -> NoReturn:
    """The child: `samovar serve` in its environment, with its breaks, telling when it listens."""
    status = 70
    try:
        os.environ.clear()
        os.environ.update(order["env"])
        out = os.dup(1)
        log = os.open(order["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        for each in (1, 2):
            os.dup2(log, each)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        _announce(out)
        for name, arguments in order["breaks"].items():
            apply(name, arguments)
        status = cli.main(["serve"])
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _announce(out: int) -> None:
    startup = uvicorn.Server.startup

    async def announced(self: uvicorn.Server, sockets: Any = None) -> None:
        await startup(self, sockets)
        os.write(out, json.dumps({"what": "listens", "pid": os.getpid()}).encode() + b"\n")

    uvicorn.Server.startup = announced  # type: ignore[method-assign]


def _bury() -> None:
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not pid:
            return
        _tell(what="ended", pid=pid, status=os.waitstatus_to_exitcode(status))


def _tell(**what: Any) -> None:
    os.write(1, json.dumps(what).encode() + b"\n")


if __name__ == "__main__":
    main()
