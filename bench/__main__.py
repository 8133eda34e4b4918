"""Measure, show the table, keep the figures. `python -m bench [--only messages] [--rounds N]`."""

import argparse
import asyncio
import shutil
import sys
import tempfile
import time
from pathlib import Path

from bench import memory, messages, probe, report, widget
from bench.processes import Failed, allow_files
from bench.world import make_world

OUT = Path(__file__).parent / "out"
ROUNDS = 5
LONGEST = 225.0
"""Seconds after which no further round begins."""
PARTS = ("messages", "memory", "widget")


def main() -> int:
    """The exit status."""
    parser = argparse.ArgumentParser(prog="bench", description="Figures of Samovar beside its peers.")
    parser.add_argument("--only", action="append", choices=PARTS, help="may repeat; all parts unless given")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    arguments = parser.parse_args()
    allow_files()
    OUT.mkdir(exist_ok=True)
    try:
        samples = asyncio.run(_measure(arguments.only or list(PARTS), arguments.rounds))
    except Failed as failure:
        print(f"bench: {failure}", file=sys.stderr)
        return 1
    samples.write(OUT / "results.json")
    print(f"\n{report.machine()}\n{samples.table()}\n\nKept in bench/out/results.json")
    return 0


async def _measure(parts: list[str], rounds: int) -> report.Samples:
    samples = report.Samples()
    if "widget" in parts:
        widget.measure(samples)
    if parts != ["widget"]:
        # Beside the results, not in the system's temporary folder: that may be memory, where an fsync costs nothing.
        folder = Path(tempfile.mkdtemp(prefix="run-", dir=OUT))
        try:
            await _rounds(folder, parts, rounds, samples)
        finally:
            shutil.rmtree(folder)
    return samples


async def _rounds(folder: Path, parts: list[str], rounds: int, samples: report.Samples) -> None:
    began = time.monotonic()
    world = await make_world(folder, messages.PAIRS, memory.WARM + memory.COUNT)
    for number in range(rounds):
        if time.monotonic() - began > LONGEST:
            print(f"only {number} of {rounds} rounds: this machine is slow or busy now")
            return
        print(f"round {number + 1} of {rounds}, {time.monotonic() - began:.0f} s", flush=True)
        _probe(folder, samples)
        if "messages" in parts:
            await messages.measure(world, number, samples)
        if "memory" in parts:
            await memory.measure(world, number, samples)


def _probe(folder: Path, samples: report.Samples) -> None:
    half, most = probe.fsync_ms(folder)
    samples.add("fsync.p50_ms", half)
    samples.add("fsync.p99_ms", most)
    samples.add("spin_ms", probe.spin_ms())


if __name__ == "__main__":
    sys.exit(main())
