"""Servers and loads as processes of their own: started here, ended here, each wait with an end."""

import asyncio
import contextlib
import json
import os
import resource
import signal
import socket
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
START_SECONDS = 30.0
PAGE = os.sysconf("SC_PAGE_SIZE")


class Failed(Exception):
    """A process did not do what it should; the text says which and what."""


class Missing(Failed):
    """Something this machine does not have; the text says how to get it."""


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

    async def ask(self, words: str, within: float = 60.0) -> dict[str, Any]:
        """Give it a line; its answer is a line of JSON."""
        assert self.process.stdin
        self.process.stdin.write(words.encode() + b"\n")
        answer: dict[str, Any] = json.loads(await self.line(within))
        return answer

    @property
    def pid(self) -> int:
        """Its number."""
        return self.process.pid

    @property
    def resident(self) -> int:
        """Bytes of memory it holds."""
        return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * PAGE


@contextlib.asynccontextmanager
async def child(command: Sequence[str], more: Mapping[str, str] | None = None) -> AsyncIterator[Child]:
    """A process; killed at the end, for nothing it holds is of worth. `more`: of the environment."""
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env=os.environ | (more or {}),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        yield Child(" ".join(command[-3:]), process)
    finally:
        kill(process)
        await process.wait()


def kill(process: asyncio.subprocess.Process) -> None:
    """End it at once, unless it has ended."""
    if process.returncode is None:
        # Not process.kill(): where the child has just ended, that one takes its status from under asyncio.
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)


@dataclass(slots=True)
class Server:
    """A server that listens."""

    child: Child
    port: int


def python(module: str, *arguments: str) -> list[str]:
    """The command for a module of ours."""
    return [sys.executable, "-m", module, *arguments]


@contextlib.asynccontextmanager
async def server(command: Sequence[str], more: Mapping[str, str] | None = None) -> AsyncIterator[Server]:
    """A server that says its port first, once it takes connections."""
    async with child(command, more) as made:
        port = int(await made.line(START_SECONDS))
        await listens(made.name, port)
        yield Server(made, port)


async def listens(name: str, port: int) -> None:
    """Wait until somebody takes connections there."""
    end = asyncio.get_running_loop().time() + START_SECONDS
    while asyncio.get_running_loop().time() < end:
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return
        await asyncio.sleep(0.02)
    raise Failed(f"{name} does not listen on port {port}")


def free_port() -> int:
    """One that nobody listens on now."""
    with socket.socket() as probing:
        probing.bind(("127.0.0.1", 0))
        return int(probing.getsockname()[1])


def say_port(listening: socket.socket) -> None:
    """A server's first line."""
    print(listening.getsockname()[1], flush=True)


def allow_files() -> None:
    """As many open files as the system lets this process and its children have."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
