"""`make sabotage`: break one thing after another, and see that the tests see it; then small changes of pure modules."""

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

from sabotage import small
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
        """Whether all the tests that it names are red for a reason that counts."""
        return not self.why and not self.unseen

    @property
    def unseen(self) -> list[str]:
        """Tests that it names, and that are not red."""
        return self.found.green_of(self.of.tests)


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
    lines = found.red[:4] + ([f"… and {len(found.red) - 4} more"] if len(found.red) > 4 else [])
    lines += [f"by its time limit: {name}" for name in found.late]
    if not outcome.caught:
        lines += [f"not red: {name}" for name in outcome.unseen]
        lines += [f"no reason that counts: {name}" for name in found.broken]
    for line in [*lines, *outcome.why.splitlines()]:
        print(f"    {line}", flush=True)


def write(outcomes: list[Outcome], unseen: int, seconds: float) -> None:
    """Flat figures, to be compared between runs."""
    figures: dict[str, float] = {f"sabotage.{each.of.name}.red": len(each.found.red) for each in outcomes}
    figures |= {"sabotage.breaks": len(outcomes), "sabotage.caught": sum(each.caught for each in outcomes)}
    figures |= {"sabotage.late": sum(len(each.found.late) for each in outcomes), "sabotage.small_unseen": unseen}
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps(figures | {"sabotage.seconds": round(seconds)}, indent=1) + "\n", "utf-8")


def main(names: list[str]) -> int:
    """All, and all small changes, or the breaks that are named; 0 where each was seen."""
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
    caught, late = sum(each.caught for each in outcomes), sum(len(each.found.late) for each in outcomes)
    print(f"{caught} of {len(outcomes)} breaks seen, {late} tests by their time limit", flush=True)
    left = [] if names else small.unseen()
    seconds = time.monotonic() - began
    if not names:
        write(outcomes, len(left), seconds)
    print(f"{seconds:.0f} s")
    return 0 if chosen and caught == len(outcomes) and not left else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
