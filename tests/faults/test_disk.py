"""c4 (gate), c5, c6, c22: what a disk and its other users can do to the database while everybody writes."""

import asyncio
import contextlib
import re
import sqlite3
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx2
import pytest

from faults.checker import compare
from faults.figures import Figures, of
from faults.fleet import Fleet, crew
from faults.harm import failing, traced
from faults.pace import KILLED, REAL
from faults.people import house, visitor
from faults.supervisor import Supervisor, Zygote
from faults.waiting import World, waits
from house import SHOP, until
from peer import new_id

PER_SECOND = 100
SAID = of(20, 200)
"""Messages of the gate c4."""
REFUSED = of(40, 400)
"""Messages that must be told to wait while the disk is broken."""
COPIES = of(3, 20)
LOCKED = of(6, 10)
"""Seconds for which somebody else has the database; the server waits 5."""


@contextlib.asynccontextmanager
async def writing(server: Supervisor) -> AsyncIterator[tuple[Supervisor, Fleet, Counter[str]]]:
    """Eight people who write all the time, and how many refusals of each kind they hear; in the end all is well."""
    await server.start(traceable=None)
    heard: Counter[str] = Counter()
    async with Fleet.lives(server, crew(server, 6, 2, KILLED)) as fleet:
        for client in fleet.clients:
            client.hears = lambda frame: heard.update([frame["code"]] if frame["t"] == "no" else [])
        await fleet.begin()
        async with fleet.chatter(PER_SECOND):
            yield server, fleet, heard
        await fleet.level(60)
        found = await compare(server.url, fleet.clients)
    found.check()
    fleet.check_quiet(traces=True)
    assert fleet.acknowledged == fleet.written
    assert server.alive


async def nothing_acknowledged(fleet: Fleet, heard: Counter[str]) -> int:
    """While everybody is told to wait nobody is told that it is stored; how many were told."""
    await until(lambda: heard["unavailable"] >= 10, 30)
    before = fleet.acknowledged
    await until(lambda: heard["unavailable"] >= REFUSED, 60)
    assert fleet.acknowledged == before
    return heard["unavailable"]


async def can_read(server: Supervisor) -> None:
    """Somebody who comes now sees what is stored."""
    late = visitor(server, 0, KILLED, tab=1).start()
    await until(lambda: late.live and any(view.events for view in late.views.values()), 10)
    late.stop()


@pytest.mark.parametrize(
    ("case", "calls", "error"),
    [
        pytest.param("c5", "fdatasync,fsync", "EIO", id="c5-fsync-fails"),
        pytest.param("c5", "pwrite64", "EIO", id="c5-write-fails"),
        pytest.param("c6", "pwrite64,ftruncate,fallocate", "ENOSPC", id="c6-disk-full"),
    ],
)
async def test_c5_c6_a_broken_disk_stores_nothing_and_says_so(
    case: str, calls: str, error: str, zygote: Zygote, tmp_path: Path, figures: Figures
):
    async with writing(await house(zygote, tmp_path, 6, 2)) as (server, fleet, heard):
        async with failing(server.pid, tmp_path / "calls", calls, error):
            told = await nothing_acknowledged(fleet, heard)
            await can_read(server)
        before = fleet.acknowledged
        await until(lambda: fleet.acknowledged > before + 20, 30)
    figures.note(f"{case} {calls.split(',')[0]} {error}: told to wait, none acknowledged", told, f">= {REFUSED}")


async def test_c4_each_ack_comes_after_an_fdatasync_of_what_was_received(
    zygote: Zygote, tmp_path: Path, figures: Figures
):
    server = await (await house(zygote, tmp_path, 1)).start(traceable=None)
    out = tmp_path / "calls"
    mary, told = visitor(server, 0, REAL), Counter[str]()
    mary.hears = lambda frame: told.update([frame["t"]])
    mary.start().say("first")
    await until(lambda: told["ok"] == 1)
    async with traced(server.pid, out, "-s", "2000", "-e", "trace=read,write,writev,sendmsg,fdatasync"):
        for number in range(SAID):
            mary.say(f"message {number}")
            await until(lambda: told["ok"] == number + 2)  # noqa: B023
    mary.stop()
    assert synced(out.read_text("utf-8", "replace")) == SAID
    figures.note("c4 acknowledged after an fdatasync of what was received, %", 100.0, "100")


def synced(calls: str) -> int:
    """Messages that were received, then synced, then acknowledged. Raises where one was not."""
    came: dict[str, int] = {}
    number = syncs = 0
    for line in calls.splitlines():
        if re.search(r"fdatasync(\(\d+\)| resumed>\)) += 0", line):
            syncs += 1
        elif found := re.search(r'read(?:\(| resumed).*send\\",\\"cid\\":\\"([\w-]{16,})', line):
            came[found[1]] = syncs
        for cid in re.findall(r'ok\\",\\"cid\\":\\"([\w-]{16,})', line):
            assert syncs > came[cid], line
            number += 1
    return number


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Inside, somebody else is writing to the database."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


@waits
async def test_c22_a_locked_database_makes_people_wait_and_nothing_else(world: World) -> None:
    async with writing(await world.house(6, 2)) as (server, fleet, heard):
        with locked(server.folder / "samovar.db"):
            began = time.monotonic()
            await until(lambda: fleet.total("breaks") > 0 or all(c.outbox.waiting for c in fleet.visitors), 10)
            before = fleet.acknowledged
            await until(lambda: heard["unavailable"] > 0, 30)
            waited = time.monotonic() - began
            await can_read(server)
            status = await starting(server)
            await asyncio.sleep(max(0.0, LOCKED - (time.monotonic() - began)))
            assert fleet.acknowledged == before
        await until(lambda: fleet.acknowledged > before + 30, 30)
    assert status == 503
    world.figures.note("c22 locked: told to come back after, s", waited, "5 (busy timeout)")


async def starting(server: Supervisor) -> int:
    """The status with which a page load is answered that has to be stored."""
    page = {"url": f"{SHOP}/", "title": "", "referrer": ""}
    async with httpx2.AsyncClient(trust_env=False) as browser:
        answer = await browser.post(
            f"http://127.0.0.1:{server.port}/widget/start", headers={"Origin": SHOP}, timeout=30,
            json={"key": "shop", "visit": new_id(), "page": page},
        )  # fmt: skip
    return answer.status_code


async def test_c22_copies_are_made_while_everybody_writes(zygote: Zygote, tmp_path: Path, figures: Figures):
    async with writing(await house(zygote, tmp_path, 6, 2)) as (server, fleet, heard):
        for number in range(COPIES):
            before = fleet.acknowledged
            await asyncio.to_thread(vacuum, server.folder / "samovar.db", tmp_path / f"copy{number}.db")
            await until(lambda: fleet.acknowledged > before + 10, 30)  # noqa: B023
    assert heard["unavailable"] == 0
    figures.note("c22 copies made under load, nobody told to wait", COPIES)


def vacuum(path: Path, to: Path) -> None:
    """Copy it whole; the copy is sound."""
    with contextlib.closing(sqlite3.connect(path)) as source:
        source.execute("VACUUM INTO ?", (str(to),))
    with contextlib.closing(sqlite3.connect(to)) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
