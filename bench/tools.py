"""What is made for a run: the load generator and the slow fsync, compiled here; the Node of the peers."""

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from hatch_build import node_of_machine, node_of_wheel

from bench.processes import ROOT, Failed, Missing

BENCH = ROOT / "bench"
OUT = BENCH / "out"
GENERATOR, SLOW_SYNC = OUT / "load", OUT / "slowsync.so"
PEERS = BENCH / "peers"
SLOWER_MS = 4
NO_COMPILER = "no C compiler: the load generator is written in C (on Debian and Ubuntu: apt-get install gcc libc6-dev)"


def compile_all() -> None:
    """Both programs, anew each time: it takes a second."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        raise Missing(NO_COMPILER)
    OUT.mkdir(exist_ok=True)
    _run(compiler, "-O2", "-D_GNU_SOURCE", "-o", str(GENERATOR), *map(str, sorted((BENCH / "load").glob("*.c"))))
    _run(compiler, "-O2", "-shared", "-fPIC", "-o", str(SLOW_SYNC), str(BENCH / "slowsync.c"), "-ldl")


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    if done.returncode != 0:
        raise Failed(f"{command[0]} could not compile: {done.stderr}")


def slow() -> Mapping[str, str]:
    """The environment in which each fsync takes 4 ms more."""
    return {"LD_PRELOAD": str(SLOW_SYNC), "SLOWSYNC_MS": str(SLOWER_MS)}


def node(peer: str, folder: Path) -> list[str]:
    """The command for a peer written for Node."""
    commands = node_of_machine() or node_of_wheel()
    if commands is None or not (PEERS / "node_modules/better-sqlite3/build").exists():
        raise Missing("the peers' packages are not there; `make bench` installs them")
    return [*commands["node"], str(PEERS / peer), str(folder)]


def folder(path: Path) -> Path:
    """A new folder."""
    path.mkdir()
    return path
