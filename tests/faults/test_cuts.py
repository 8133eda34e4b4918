"""c9, c11: connections cut at each byte; frames that come twice or in the wrong order."""

import random
from collections.abc import Iterable
from pathlib import Path

import pytest

from faults.checker import compare
from faults.client import Client
from faults.figures import Figures, of
from faults.fleet import Fleet, crew
from faults.lifeline import Frame
from faults.pace import KILLED, Pace
from faults.people import house, operator, visitor
from faults.proxy import Proxy, Way, Weather, text_of
from faults.supervisor import Zygote
from house import until

AT_ONCE = Pace(first=0.002, longest=0.01, herd=False, tick=0.02, gap=0.05)
STEP = of(24, 1)


class Rows:
    """How far the list of a visitor has come, by what he is told of it."""

    def __init__(self) -> None:
        self.seq = 0

    def hear(self, frame: Frame) -> None:
        told = frame.get("rows", [frame["row"]] if "row" in frame else [])
        self.seq = max([self.seq, *(row["seq"] for row in told)])


async def exchange(fleet: Fleet, client: Client, rows: Rows) -> None:
    """One message, until all that follows of it has arrived: answer, own copy, row of the list."""
    cid = fleet.says(client)
    await until(lambda: cid in client.outbox.ledger and rows.seq >= client.outbox.ledger[cid].seq, 20)
    await fleet.level()


async def length_of(way: Way, proxy: Proxy, fleet: Fleet, client: Client, rows: Rows) -> int:
    """The bytes of one exchange."""
    sizes = []
    for _ in range(3):
        proxy.becomes()
        await exchange(fleet, client, rows)
        sizes.append(proxy.carried[way])
    return min(sizes)


@pytest.mark.timeout(of(120, 900))
@pytest.mark.parametrize("way", ["up", "down"])
async def test_c9_cut_at_each_byte_of_an_exchange(way: Way, zygote: Zygote, tmp_path: Path, figures: Figures):
    server = await (await house(zygote, tmp_path, 1, 1)).start()
    mary, anna = visitor(server, 0, AT_ONCE), operator(server, 0, AT_ONCE)
    mary.tells_got = False  # So that nothing but the send goes up.
    rows = Rows()
    mary.hears = rows.hear
    async with Proxy.before(server.port) as proxy:
        mary.port = proxy.port
        async with Fleet.lives(server, [mary, anna]) as fleet:
            await fleet.begin()
            offsets = range(0, await length_of(way, proxy, fleet, mary, rows) + 1, STEP)
            for offset in offsets:
                proxy.becomes(Weather(cut=(way, offset)))
                await exchange(fleet, mary, rows)
            found = await compare(server.url, fleet.clients)
    once = len(mary.outbox.ledger) / fleet.numbers[mary.name] * 100
    figures.note(f"c9 {way}: offsets", len(offsets))
    figures.note(f"c9 {way}: cuts", mary.counts["breaks"])
    figures.note(f"c9 {way}: exactly once, %", once if not found.lost and not found.doubled else 0.0, "100")
    found.check()
    fleet.check_quiet()
    assert once == 100
    assert mary.counts["breaks"] >= 0.8 * len(offsets)


ENTRIES = (b'"t":"ev"', b'"t":"ok"', b'"t":"batch"')


class Odd:
    """Changes one direction of one connection, each third frame of some kinds."""

    kinds: tuple[bytes, ...] = ENTRIES
    done = 0
    """So many of all connections of this class."""

    def __init__(self) -> None:
        self.late: list[bytes] = []

    def fits(self, frame: bytes) -> bool:
        return any(kind in text_of(frame)[:60] for kind in self.kinds) and random.random() < 0.33

    def free(self) -> list[bytes]:
        """What waited, now that another frame has passed."""
        late, self.late = self.late, []
        type(self).done += len(late)
        return late


class Twice(Odd):
    """A frame comes once more, after the next one."""

    def __call__(self, frames: list[bytes]) -> Iterable[bytes]:
        for frame in frames:
            yield frame
            yield from self.free()
            if self.fits(frame):
                self.late.append(frame)


class Swapped(Odd):
    """A frame is overtaken by the next one."""

    def __call__(self, frames: list[bytes]) -> Iterable[bytes]:
        for frame in frames:
            if not self.late and self.fits(frame):
                self.late.append(frame)
                continue
            yield frame
            yield from self.free()


@pytest.mark.timeout(of(60, 300))
@pytest.mark.parametrize(
    ("way", "odd", "kinds"),
    [
        pytest.param("down", Twice, ENTRIES, id="c11-twice-from-the-server"),
        pytest.param("down", Swapped, ENTRIES, id="c11-swapped-from-the-server"),
        pytest.param("up", Twice, (b'"t":"send"', b'"t":"get"'), id="c11-twice-from-the-client"),
        pytest.param("up", Swapped, (b'"t":"got"', b'"t":"get"'), id="c11-swapped-from-the-client"),
    ],
)
async def test_c11_frames(way: Way, odd: type[Odd], kinds: tuple[bytes, ...], zygote: Zygote, tmp_path: Path):
    changes = type("Changes", (odd,), {"kinds": kinds})
    server = await (await house(zygote, tmp_path, 4, 2)).start()
    async with Proxy.before(server.port) as proxy, Fleet.lives(server, crew(server, 4, 2, KILLED)) as fleet:
        await fleet.begin()
        for client in fleet.clients:
            client.port = proxy.port
        proxy.becomes(Weather(**{way: changes}))
        await server.end()
        await server.start()
        enough = fleet.acknowledged + of(400, 4000)
        async with fleet.chatter(300):
            await until(lambda: fleet.acknowledged >= enough and changes.done >= of(20, 200), of(60, 300))
        await fleet.level()
        found = await compare(server.url, fleet.clients)
    repeats = sum(view.repeats for client in fleet.clients for view in client.views.values())
    dups = sum(client.outbox.dups for client in fleet.clients)
    assert odd is Swapped or (repeats if way == "down" else dups) > 0
    found.check()
    fleet.check_quiet()
    assert fleet.acknowledged == fleet.written
