"""What a long history costs: pages and lists of a database with ten million entries beside ten thousand, the start
after a kill, the bytes of a message."""

import asyncio
import shutil
import sqlite3
import time
from contextlib import AsyncExitStack, closing
from pathlib import Path

from bench.load.dialects import Dialect, asking
from bench.load.job import HOLE
from bench.people import FILE
from bench.processes import Child, Failed, child, free_port, listens, python
from bench.run import Run
from bench.servers import samovar

SIZES = {"long": 1_000_000, "short": 1_000}
"""Conversations, each of ten entries."""
FILL_SECONDS = 500.0
NEEDED_BYTES = 10_000_000_000
SECONDS = 1.0
UNTIL = 1080.0


async def measure(run: Run, rounds: int) -> None:
    """Both databases are served at the same time and asked in turns."""
    if shutil.disk_usage(run.folder).free < NEEDED_BYTES:
        run.samples.note("History: not measured, for there are less than 10 GB free here.")
        return
    folders = {name: await _filled(run, size) for name, size in SIZES.items()}
    _weigh(run, folders["long"] / FILE)
    async with AsyncExitStack() as stack:
        loads: dict[tuple[str, str], Child] = {}
        for name, folder in folders.items():
            serving = await stack.enter_async_context(samovar(folder))
            for question, dialect in _questions(run).items():
                load = await stack.enter_async_context(run.load(serving, dialect))
                await load.ask("enter 1")
                loads[name, question] = load
        for number in run.rounds(rounds, UNTIL):
            await _ask(run, loads, list(SIZES)[:: -1 if number % 2 else 1])
    run.samples.add("start_after_kill_s", await _start(folders["long"]))


async def _filled(run: Run, size: int) -> Path:
    folder = run.copy(run.office)
    async with child(python("bench.filling", str(folder / FILE), str(size))) as filling:
        await filling.line(FILL_SECONDS)
    return folder


def _weigh(run: Run, file: Path) -> None:
    with closing(sqlite3.connect(file)) as database:
        count = database.execute("SELECT count(*) FROM entry").fetchone()[0]
    run.samples.add("database_gb", file.stat().st_size / 1e9)
    run.samples.add("database_mb_per_million", file.stat().st_size / count)
    run.samples.add("history.entries", count)


def _questions(run: Run) -> dict[str, Dialect]:
    talk = run.office.talks[0]
    page = b'{"t":"get","rid":"question-no-%b","conv":"%b"}' % (HOLE, talk.conv.encode())
    inbox = b'{"t":"list","rid":"question-no-%b","state":"open","limit":50}' % HOLE
    closed = b'{"t":"list","rid":"question-no-%b","state":"closed","limit":50}' % HOLE
    return {
        "page": asking(talk, page, b'{"t":"batch"'),
        "inbox": asking(talk, inbox, b'{"t":"page"'),
        "closed": asking(talk, closed, b'{"t":"page"'),
    }


async def _ask(run: Run, loads: dict[tuple[str, str], Child], names: list[str]) -> None:
    run.probe()
    for question in ("page", "inbox", "closed"):
        taken = {}
        for name in names:
            answer = await loads[name, question].ask(f"closed 0.3 {SECONDS} 0", 60)
            taken[name] = answer["p50_ms"]
            run.samples.add(f"{question}.{name}_ms", taken[name])
        run.samples.add(f"{question}.long_of_short", taken["long"] / taken["short"])


async def _start(folder: Path) -> float:
    """Seconds from the start of `samovar serve` to its first answer. The server before it was killed."""
    port, began = free_port(), time.monotonic()
    command = python("samovar", "serve", "--data", str(folder), "--port", str(port))
    async with child(command, {"SAMOVAR_LOG_LEVEL": "error"}):
        await listens("samovar serve", port)
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        answer = await reader.readline()
        writer.close()
        if b" 200 " not in answer:
            raise Failed(f"samovar serve answers {answer!r}")
        return time.monotonic() - began
