"""The program's lives of the stories, forked from one process that has imported it.

Starting Python anew costs more than a second of a core, and every story has a server of its own.
"""

import multiprocessing
import os
import runpy
import sys
from multiprocessing.process import BaseProcess
from pathlib import Path

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["samovar.cli", "samovar.demo.run", "samovar.outbound.incoming", "uvicorn.loops.uvloop"])


def begin(program: tuple[str, ...], words: list[str], log: Path) -> BaseProcess:
    """What `python PROGRAM WORDS` would do, from `-m samovar` or a file; what it says is added to the log."""
    made = FORKS.Process(target=_live, args=(program, words, dict(os.environ), log), daemon=True)
    made.start()
    return made


def _live(program: tuple[str, ...], words: list[str], environment: dict[str, str], log: Path) -> None:
    # Not that of the one process, which began with the first story.
    os.environ.clear()
    os.environ.update(environment)
    with log.open("ab") as said:
        os.dup2(said.fileno(), sys.stdout.fileno())
        os.dup2(said.fileno(), sys.stderr.fileno())
    if program[0] == "-m":
        sys.argv = [*program[1:], *words]
        runpy.run_module(program[1], run_name="__main__")
    else:
        sys.argv = [*program, *words]
        runpy.run_path(program[0], run_name="__main__")
