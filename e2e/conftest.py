"""Stories in real browsers against the real demo: its server and its shop as a process of their own."""

import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.request import urlopen

import pytest
from people import Desk, Shopper
from playwright.sync_api import Browser

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    assert found, f"none of {', '.join(BROWSERS)} is installed: `make test` installs Chromium on Debian"
    return {**browser_type_launch_args, "executable_path": found, "args": QUIET}


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
    process: subprocess.Popen[bytes] | None = None

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
        command = [sys.executable, "-m", "samovar", "demo", "--data", str(self.folder)]
        command += ["--port", str(self.port), "--shop-port", str(self.shop_port)]
        with (self.folder.parent / "server.log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        self._wait_until_ready()

    def _wait_until_ready(self, within: float = 60) -> None:
        end = monotonic() + within
        while monotonic() < end:
            assert self.process and self.process.poll() is None, self.log()
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
        self.process.wait()

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(30)

    def log(self) -> str:
        return (self.folder.parent / "server.log").read_text("utf-8", "replace")[-4000:]


@pytest.fixture
def demo(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Demo]:
    made = Demo(tmp_path / "data", free_port(), free_port())
    made.start()
    yield made
    made.stop()
    if request.session.testsfailed:
        print(made.log())


@pytest.fixture
def shopper(browser: Browser, demo: Demo) -> Iterator[Shopper]:
    """A visitor with a browser of his own."""
    made = Shopper.arrive(browser, demo.shop)
    yield made
    made.leave()


@pytest.fixture
def desks(browser: Browser, demo: Demo) -> Iterator[Any]:
    """`desks("Анна Соколова")`: an operator signed in at a browser of his own."""
    made: list[Desk] = []

    def sit_down(name: str, **context: Any) -> Desk:
        made.append(Desk.sit_down(browser, demo.chat, name, **context))
        return made[-1]

    yield sit_down
    for each in made:
        each.leave()
