"""The real program in a process of its own, started, killed and started again by its pid."""

import asyncio
import os
import signal
import socket
import sys
from pathlib import Path

SERVER = str(Path(__file__).parent.parent / "server")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(folder: Path, port: int, **more: str) -> dict[str, str]:
    ours = ("SAMOVAR_", "PYTHONDONTWRITEBYTECODE")  # A start that compiles everything again takes twice as long.
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return kept | {
        "SAMOVAR_DATA": str(folder), "SAMOVAR_PORT": str(port), "SAMOVAR_URL": f"http://127.0.0.1:{port}",
        "PYTHONPATH": SERVER,
    } | more  # fmt: skip


async def samovar(*arguments: str, **env: str) -> tuple[int, str, str]:
    """Run one command to its end: its status, what it printed, what it complained about."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "samovar", *arguments, env=env, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE, stdin=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    out, err = await asyncio.wait_for(process.communicate(), 60)
    return process.returncode or 0, out.decode(), err.decode()


class Server:
    """`samovar serve` on a folder and a port, through its lives."""

    def __init__(self, folder: Path, port: int, **env: str) -> None:
        self.env = environment(folder, port, **env)
        self.port = port
        self.log = folder.parent / "server.log"
        self.process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Until it listens."""
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "samovar", "serve", env=self.env, stdout=log, stderr=log,
                stdin=asyncio.subprocess.DEVNULL,
            )  # fmt: skip
        async with asyncio.timeout(30):
            while not await self._listens():
                assert self.process.returncode is None, self.log.read_text("utf-8")
                await asyncio.sleep(0.02)

    async def _listens(self) -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return False
        writer.close()
        return True

    async def end(self, how: signal.Signals) -> int:
        """Send a signal and wait for the end; its status."""
        assert self.process is not None
        if self.process.returncode is None:
            self.process.send_signal(how)
        return await asyncio.wait_for(self.process.wait(), 30)
