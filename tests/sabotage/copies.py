"""Copies of the tree in which something is broken on purpose."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.util import cache_from_source
from pathlib import Path

ROOT = Path(__file__).parents[2]
COPIED = (
    "server", "tests", "bench", "link", "widget", "console",
    "build.mjs", "package.json", "tsconfig.json", "pyproject.toml", "hatch_build.py",
)  # fmt: skip
LINKED = ("node_modules",)
LEFT = shutil.ignore_patterns("out", "node_modules")


class Stale(Exception):
    """A place that is to be broken is no longer as the list says."""


@dataclass(frozen=True, slots=True)
class Edit:
    """In one file one text, which is there exactly once, becomes another."""

    path: str
    old: str
    new: str

    def applied(self, root: Path) -> str:
        """The file's text with the change. Raises Stale."""
        text = (root / self.path).read_text("utf-8")
        if (found := text.count(self.old)) != 1:
            raise Stale(f"{self.path} has {found} times, and not once: {self.old!r}")
        return text.replace(self.old, self.new)


def copied(into: Path) -> Path:
    """A copy of what the tests need; packages are shared."""
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, into / name, ignore=LEFT)
        else:
            shutil.copy2(ROOT / name, into / name)
    for name in LINKED:
        (into / name).symlink_to(ROOT / name)
    _check_it_is_what_runs(into)
    return into


def break_(root: Path, edits: Iterable[Edit]) -> None:
    """Change files of a copy. Raises Stale."""
    for edit in edits:
        path = root / edit.path
        path.write_text(edit.applied(root), "utf-8")
        # Compiled files are told from stale ones by size and second only.
        Path(cache_from_source(str(path))).unlink(missing_ok=True)


def environment(root: Path) -> dict[str, str]:
    """In which Python finds the copy's server, and not the one that is installed."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SAMOVAR_", "PYTEST_"))}
    return kept | {"PYTHONPATH": str(root / "server")}


def _check_it_is_what_runs(root: Path) -> None:
    asked = [sys.executable, "-c", "import samovar; print(samovar.__file__)"]
    told = subprocess.run(asked, cwd=root, env=environment(root), capture_output=True, text=True, check=True).stdout
    assert Path(told.strip()).resolve().is_relative_to(root.resolve()), told
