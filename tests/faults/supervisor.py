"""The real server through its lives: born from a warm zygote, killed, stopped and woken by its pid."""

import asyncio
import contextlib
import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from processes import SERVER, environment

TESTS = str(Path(__file__).parent.parent)
WAIT = 30.0
PORTS = itertools.cycle(range(21_000 + os.getpid() % 100 * 100, 31_900))
"""Below those that the system gives to connections: a server that is dead must find its port free again."""
MARKS: list[socket.socket] = []
"""One for each port of this run, until its process ends."""
Breaks = dict[str, Any]
"""Name in breaks.py → its argument."""


class Zygote:
    """The process that forks servers, and what it says of each. Lives as long as a session of tests; each test's
    loop hears it while `attached`."""

    def __init__(self) -> None:
        path = os.pathsep.join((SERVER, TESTS))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "faults.zygote"], env=dict(os.environ) | {"PYTHONPATH": path},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        self._rest = b""
        self._lives: dict[int, Life] = {}
        self._born: asyncio.Future[int] | None = None

    @contextlib.asynccontextmanager
    async def attached(self) -> AsyncIterator["Zygote"]:
        """Hear it in this loop; all children born meanwhile are gone afterwards."""
        loop, self._one_by_one = asyncio.get_running_loop(), asyncio.Lock()
        assert self._process.stdout
        loop.add_reader(self._process.stdout.fileno(), self._hear)
        try:
            yield self
            await self._bury()
        finally:
            loop.remove_reader(self._process.stdout.fileno())

    async def fork(self, env: dict[str, str], breaks: Breaks, log: Path) -> "Life":
        """A new child."""
        assert self._process.stdin
        async with self._one_by_one:
            self._born = asyncio.get_running_loop().create_future()
            self._process.stdin.write(json.dumps({"env": env, "breaks": breaks, "log": str(log)}).encode() + b"\n")
            self._process.stdin.flush()
            return self._lives[await asyncio.wait_for(self._born, WAIT)]

    def close(self) -> None:
        """End it."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.wait(WAIT)
        self._process.stdout.close()

    def _hear(self) -> None:
        assert self._process.stdout
        data = os.read(self._process.stdout.fileno(), 65536)
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self._take(**json.loads(line))

    def _take(self, what: str, pid: int, status: int = 0) -> None:
        # A quick child may be heard before its parent.
        if pid not in self._lives or self._lives[pid].ended.done():
            # A system that starts many gives the number of a dead one again.
            self._lives[pid] = Life(pid)
        life = self._lives[pid]
        if what == "born" and self._born is not None:
            self._born.set_result(pid)
        elif what == "listens":
            life.listens.set_result(None)
        elif what == "ended":
            life.ended.set_result(status)

    async def _bury(self) -> None:
        for life in self._lives.values():
            if not life.ended.done():
                os.kill(life.pid, signal.SIGKILL)
                await asyncio.wait_for(life.ended, WAIT)
        self._lives.clear()


class Life:
    """One child: whether it takes connections, and with which status it ended."""

    def __init__(self, pid: int) -> None:
        loop = asyncio.get_running_loop()
        self.pid = pid
        self.listens: asyncio.Future[None] = loop.create_future()
        self.ended: asyncio.Future[int] = loop.create_future()


def take(port: int) -> bool:
    """Whether nobody listens there, nor will: other runs find its number taken, also while our server is dead."""
    mark = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    with socket.socket() as probe:
        try:
            mark.bind(("127.0.0.1", port))
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                MARKS.append(mark)
                return True
        except OSError:
            """It is another run's."""
    mark.close()
    return False


class Ended(Exception):
    """A server ended, or did not come, where it should live."""


class Supervisor:
    """One server on a folder and a port. `starts`: seconds that each start took, from the fork to listening."""

    def __init__(self, zygote: Zygote, folder: Path, port: int = 0, **env: str) -> None:
        self.zygote = zygote
        self.folder = folder
        self.port = port or next(port for port in PORTS if take(port))
        self.log = folder.parent / f"{folder.name}.log"
        self.env = environment(folder, self.port, **({"SAMOVAR_LOG_LEVEL": "warning"} | env))
        self.life: Life | None = None
        self.starts: list[float] = []

    @property
    def url(self) -> str:
        """Where its database is."""
        return self.env.get("SAMOVAR_DATABASE") or f"sqlite:///{self.folder / 'samovar.db'}"

    async def start(self, **breaks: Any) -> "Supervisor":
        """A new life, until it listens. `breaks`: names in breaks.py with their arguments."""
        began = time.monotonic()
        life = self.life = await self.zygote.fork(self.env, breaks, self.log)
        await asyncio.wait({life.listens, life.ended}, timeout=WAIT, return_when="FIRST_COMPLETED")
        if not life.listens.done():
            raise Ended(self.said()[-4000:])
        self.starts.append(time.monotonic() - began)
        return self

    @property
    def pid(self) -> int:
        """Of its present life, or the last one."""
        assert self.life is not None
        return self.life.pid

    @property
    def alive(self) -> bool:
        """Whether it runs, or at least has not ended."""
        return self.life is not None and not self.life.ended.done()

    def tell(self, which: signal.Signals) -> None:
        """Send it a signal."""
        os.kill(self.pid, which)

    async def end(self, how: signal.Signals = signal.SIGKILL, within: float = WAIT) -> int:
        """Send a signal and wait for the end; its status."""
        if self.alive:
            self.tell(how)
        return await self.ended(within)

    async def ended(self, within: float = WAIT) -> int:
        """Wait for the end; its status, the negative signal where one did it."""
        assert self.life is not None
        return await asyncio.wait_for(asyncio.shield(self.life.ended), within)

    @property
    def memory(self) -> int:
        """Bytes it holds."""
        return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    def said(self) -> str:
        """Its log so far."""
        return self.log.read_text("utf-8") if self.log.exists() else ""
