"""Measure, show the table, keep the figures. `python -m bench [--only PART]… [--rounds N]`."""

import argparse
import asyncio
import shutil
import sys
import tempfile
import time
from pathlib import Path

from bench import consoles, history, idle, latency, messages, tools, widget
from bench.course import Course, Shared
from bench.peers import ejabberd
from bench.people import World
from bench.postgres import postgres
from bench.processes import Failed, allow_files
from bench.report import Samples, machine
from bench.subjects import MODEL, PAIRS
from bench.tools import OUT
from bench.world import make_world

ROUNDS = 5
COMPARED = tuple(each.name for each in messages.COMPARISONS)
PARTS = (*COMPARED, "latency", "memory", "accept", "consoles", "history", "widget")


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
    course = Course(folder, await _world(folder), await _office(folder), samples)
    compared = [each for each in messages.COMPARISONS if each.name in parts]
    if any(each.name == "postgres" for each in compared):
        await _beside_ejabberd(course, compared, rounds)
    elif compared:
        await messages.measure(course, compared, rounds)
    if "latency" in parts:
        await latency.measure(course, rounds)
    if "memory" in parts:
        await idle.weigh(course)
    if "accept" in parts:
        await idle.come(course, rounds)
    if "consoles" in parts:
        await consoles.measure(course, rounds)
    if "history" in parts:
        await history.measure(course, rounds)


async def _beside_ejabberd(course: Course, compared: list[messages.Comparison], rounds: int) -> None:
    if reason := ejabberd.missing():
        course.samples.note(f"PostgreSQL beside ejabberd: not measured, {reason}.")
        return await messages.measure(course, [each for each in compared if each.name != "postgres"], rounds)
    async with postgres() as server:
        await server.run("postgres", f"CREATE DATABASE {MODEL}")
        world = await make_world(course.folder, PAIRS, url=server.named(MODEL))
        await ejabberd.prepare(server, 2 * PAIRS)
        course.shared = Shared(server, world)
        await messages.measure(course, compared, rounds)


async def _world(folder: Path) -> World:
    return await make_world(tools.folder(folder / "world"), PAIRS)


async def _office(folder: Path) -> World:
    lookers = idle.WARM + idle.COUNT
    return await make_world(tools.folder(folder / "office"), 50, lookers, operators_each=50, asking=1)


if __name__ == "__main__":
    sys.exit(main())
