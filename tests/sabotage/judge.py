"""Runs tests in a copy and says which of them are red, and whether for a reason that counts."""

import os
import re
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as Xml
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sabotage.copies import environment

PROGRAM_ERROR = re.compile(r"^(?:[\w.]+\.)?(Syntax|Indentation|Import|ModuleNotFound|Name|Attribute|Type)Error\b")
"""Such a test fails because the broken copy is no program any more: nothing is shown by that."""
BY_TIME = re.compile(r"(?:[\w.]+\.)?TimeoutError\b|Failed: Timeout\b")
"""Red, because what the test waited for did not come within its limit."""
PASSED, FAILED = 0, 1
"""pytest's statuses for "all passed" and "some failed"; all others say that it could not do its work."""
SECONDS = 150.0


class NoVerdict(Exception):
    """The tests could not be run to their end."""


@dataclass(slots=True)
class Verdict:
    """Names of tests, of the red ones with what they say. `broken`: red, but for no reason that counts. `late`: those
    of the red ones that have only waited in vain."""

    green: list[str] = field(default_factory=list)
    red: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def green_of(self, tests: Sequence[str]) -> list[str]:
        """Those of the named tests of which no case is red: ids of pytest, also without their parameters, and names of
        TypeScript's files."""
        return [test for test in tests if not any(re.match(re.escape(test) + r"(\[|: )", each) for each in self.red)]


def verdict(root: Path, tests: Sequence[str], seconds: float = SECONDS) -> Verdict:
    """Run pytest's tests by their ids, and those of TypeScript by the names of their files."""
    began, found = time.monotonic(), Verdict()
    browser = [each for each in tests if each.endswith(".ts")]
    if python := [each for each in tests if each not in browser]:
        _pytest(root, python, seconds, found)
    for name in browser:
        _node(root, name, seconds, found)
    found.seconds = time.monotonic() - began
    return found


def _pytest(root: Path, tests: Sequence[str], seconds: float, found: Verdict) -> None:
    report = root / "report.xml"
    status, said = _run(root, ["-m", "pytest", "-p", "no:cacheprovider", f"--junitxml={report}", *tests], seconds)
    if status not in (PASSED, FAILED):
        raise NoVerdict(f"pytest ended with {status}:\n{said[-3000:]}")
    judge_report(report.read_text("utf-8"), found)


def judge_report(report: str, found: Verdict) -> None:
    """Read pytest's report. A failure is red; an error before or after the test is not."""
    for case in Xml.fromstring(report).iter("testcase"):
        name = f"{case.get('classname', '').replace('.', '/')}.py::{case.get('name')}"
        trouble = next((each for each in case if each.tag in ("failure", "error", "skipped")), None)
        if trouble is None:
            found.green.append(name)
            continue
        said = trouble.get("message", "")
        counts = trouble.tag == "failure" and not PROGRAM_ERROR.match(said)
        line = f"{name}: {said.partition(chr(10))[0][:80]}"
        (found.red if counts else found.broken).append(line)
        if counts and BY_TIME.match(said):
            found.late.append(line)


def _node(root: Path, name: str, seconds: float, found: Verdict) -> None:
    status, said = _run(root, ["hatch_build.py", "node", "build.mjs", "--test", name], seconds)
    if status not in (PASSED, FAILED) or not re.search(r"^ℹ tests [1-9]", said, re.M):
        raise NoVerdict(f"node ended with {status}:\n{said[-3000:]}")
    if status == PASSED:
        found.green.append(name)
    else:
        judge_words(name, said, found)


def judge_words(name: str, said: str, found: Verdict) -> None:
    """Read what Node's tests said in the end. Only a broken assertion is red."""
    failures = said.partition("✖ failing tests:")[2]
    for test, error in re.findall(r"^✖ (.+) \([\d.]+ms\)\n\s+(\w+)", failures, re.M):
        (found.red if error == "AssertionError" else found.broken).append(f"{name}: {test}")


def _run(root: Path, arguments: list[str], seconds: float) -> tuple[int, str]:
    """Python in the copy; its status and what it said. Whatever it started ends with it."""
    process = subprocess.Popen(
        [sys.executable, *arguments], cwd=root, env=environment(root), text=True, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip
    try:
        said, _ = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise NoVerdict(f"not done within {seconds:g} s") from None
    return process.returncode, said
