"""Makes small changes of pure modules, and tells which of them no narrow test has seen.

One process loads what all need and forks for each change; the child's import of that module finds the changed one.
"""

import ast
import os
import signal
import sys
import time
from collections.abc import Iterable, Sequence
from importlib import import_module
from importlib.machinery import SourceFileLoader
from types import CodeType

import pytest

from sabotage.copies import ROOT
from sabotage.mutants import Mutant, mutants
from sabotage.narrow import MAY_STAND, NARROW

SECONDS = 10
"""What ends by this limit and not by a red test has not been seen well."""
AT_ONCE = 2
ALL_GREEN, SOME_RED, INTERRUPTED = 0, 1, 2
"""pytest's statuses."""


def unseen(paths: Iterable[str] = NARROW) -> list[str]:
    """What nobody has seen of all small changes of these modules."""
    began, made, found, running = time.monotonic(), 0, list[str](), dict[int, Mutant]()
    prepare()
    for path in paths:
        source = (ROOT / path).read_text("utf-8")
        if how := os.waitpid(judged(Mutant(path, 1, "", "", "", ast.parse(source))), 0)[1]:
            raise SystemExit(f"red although nothing is changed ({how}): {NARROW[path]}")
        for mutant in mutants(path, source):
            if mutant.key in MAY_STAND:
                continue
            made += 1
            running[judged(mutant)] = mutant
            if len(running) == AT_ONCE:
                found += ended(running)
    while running:
        found += ended(running)
    print(f"{made - len(found)} of {made} small changes seen, {time.monotonic() - began:.0f} s", flush=True)
    return found


def prepare() -> None:
    """Load once what every child needs, and nothing of what is changed."""
    os.chdir(ROOT)
    sys.path[:0] = [str(ROOT / "tests")]
    for name in ("sqlmodel", "samovar.storage.queries.versions"):
        import_module(name)
    assert not {module_of(path) for path in NARROW} & sys.modules.keys()


def module_of(path: str) -> str:
    """Its name as an import says it."""
    return path.removeprefix("server/").removesuffix(".py").replace("/", ".")


def judged(mutant: Mutant) -> int:
    """The process that runs the narrow tests on the changed module."""
    if child := os.fork():
        return child
    status = INTERRUPTED
    try:
        status = tried(mutant, NARROW[mutant.path])
    finally:
        os._exit(status)


def tried(mutant: Mutant, tests: Sequence[str]) -> int:
    """What pytest says, in this process, which is good for nothing else afterwards."""
    read = SourceFileLoader.get_code

    def get_code(loader: SourceFileLoader, name: str) -> CodeType | None:
        if name == module_of(mutant.path):
            code: CodeType = compile(mutant.tree, mutant.path, "exec")
            return code
        return read(loader, name)

    SourceFileLoader.get_code = get_code  # type: ignore[method-assign, assignment]
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    signal.alarm(SECONDS)
    # Without plugins, and without the fixtures of a whole server: they would take longer than the tests.
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    return int(pytest.main(["-x", "--tb=no", "-c", os.devnull, "--noconftest", "-p", "no:cacheprovider", *tests]))


def ended(running: dict[int, Mutant]) -> list[str]:
    """The next one that is done, unless a test of it is red."""
    child, how = os.wait()
    mutant, status = running.pop(child), os.waitstatus_to_exitcode(how)
    if status == SOME_RED:
        return []
    words = {ALL_GREEN: "NOT SEEN", -signal.SIGALRM: f"no test is red within {SECONDS} s"}
    said = f"{words.get(status, f'no verdict, status {status}')}: {mutant}"
    print(said, flush=True)
    return [said]


if __name__ == "__main__":
    sys.exit(bool(unseen(sys.argv[1:] or NARROW)))
