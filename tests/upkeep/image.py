"""Carries out a Dockerfile where no container engine is to be had: each stage is a folder with a Python of its own.

Absolute paths of the instructions are those of the stage's folder. Who a file belongs to is written down, not done,
since only root could.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

OUTSIDE = ("/bin", "/dev", "/usr")
"""What every stage has of its base, and no instruction here changes."""


def instructions(text: str) -> list[tuple[str, str]]:
    """Name and rest of each."""
    lines = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    whole = re.sub(r"\\\n", " ", lines).splitlines()
    return [(name, rest) for name, _, rest in (line.partition(" ") for line in whole) if name]


@dataclass
class Stage:
    """What an image is made of. `base`: what stands after FROM."""

    base: str
    root: Path
    env: dict[str, str] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    workdir: str = "/"
    user: str = "0"
    volumes: list[str] = field(default_factory=list)
    ports: list[str] = field(default_factory=list)
    healthcheck: str = ""
    command: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        subprocess.run([sys.executable, "-m", "venv", self.root / "python"], check=True)

    def inside(self, path: str) -> Path:
        return self.root / Path(self.workdir, path).relative_to("/")

    def run(self, script: str, **more: str) -> subprocess.CompletedProcess[str]:
        """A shell's line, with what was set, and nothing of this machine but the way to its packages."""
        self.inside(".").mkdir(parents=True, exist_ok=True)
        return subprocess.run(
            ["/bin/sh", "-c", self.mapped(script)], cwd=self.inside("."), env=self.environment(**more),
            capture_output=True, text=True, timeout=300,
        )  # fmt: skip

    def environment(self, **more: str) -> dict[str, str]:
        kept = {
            name: os.environ[name] for name in os.environ if name.startswith(("PIP_", "UV_", "SSL_")) or "proxy" in name
        }
        own = {name: self.mapped(value) for name, value in self.env.items()}
        path = f"{self.root / 'python/bin'}:/usr/bin:/bin"
        return kept | own | {"PATH": path, "HOME": str(self.root)} | more

    def mapped(self, text: str) -> str:
        """Absolute paths are those of this stage."""

        def place(found: re.Match[str]) -> str:
            return found[0] if found[0].startswith(OUTSIDE) else f"{self.root}{found[0]}"

        return re.sub(r"(?<![\w./:-])/[\w.*-][\w./*-]*", place, text)


@dataclass
class Build:
    """An image being made. `context`: the folder it is made of; `more`: variables of this machine for its steps."""

    context: Path
    folder: Path
    more: dict[str, str]
    stages: dict[str, Stage] = field(default_factory=dict)

    def make(self, text: str) -> Stage:
        """The last stage. An instruction that is not known here is an error, and so is a step that fails."""
        stage = None
        for name, rest in instructions(text):
            if name == "FROM":
                base, _, called = rest.partition(" AS ")
                key = called or str(len(self.stages))
                stage = self.stages[key] = Stage(base, self.folder / key)
            else:
                assert stage is not None
                getattr(self, name.lower())(stage, rest)
        assert stage is not None
        return stage

    def workdir(self, stage: Stage, rest: str) -> None:
        stage.workdir = rest

    def env(self, stage: Stage, rest: str) -> None:
        stage.env |= dict(pair.split("=", 1) for pair in shlex.split(rest))

    def user(self, stage: Stage, rest: str) -> None:
        stage.user = rest

    def volume(self, stage: Stage, rest: str) -> None:
        stage.volumes.append(rest)

    def expose(self, stage: Stage, rest: str) -> None:
        stage.ports.append(rest)

    def healthcheck(self, stage: Stage, rest: str) -> None:
        stage.healthcheck = rest.partition("CMD ")[2]

    def cmd(self, stage: Stage, rest: str) -> None:
        stage.command = json.loads(rest)

    def run(self, stage: Stage, rest: str) -> None:
        done = stage.run(rest, **self.more)
        assert done.returncode == 0, f"{rest}\n{done.stdout}\n{done.stderr}"

    def copy(self, stage: Stage, rest: str) -> None:
        words = shlex.split(rest)
        options = dict(word.removeprefix("--").split("=", 1) for word in words if word.startswith("--"))
        source, target = (word for word in words if not word.startswith("--"))
        place = stage.inside(target)
        if origin := options.get("from"):
            shutil.copytree(self.stages[origin].inside(source), place, dirs_exist_ok=True)
        elif (self.context / source).is_dir():
            shutil.copytree(self.context / source, place, dirs_exist_ok=True, ignore=self._ignored)
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(self.context / source, place)
        stage.owners[target] = options.get("chown", "0")

    def _ignored(self, folder: str, names: list[str]) -> set[str]:
        patterns = (self.context / ".dockerignore").read_text("utf-8").split()
        at = Path(folder).relative_to(self.context)
        return {
            name
            for name in names
            for pattern in patterns
            if fnmatch(str(at / name), pattern) or (pattern.startswith("**/") and fnmatch(name, pattern[3:]))
        }
