"""Messages: stored, delivered and acknowledged, beside the same server without storing and a plain relay."""

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.people import FILE, World
from bench.processes import Failed, load, server
from bench.report import Samples

PAIRS = 200
SECONDS = 2.0
RATE, RATE_SECONDS = 200, 3.0
WITHIN = 60.0
PER_RUN = ("per_second", "p50_ms", "p99_ms", "cpu_us", "load_busy")


@dataclass(frozen=True, slots=True)
class Subject:
    """A server under load. `house`: how Samovar runs, None for a relay of another make."""

    name: str
    house: str | None


SUBJECTS = (Subject("stored", ""), Subject("unstored", "forgetful"), Subject("plain", None))


async def measure(world: World, number: int, samples: Samples) -> None:
    """One round: all subjects, in turns forwards and backwards."""
    found = {each.name: await _run(world, each, number) for each in SUBJECTS[:: -1 if number % 2 else 1]}
    for name, figures in found.items():
        for figure in PER_RUN:
            samples.add(f"{name}.{figure}", figures[figure])
    stored, unstored, plain = (found[each.name]["per_second"] for each in SUBJECTS)
    samples.add("stored_of_unstored", stored / unstored)
    samples.add("stored_of_plain", stored / plain)
    samples.add("unstored_of_plain", unstored / plain)


async def _run(world: World, subject: Subject, number: int) -> dict[str, Any]:
    if subject.house is None:
        return await _loaded("bench.peers.relay")
    folder = world.copy(f"{subject.name}-{number}")
    before = _messages(folder)
    found = await _loaded("bench.house", str(folder), subject.house, world=str(world.folder))
    if subject.name == "stored":
        _check(found["messages"], _messages(folder) - before)
    return found


async def _loaded(module: str, *arguments: str, world: str = "") -> dict[str, Any]:
    async with server(module, *arguments) as serving:
        job = {
            "port": serving.port, "pid": serving.child.process.pid, "pairs": PAIRS, "seconds": SECONDS,
            "rate": RATE, "rate_seconds": RATE_SECONDS, "world": world,
        }  # fmt: skip
        async with load("talk", job) as talking:
            found: dict[str, Any] = json.loads(await talking.line(WITHIN))
            return found


def _messages(folder: Path) -> int:
    with closing(sqlite3.connect(folder / FILE)) as database:
        return int(database.execute("SELECT count(*) FROM entry WHERE kind = 'message'").fetchone()[0])


def _check(acknowledged: int, stored: int) -> None:
    """The server was killed after its last acknowledgement: all that it acknowledged must be there, once."""
    if acknowledged != stored:
        raise Failed(f"{acknowledged} messages were acknowledged and {stored} are stored: the figures mean nothing")
