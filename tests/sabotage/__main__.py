"""`make sabotage`: break one thing after another, and see that the tests see it."""

import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sabotage.breaks import Break
from sabotage.breaks.everything import BREAKS
from sabotage.copies import ROOT, break_, copied
from sabotage.judge import NoVerdict, Verdict, verdict

OUT = ROOT / "tests/faults/out/sabotage.json"
WHOLE_SECONDS = 600.0


@dataclass(slots=True)
class Outcome:
    """What the tests of one break said; `why`: where they could not say anything."""

    of: Break
    found: Verdict
    why: str = ""

    @property
    def caught(self) -> bool:
        """Whether a test is red for a reason that counts."""
        return bool(self.found.red)


@contextmanager
def copy_() -> Iterator[Path]:
    """A copy of the tree, for as long as it is used."""
    folder = Path(tempfile.mkdtemp(prefix="samovar-sabotage-"))
    try:
        yield copied(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def whole(chosen: list[Break]) -> list[str]:
    """Tests that are not green although nothing is broken."""
    tests = list(dict.fromkeys(test for each in chosen for test in each.tests))
    with copy_() as root:
        found = verdict(root, tests, WHOLE_SECONDS)
    print(f"nothing broken: {len(found.green)} green in {found.seconds:.0f} s", flush=True)
    return found.red + found.broken


def broken(each: Break) -> Outcome:
    """Break it and run its tests."""
    began = time.monotonic()
    with copy_() as root:
        break_(root, each.edits)
        try:
            return Outcome(each, verdict(root, each.tests))
        except NoVerdict as why:
            return Outcome(each, Verdict(seconds=time.monotonic() - began), str(why))


def show(outcome: Outcome) -> None:
    """A line for the break, and one for each test that saw it, or what happened instead."""
    found = outcome.found
    word = "red" if outcome.caught else "NOT SEEN"
    print(f"{outcome.of.name:<42} {word:<8} {len(found.red):>3} {found.seconds:>6.1f} s", flush=True)
    lines = found.red if outcome.caught else [f"no reason that counts: {name}" for name in found.broken]
    for line in [*lines[:4], *([f"… and {len(lines) - 4} more"] if len(lines) > 4 else []), *outcome.why.splitlines()]:
        print(f"    {line}", flush=True)


def write(outcomes: list[Outcome], seconds: float) -> None:
    """Flat figures, to be compared between runs."""
    figures: dict[str, float] = {f"sabotage.{each.of.name}.red": len(each.found.red) for each in outcomes}
    figures |= {"sabotage.breaks": len(outcomes), "sabotage.caught": sum(each.caught for each in outcomes)}
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps(figures | {"sabotage.seconds": round(seconds)}, indent=1) + "\n", "utf-8")


def main(names: list[str]) -> int:
    """All, or those named; 0 where each was seen."""
    began = time.monotonic()
    chosen = [each for each in BREAKS if not names or each.name in names]
    if wrong := whole(chosen):
        print("red although nothing is broken:", *wrong, sep="\n    ")
        return 1
    outcomes = []
    with ThreadPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
        for outcome in pool.map(broken, chosen):
            show(outcome)
            outcomes.append(outcome)
    seconds = time.monotonic() - began
    if not names:
        write(outcomes, seconds)
    caught = sum(each.caught for each in outcomes)
    print(f"{caught} of {len(outcomes)} breaks seen, {seconds:.0f} s")
    return 0 if chosen and caught == len(outcomes) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
