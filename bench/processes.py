"""Servers and loads as processes of their own: started here, ended here, each wait with an end."""

import asyncio
import contextlib
import json
import os
import resource
import signal
import socket
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
START_SECONDS = 30.0
PAGE = os.sysconf("SC_PAGE_SIZE")


class Failed(Exception):
    """A process did not do what it should; the text says which and what."""


@dataclass(slots=True)
class Child:
    """A process we started, and the lines it says."""

    name: str
    process: asyncio.subprocess.Process

    async def line(self, within: float) -> str:
        """The next line it says."""
        assert self.process.stdout
        try:
            said = await asyncio.wait_for(self.process.stdout.readline(), within)
        except TimeoutError:
            raise Failed(f"{self.name} said nothing for {within:.0f} s") from None
        if not said:
            raise Failed(f"{self.name} ended without a word; what went wrong stands above")
        return said.decode().strip()

    def tell(self, words: str) -> None:
        """Give it a line."""
        assert self.process.stdin
        self.process.stdin.write(words.encode() + b"\n")

    @property
    def resident(self) -> int:
        """Bytes of memory it holds."""
        return int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]) * PAGE


@contextlib.asynccontextmanager
async def child(module: str, *arguments: str) -> AsyncIterator[Child]:
    """A module of ours as a process; killed at the end, for nothing it holds is of worth."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, *arguments, cwd=ROOT,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        yield Child(module, process)
    finally:
        if process.returncode is None:
            # Not process.kill(): where the child has just ended, that one takes its status from under asyncio.
            with contextlib.suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL)
        await process.wait()


@dataclass(slots=True)
class Server:
    """A server that listens."""

    child: Child
    port: int


@contextlib.asynccontextmanager
async def server(module: str, *arguments: str) -> AsyncIterator[Server]:
    """A server of ours, once it takes connections."""
    async with child(module, *arguments) as made:
        port = int(await made.line(START_SECONDS))
        await _listens(made.name, port)
        yield Server(made, port)


@contextlib.asynccontextmanager
async def load(kind: str, job: dict[str, Any]) -> AsyncIterator[Child]:
    """A load generator with its job."""
    async with child("bench.load", kind) as made:
        made.tell(json.dumps(job))
        yield made


async def _listens(name: str, port: int) -> None:
    end = asyncio.get_running_loop().time() + START_SECONDS
    while asyncio.get_running_loop().time() < end:
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return
        await asyncio.sleep(0.02)
    raise Failed(f"{name} does not listen on port {port}")


def say_port(listening: socket.socket) -> None:
    """A server's first line."""
    print(listening.getsockname()[1], flush=True)


def cpu_seconds(pid: int) -> float:
    """Processor time a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def allow_files() -> None:
    """As many open files as the system lets this process and its children have."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
