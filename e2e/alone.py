"""A browser with a profile of its own, whose processes can be stopped, woken and killed by their ids."""

import contextlib
import json
import os
import signal
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, BrowserType, Error

from people import Shopper

FORBIDDEN = {"profile": {"default_content_setting_values": {"cookies": 2}}}
FIREFOX = {
    "blocked": {"network.cookie.cookieBehavior": 2},
    "full": {"dom.quotaManager.temporaryStorage.fixedLimit": 1},
}
"""What Firefox is told by settings: no site keeps anything; all sites together have room for a kilobyte."""


class Alone:
    """One visitor's computer. `storage`: "blocked" where its owner forbids sites to keep anything, "full" where the
    disk has no room."""

    def __init__(self, kind: BrowserType, launch: dict[str, Any], profile: Path, *, storage: str = "") -> None:
        self.kind = kind
        self.launch = launch
        self.profile = profile
        self.storage = storage
        self.context: BrowserContext | None = None
        if kind.name == "firefox":
            self.launch = {
                **launch,
                "firefox_user_prefs": launch.get("firefox_user_prefs", {}) | FIREFOX.get(storage, {}),
            }
        elif storage == "blocked":
            (profile / "Default").mkdir(parents=True)
            (profile / "Default" / "Preferences").write_text(json.dumps(FORBIDDEN), "utf-8")

    def visit(self, shop: str) -> Shopper:
        """Start the browser, as a person who comes to the shop."""
        self.context = self.kind.launch_persistent_context(
            self.profile, locale="ru-RU", viewport={"width": 1280, "height": 800}, **self.launch
        )
        shopper = Shopper(self.context, self.context.pages[0], shop)
        if self.storage == "full" and self.kind.name == "chromium":
            self._fill(shopper)
        return shopper

    def _fill(self, shopper: Shopper) -> None:
        """Before a page keeps anything: the browser asks no more about a database that had room once."""
        shopper.page.goto(f"{shopper.shop}/robots.txt")
        devtools = shopper.context.new_cdp_session(shopper.page)
        devtools.send("Storage.overrideQuotaForOrigin", {"origin": shopper.shop, "quotaSize": 1})

    def send(self, how: signal.Signals) -> None:
        """A signal to the browser and everything it has started."""
        for pid in self._processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, how)

    def has_written(self, text: str) -> bool:
        """Whether the profile's local storage on disk holds a text; Firefox packs it: whether it holds the widget's."""
        if self.kind.name == "firefox":
            return any(map(_has_widget_words, self.profile.glob("storage/default/*/ls/data.sqlite")))
        folder = self.profile / "Default" / "Local Storage" / "leveldb"
        return any(text.encode() in path.read_bytes() for path in folder.glob("*.log"))

    def close(self) -> None:
        if self.context is not None:
            with contextlib.suppress(Error):
                self.context.close()

    def _processes(self) -> list[int]:
        parents = dict(_parents())
        mine = {pid for pid in parents if self._is_named(pid)}
        assert mine, "no such browser"
        while more := {pid for pid, parent in parents.items() if parent in mine} - mine:
            mine |= more
        return sorted(mine)

    def _is_named(self, pid: int) -> bool:
        """Only the browser itself is told whose profile it has."""
        given = {f"--user-data-dir={self.profile}".encode(), str(self.profile).encode()}
        return bool(given & {*_command(pid)})


def _read(path: Path) -> sqlite3.Connection:
    """The file as it stands: the browser keeps it locked."""
    return sqlite3.connect(f"file:{path}?immutable=1", uri=True)


def _has_widget_words(path: Path) -> bool:
    with contextlib.suppress(sqlite3.OperationalError), contextlib.closing(_read(path)) as kept:
        return bool(kept.execute("SELECT count(*) FROM data WHERE key LIKE 'samovar:%'").fetchone()[0])
    return False


def _parents() -> Iterator[tuple[int, int]]:
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            yield int(path.parent.name), int(path.read_text().rpartition(")")[2].split()[1])


def _command(pid: int) -> list[bytes]:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    return []
