"""c2, c3: the server dies at named points of a message's way, again and again."""

import random
import signal
from pathlib import Path

import pytest

from faults.checker import compare
from faults.figures import Figures, of
from faults.fleet import Fleet, crew
from faults.pace import KILLED
from faults.people import house
from faults.supervisor import Supervisor, Zygote

RUNS = of(4, 20)
PER_SECOND = 200
NEVER_STORED, STORED_UNSEEN, STORED_TOLD = "never stored", "stored, nobody told", "stored, somebody told"


async def die(server: Supervisor, fleet: Fleet, point: str) -> tuple[int, int]:
    """One death there, and back to level; how many messages were answered as known already, and had been sent."""
    await server.end(signal.SIGKILL)
    await server.start(**{point: random.randint(1, 12)})
    async with fleet.chatter(PER_SECOND):
        assert await server.ended(60) == -signal.SIGKILL, server.said()
        before = sum(client.outbox.dups for client in fleet.clients)
        waiting = sum(each.tries > 0 for client in fleet.clients for each in client.outbox.waiting.values())
    await server.start()
    await fleet.level()
    return sum(client.outbox.dups for client in fleet.clients) - before, waiting


@pytest.mark.timeout(of(300, 1200))
@pytest.mark.parametrize(
    ("point", "fate"),
    [
        pytest.param("received", NEVER_STORED, id="c3-before-the-writer"),
        pytest.param("written", NEVER_STORED, id="c3-before-the-commit"),
        pytest.param("committed", STORED_UNSEEN, id="c2-before-anybody-is-told"),
        pytest.param("published", STORED_TOLD, id="c2-between-publish-and-ack"),
        pytest.param("acknowledged", STORED_TOLD, id="c2-after-one-ack-of-a-group"),
    ],
)
async def test_c2_c3_dies_at(point: str, fate: str, zygote: Zygote, tmp_path: Path, figures: Figures):
    server = await (await house(zygote, tmp_path, 6, 2)).start()
    async with Fleet.lives(server, crew(server, 6, 2, KILLED)) as fleet:
        await fleet.begin()
        runs = deaths = 0
        while runs < RUNS:
            dups, sent = await die(server, fleet, point)
            assert sent > 0
            # What was committed and not answered is sent again, and found. A write need not hold a message: such a
            # death does not count.
            runs, deaths = runs + (dups > 0 or fate != STORED_UNSEEN), deaths + 1
            assert deaths <= RUNS * 3
        found = await compare(server.url, fleet.clients)
    figures.note(f"c2 c3 {point}: runs", RUNS, "20")
    figures.note(f"c2 c3 {point}: lost, doubled, disordered, gaps", sum(found.counts().values()), "0")
    found.check()
    fleet.check_quiet()
    assert fleet.acknowledged == fleet.written
