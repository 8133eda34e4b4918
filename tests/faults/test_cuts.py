"""c9, c11: connections cut at each byte; frames that come twice or in the wrong order."""

import random
from collections.abc import Iterable
from pathlib import Path

import pytest

from faults.checker import compare
from faults.client import Client
from faults.figures import Figures, of
from faults.fleet import Fleet, crew
from faults.pace import KILLED, Pace
from faults.people import house, operator, visitor
from faults.proxy import Proxy, Way, Weather, text_of
from faults.supervisor import Zygote
from house import until

AT_ONCE = Pace(first=0.002, longest=0.01, herd=False, tick=0.02, hold=0.05)
STEP = of(24, 1)
SLACK = 8
"""Bytes more than the longest exchange seen, since numbers in it grow."""


async def exchange(fleet: Fleet, client: Client) -> None:
    """One message, until everybody is level with it."""
    fleet.says(client)
    await until(lambda: not client.outbox.waiting, 20)
    await fleet.level()


async def length_of(way: Way, proxy: Proxy, fleet: Fleet, client: Client) -> int:
    """The most bytes of one exchange, from the send to the last frame that follows of it."""
    sizes = []
    for _ in range(3):
        proxy.becomes()
        await exchange(fleet, client)
        sizes.append(proxy.carried[way])
    return max(sizes) + SLACK


@pytest.mark.timeout(of(120, 900))
@pytest.mark.parametrize("way", ["up", "down"])
async def test_c9_cut_at_each_byte_of_an_exchange(way: Way, zygote: Zygote, tmp_path: Path, figures: Figures):
    server = await (await house(zygote, tmp_path, 1, 1)).start()
    mary, anna = visitor(server, 0, AT_ONCE), operator(server, 0, AT_ONCE)
    async with Proxy.before(server.port) as proxy, Fleet.lives(server, [mary, anna]) as fleet:
        mary.port = proxy.port
        await fleet.begin()
        await proxy.cut()
        await fleet.level()
        offsets = range(0, await length_of(way, proxy, fleet, mary), STEP)
        for offset in offsets:
            proxy.becomes(Weather(cut=(way, offset)))
            await exchange(fleet, mary)
        found = await compare(server.url, fleet.clients)
    once = len(mary.outbox.ledger) / fleet.numbers[mary.name] * 100
    figures.note(f"c9 {way}: offsets", len(offsets))
    figures.note(f"c9 {way}: cuts", mary.counts["breaks"])
    figures.note(f"c9 {way}: exactly once, %", once if not found.lost and not found.doubled else 0.0, "100")
    found.check()
    fleet.check_quiet()
    assert once == 100
    assert mary.counts["breaks"] >= 0.8 * len(offsets)


class Twice:
    """Sends each third frame of these kinds once more, after the next one."""

    def __init__(self, *kinds: bytes) -> None:
        self.kinds = kinds
        self.done = 0
        self._again: list[bytes] = []

    def __call__(self, frames: list[bytes]) -> Iterable[bytes]:
        for frame in frames:
            yield frame
            yield from self._again
            self.done += len(self._again)
            fits = any(kind in text_of(frame)[:60] for kind in self.kinds)
            self._again = [frame] if fits and random.random() < 0.33 else []


class Swapped:
    """Lets some frames of these kinds wait for the next one to overtake."""

    def __init__(self, *kinds: bytes) -> None:
        self.kinds = kinds
        self.done = 0
        self._held: list[bytes] = []

    def __call__(self, frames: list[bytes]) -> Iterable[bytes]:
        for frame in frames:
            fits = any(kind in text_of(frame)[:60] for kind in self.kinds)
            if fits and not self._held and random.random() < 0.33:
                self._held.append(frame)
                continue
            yield frame
            self.done += len(self._held)
            yield from self._held
            self._held.clear()


ENTRIES = (b'"t":"ev"', b'"t":"ok"', b'"t":"batch"')


@pytest.mark.timeout(of(60, 300))
@pytest.mark.parametrize(
    ("way", "change"),
    [
        pytest.param("down", lambda: Twice(*ENTRIES), id="c11-twice-from-the-server"),
        pytest.param("down", lambda: Swapped(*ENTRIES), id="c11-swapped-from-the-server"),
        pytest.param("up", lambda: Twice(b'"t":"send"', b'"t":"get"'), id="c11-twice-from-the-client"),
        pytest.param("up", lambda: Swapped(b'"t":"got"', b'"t":"get"'), id="c11-swapped-from-the-client"),
    ],
)
async def test_c11_frames(way: Way, change: type[Twice] | type[Swapped], zygote: Zygote, tmp_path: Path):
    server = await (await house(zygote, tmp_path, 4, 2)).start()
    async with Proxy.before(server.port) as proxy, Fleet.lives(server, crew(server, 4, 2, KILLED)) as fleet:
        await fleet.begin()
        for client in fleet.clients:
            client.port = proxy.port
        changes = change()
        proxy.becomes(Weather(**{way: changes}))
        await server.end()
        await server.start()
        enough = fleet.acknowledged + of(400, 4000)
        async with fleet.chatter(300):
            await until(lambda: fleet.acknowledged >= enough, of(40, 200))
        await fleet.level()
        found = await compare(server.url, fleet.clients)
    assert changes.done > of(20, 200)
    if way == "down":
        repeats = sum(view.repeats for client in fleet.clients for view in client.views.values())
        assert repeats > 0 if isinstance(changes, Twice) else fleet.total("gaps") >= 0
    else:
        assert sum(client.outbox.dups for client in fleet.clients) > 0 or isinstance(changes, Swapped)
    found.check()
    fleet.check_quiet()
    assert fleet.acknowledged == fleet.written
