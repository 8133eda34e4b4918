"""A browser with a profile of its own, whose processes can be stopped, woken and killed by their ids."""

import contextlib
import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, BrowserType, Error

from people import Shopper


class Alone:
    """One visitor's computer. `blocks_storage`: its owner forbids sites to keep anything."""

    def __init__(
        self, kind: BrowserType, launch: dict[str, Any], profile: Path, *, blocks_storage: bool = False
    ) -> None:
        self.kind = kind
        self.launch = launch
        self.profile = profile
        self.context: BrowserContext | None = None
        if blocks_storage:
            (profile / "Default").mkdir(parents=True)
            forbidden = {"profile": {"default_content_setting_values": {"cookies": 2}}}
            (profile / "Default" / "Preferences").write_text(json.dumps(forbidden), "utf-8")

    def visit(self, shop: str) -> Shopper:
        """Start the browser, as a person who comes to the shop."""
        self.context = self.kind.launch_persistent_context(
            self.profile, locale="ru-RU", viewport={"width": 1280, "height": 800}, **self.launch
        )
        return Shopper(self.context, self.context.pages[0], shop)

    def send(self, how: signal.Signals) -> None:
        """A signal to the browser and everything it has started."""
        for pid in self._processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, how)

    def has_written(self, text: str) -> bool:
        """Whether the profile's local storage on disk holds a text."""
        folder = self.profile / "Default" / "Local Storage" / "leveldb"
        return any(text.encode() in path.read_bytes() for path in folder.glob("*.log"))

    def close(self) -> None:
        if self.context is not None:
            with contextlib.suppress(Error):
                self.context.close()

    def _processes(self) -> list[int]:
        parents = dict(_parents())
        mine = {pid for pid in parents if f"--user-data-dir={self.profile}".encode() in _command(pid)}
        assert mine, "no such browser"
        while more := {pid for pid, parent in parents.items() if parent in mine} - mine:
            mine |= more
        return sorted(mine)


def _parents() -> Iterator[tuple[int, int]]:
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            yield int(path.parent.name), int(path.read_text().rpartition(")")[2].split()[1])


def _command(pid: int) -> list[bytes]:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    return []
