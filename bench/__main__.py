"""Measure, show the table, keep the figures. `python -m bench [--only PART]… [--rounds N]`; `--readme` shows those kept
last as the table of the README."""

import argparse
import asyncio
import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from bench import consoles, history, idle, latency, messages, tools, widget
from bench.peers import ejabberd
from bench.people import World
from bench.postgres import postgres
from bench.processes import Failed, allow_files
from bench.report import Samples, machine, markdown
from bench.run import Run, Shared
from bench.servers import MODEL, PAIRS
from bench.tools import OUT
from bench.world import make_world

ROUNDS = 5
RESULTS = "results.json"
COMPARED = tuple(each.name for each in messages.COMPARISONS)
PARTS = (*COMPARED, "latency", "memory", "accept", "consoles", "history", "widget")


def main() -> int:
    """The exit status."""
    parser = argparse.ArgumentParser(prog="bench", description="Figures of Samovar beside its peers.")
    parser.add_argument("--only", action="append", choices=PARTS, help="may repeat; all parts unless given")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--readme", action="store_true", help="show the figures kept last as Markdown")
    arguments = parser.parse_args()
    if arguments.readme:
        print(markdown(json.loads((OUT / RESULTS).read_text())))
        return 0
    allow_files()
    # So that what was started is ended, and the folder removed, whichever way we are told to stop.
    signal.signal(signal.SIGTERM, lambda *_: os.kill(os.getpid(), signal.SIGINT))
    samples = Samples()
    try:
        tools.compile_all()
        asyncio.run(_measure(set(arguments.only or PARTS), arguments.rounds, samples))
    except Failed as failure:
        print(f"bench: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    samples.write(OUT / RESULTS)
    print(f"\n{machine()}\n{samples.table()}\n\nKept in bench/out/{RESULTS}")
    return 1 if samples.failed else 0


async def _measure(parts: set[str], rounds: int, samples: Samples) -> None:
    if "widget" in parts:
        widget.measure(samples)
    if parts != {"widget"}:
        # Beside the results, not in the system's temporary folder: that may be memory, where an fsync costs nothing.
        folder = Path(tempfile.mkdtemp(prefix="run-", dir=OUT))
        try:
            run = Run(folder, await _world(folder), await _office(folder), samples)
            await _serve(run, parts, rounds)
        finally:
            shutil.rmtree(folder)


async def _serve(run: Run, parts: set[str], rounds: int) -> None:
    """Whatever becomes of one part, the others are measured."""
    compared = [each for each in messages.COMPARISONS if each.name in parts]
    works: dict[str, Callable[[], Awaitable[None]]] = {
        "messages": lambda: _compare(run, compared, rounds),
        "latency": lambda: latency.measure(run, rounds),
        "memory": lambda: idle.weigh(run),
        "accept": lambda: idle.come(run, rounds),
        "consoles": lambda: consoles.measure(run, min(rounds, 3)),
        "history": lambda: history.measure(run, rounds),
    }
    for name in [each for each in works if each in parts or (each == "messages" and compared)]:
        print(f"{name}, {run.samples.seconds:.0f} s", flush=True)
        try:
            await works[name]()
        except Failed as failure:
            run.samples.fail(f"{name}: {failure}")


async def _compare(run: Run, compared: list[messages.Comparison], rounds: int) -> None:
    if any(each.name == "postgres" for each in compared):
        await _beside_ejabberd(run, compared, rounds)
    else:
        await messages.measure(run, compared, rounds)


async def _beside_ejabberd(run: Run, compared: list[messages.Comparison], rounds: int) -> None:
    if reason := ejabberd.missing():
        run.samples.note(f"PostgreSQL beside ejabberd: not measured, {reason}.")
        return await messages.measure(run, [each for each in compared if each.name != "postgres"], rounds)
    async with postgres() as server:
        await server.run("postgres", f"CREATE DATABASE {MODEL}")
        world = await make_world(run.folder, PAIRS, url=server.named(MODEL))
        await ejabberd.prepare(server, 2 * PAIRS)
        run.shared = Shared(server, world)
        await messages.measure(run, compared, rounds)


async def _world(folder: Path) -> World:
    return await make_world(tools.folder(folder / "world"), PAIRS)


async def _office(folder: Path) -> World:
    lookers = idle.WARM + idle.COUNT
    return await make_world(tools.folder(folder / "office"), 50, lookers, operators_each=50, asking=1)


if __name__ == "__main__":
    sys.exit(main())
