"""The servers of the stories, as processes of their own: the demo, and a real house on an empty folder."""

import os
import re
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from time import monotonic, sleep
from urllib.request import urlopen

from forked import begin


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Demo:
    """`samovar demo` in a folder of its own; can be killed and started again."""

    folder: Path
    port: int
    shop_port: int
    program: tuple[str, ...] = ("-m", "samovar")
    process: BaseProcess | None = None

    @property
    def chat(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def shop(self) -> str:
        return f"http://127.0.0.1:{self.shop_port}"

    @property
    def database(self) -> Path:
        return self.folder / "samovar.db"

    def start(self) -> None:
        words = ["demo", "--data", str(self.folder), "--port", str(self.port), "--shop-port", str(self.shop_port)]
        self.process = begin(self.program, words, self.folder.parent / "server.log")
        self._wait_until_ready()

    def _wait_until_ready(self, within: float = 60) -> None:
        end = monotonic() + within
        while monotonic() < end:
            assert self.process and self.process.is_alive(), self.log()
            try:
                for address in (f"{self.chat}/health", self.shop):
                    urlopen(address, timeout=2).close()
                return
            except OSError:
                sleep(0.05)
        raise AssertionError(f"the demo did not start in {within} s\n{self.log()}")

    def count(self, query: str) -> int:
        with closing(sqlite3.connect(self.database)) as database:
            return int(database.execute(query).fetchone()[0])

    def turn_clock_back(self, hours: int) -> None:
        """Everything stored so far happened so much earlier: as if the clock had moved on."""
        columns = ("opened_at", "closed_at", "claimed_at", "answered_at", "updated_at", "last_at")
        changes = ", ".join(f"{name} = strftime('%Y-%m-%d %H:%M:%f', {name}, '-{hours} hours')" for name in columns)
        with closing(sqlite3.connect(self.database, timeout=10)) as database, database:
            database.execute(f"UPDATE conversation SET {changes}")

    def kill(self) -> None:
        """kill -9, as a power cut would."""
        assert self.process
        self.process.kill()
        self.process.join()

    def stop(self) -> None:
        if self.process and self.process.is_alive():
            self.process.terminate()
            self.process.join(30)
            assert self.process.exitcode is not None, "it does not stop"

    def log(self) -> str:
        return (self.folder.parent / "server.log").read_text("utf-8", "replace")[-4000:]


class Installation:
    """A real server on an empty folder. `program`: what python runs; `more`: of its environment."""

    def __init__(self, folder: Path, program: tuple[str, ...] = ("-m", "samovar"), **more: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = os.environ | {
            "SAMOVAR_DATA": str(folder), "SAMOVAR_URL": self.url, "SAMOVAR_PORT": str(self.port), "SAMOVAR_LANG": "ru",
            **more,
        }  # fmt: skip
        self.log = folder.parent / "serve.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, *program, "serve"], env=self.environment, stdout=log, stderr=log
            )
        self._wait()

    def _wait(self) -> None:
        end = monotonic() + 30
        while monotonic() < end:
            assert self.process.poll() is None, self.log.read_text("utf-8")
            try:
                urlopen(self.url + "/health", timeout=2).close()
                return
            except OSError:
                sleep(0.05)
        raise AssertionError(self.log.read_text("utf-8"))

    def run(self, *command: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "samovar", *command],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=30,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def first_link(self) -> str:
        found = re.search(r"http\S+/setup/\S+", self.log.read_text("utf-8"))
        assert found, "serve on an empty folder prints the one-time link"
        return found[0]

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)
