"""Measure, show the table, keep the figures. `python -m bench [--only PART]… [--rounds N]`."""

import argparse
import asyncio
import shutil
import sys
import tempfile
import time
from pathlib import Path

from bench import consoles, idle, latency, messages, tools, widget
from bench.course import Course
from bench.processes import Failed, allow_files
from bench.report import Samples, machine
from bench.subjects import PAIRS
from bench.tools import OUT
from bench.world import make_world

ROUNDS = 5
COMPARED = tuple(each.name for each in messages.COMPARISONS)
PARTS = (*COMPARED, "latency", "memory", "accept", "consoles", "widget")


def main() -> int:
    """The exit status."""
    parser = argparse.ArgumentParser(prog="bench", description="Figures of Samovar beside its peers.")
    parser.add_argument("--only", action="append", choices=PARTS, help="may repeat; all parts unless given")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    arguments = parser.parse_args()
    allow_files()
    samples, began = Samples(), time.monotonic()
    try:
        tools.compile_all()
        asyncio.run(_measure(set(arguments.only or PARTS), arguments.rounds, samples))
    except Failed as failure:
        print(f"bench: {failure}", file=sys.stderr)
        return 1
    samples.add("bench.seconds", time.monotonic() - began)
    samples.write(OUT / "results.json")
    print(f"\n{machine()}\n{samples.table()}\n\nKept in bench/out/results.json")
    return 0


async def _measure(parts: set[str], rounds: int, samples: Samples) -> None:
    if "widget" in parts:
        widget.measure(samples)
    if parts != {"widget"}:
        # Beside the results, not in the system's temporary folder: that may be memory, where an fsync costs nothing.
        folder = Path(tempfile.mkdtemp(prefix="run-", dir=OUT))
        try:
            await _serve(folder, parts, rounds, samples)
        finally:
            shutil.rmtree(folder)


async def _serve(folder: Path, parts: set[str], rounds: int, samples: Samples) -> None:
    world = await make_world(folder / "world", PAIRS)
    office = await make_world(folder / "office", 50, idle.WARM + idle.COUNT, operators_each=50, asking=1)
    course = Course(folder, world, office, samples)
    compared = [each for each in messages.COMPARISONS if each.name in parts]
    if compared:
        await messages.measure(course, compared, rounds)
    if "latency" in parts:
        await latency.measure(course, rounds)
    if "memory" in parts:
        await idle.weigh(course)
    if "accept" in parts:
        await idle.come(course, rounds)
    if "consoles" in parts:
        await consoles.measure(course, rounds)


if __name__ == "__main__":
    sys.exit(main())
