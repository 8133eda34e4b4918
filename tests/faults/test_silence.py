"""c7, c8, c10, c12, c19, c33: lines that are silent, slow or gone, and machines that sleep. The short set has spans and
the protocol's own constants ten times shorter; the full set the real ones."""

import asyncio
import signal
import time
from statistics import quantiles

from faults.checker import compare, stored
from faults.client import Client
from faults.figures import of
from faults.fleet import Fleet, crew
from faults.people import operator, visitor
from faults.proxy import Proxy, Weather
from faults.waiting import PACE, REAL, SHORT, World, through, waits
from house import until

MACHINE = 1.0
"""Seconds that a busy machine may add to a span."""
BOTH = Weather(lost=frozenset({"up", "down"}))


async def kept(fleet: Fleet) -> None:
    """The promise, at rest."""
    await fleet.level(60)
    (await compare(fleet.server.url, fleet.clients)).check()
    fleet.check_quiet()
    assert fleet.acknowledged == fleet.written


@waits
async def test_c7_what_the_server_says_is_lost(world: World) -> None:
    server = await world.server(6, 2)
    async with (
        Proxy.before(server.port) as proxy,
        Fleet.lives(server, through(proxy, *crew(server, 6, 2, PACE))) as fleet,
    ):
        await fleet.begin()
        began = time.monotonic()
        proxy.becomes(Weather(lost=frozenset({"down"})))
        for client in fleet.visitors:
            fleet.says(client)
        await until(lambda: all(client.counts["silent"] for client in fleet.clients), 60)
        found = time.monotonic() - began
        proxy.becomes()
        await kept(fleet)
    world.figures.span("c7 found by the client, s", found, 25 * SHORT, grace=MACHINE)


@waits
async def test_c7_what_the_client_says_is_lost(world: World) -> None:
    """The client's end is lost too: the server has to find by itself that nobody is there."""
    server = await world.server(6, 2)
    async with (
        Proxy.before(server.port) as proxy,
        Fleet.lives(server, through(proxy, *crew(server, 6, 2, PACE))) as fleet,
    ):
        await fleet.begin()
        proxy.ends.clear()
        began = time.monotonic()
        proxy.becomes(Weather(lost=frozenset({"up"})))
        for client in fleet.visitors:
            fleet.says(client)
        await until(lambda: sum(way == "down" for way, _ in proxy.ends) == len(fleet.clients), 90)
        found = time.monotonic() - began
        proxy.becomes()
        await kept(fleet)
    world.figures.span("c7 found by the server, s", found, 40 * SHORT, grace=MACHINE)


async def parted(world: World, seconds: float) -> tuple[Fleet, float]:
    """Everybody is cut off for so long, and writes meanwhile; seconds until all are level afterwards."""
    server = await world.server(4, 2)
    async with (
        Proxy.before(server.port) as proxy,
        Fleet.lives(server, through(proxy, *crew(server, 4, 2, PACE))) as fleet,
    ):
        await fleet.begin()
        proxy.becomes(BOTH)
        for client in fleet.visitors * 3:
            fleet.says(client)
        await asyncio.sleep(seconds)
        assert sum(len(client.outbox.waiting) for client in fleet.clients) == 12
        proxy.becomes()
        began = time.monotonic()
        await fleet.level(60)
        span = time.monotonic() - began
        await kept(fleet)
    return fleet, span


@waits
async def test_c8_parted_for_a_second(world: World) -> None:
    """Nobody gives up for that."""
    fleet, _ = await parted(world, 1.0 * SHORT)
    assert fleet.total("breaks") == 0


@waits
async def test_c8_parted_for_two_minutes(world: World) -> None:
    fleet, span = await parted(world, 120.0 * SHORT)
    assert fleet.total("silent") >= len(fleet.clients)
    world.figures.note("c8 level after two minutes parted, s", span, "<= 30, the longest delay")


@waits
async def test_c10_late_lossy_and_thin(world: World) -> None:
    """300 ms ± 200 each way, 5 % sent again, 32 kbit/s; with the real constants in both sets."""
    server = await world.server(4, 1)
    async with Proxy.before(server.port) as proxy, Fleet.lives(server, crew(server, 4, 1, REAL)) as fleet:
        await fleet.begin()
        through(proxy, *fleet.clients)
        await server.end()
        await server.start()
        proxy.becomes(Weather(delay=0.3, jitter=0.2, loss=0.05, rate=32_000))
        await fleet.level()
        before, known = fleet.total("breaks"), fleet.acknowledged
        async with fleet.chatter(3):
            await asyncio.sleep(of(15, 90))
        await kept(fleet)
    took = [said.took for client in fleet.clients for said in client.outbox.ledger.values()][known:]
    p95 = quantiles(took, n=20)[18]
    world.figures.note("c10 false reconnects", fleet.total("breaks") - before, "0")
    assert fleet.total("breaks") == before
    world.figures.span("c10 ack p95, s", p95, 3)


@waits
async def test_c12_a_proxy_ends_idle_connections_after_a_minute(world: World) -> None:
    """The heartbeat keeps the line."""
    fleet = await idle_behind_a_proxy(world, limit=60 * SHORT, span=80 * SHORT)
    assert fleet.total("breaks") == 0


@waits
async def test_c12_a_proxy_ends_them_before_the_heartbeat(world: World) -> None:
    """Coming back is silent."""
    fleet = await idle_behind_a_proxy(world, limit=8 * SHORT, span=40 * SHORT)
    assert fleet.total("breaks") > 0


async def idle_behind_a_proxy(world: World, limit: float, span: float) -> Fleet:
    server = await world.server(2, 1)
    async with (
        Proxy.before(server.port) as proxy,
        Fleet.lives(server, through(proxy, *crew(server, 2, 1, PACE))) as fleet,
    ):
        await fleet.begin()
        proxy.becomes(Weather(silent_for=limit))
        await asyncio.sleep(span)
        for client in fleet.visitors:
            fleet.says(client)
        await kept(fleet)
    return fleet


@waits
async def test_c19_the_server_stands_still(world: World) -> None:
    server = await world.server(6, 2)
    async with Fleet.lives(server, crew(server, 6, 2, PACE)) as fleet:
        await fleet.begin()
        async with fleet.chatter(30):
            await asyncio.sleep(1)
            server.tell(signal.SIGSTOP)
            await asyncio.sleep(30 * SHORT)
            server.tell(signal.SIGCONT)
            await asyncio.sleep(1)
        began = time.monotonic()
        await kept(fleet)
        span = time.monotonic() - began
        online = await presences(fleet.operators[0])
    world.figures.note("c19 level after 30 s of standing still, s", span)
    assert all(online[name] == "online" for name in ("operator-000000-0", "operator-000001-0"))


async def presences(client: Client) -> dict[str, str]:
    """Colleagues as a console shows them, freshly loaded."""
    told: asyncio.Future[dict[str, str]] = asyncio.get_running_loop().create_future()

    def hear(frame: dict[str, object]) -> None:
        if frame["t"] == "people" and not told.done():
            people = frame["people"]
            assert isinstance(people, list)
            told.set_result({each["id"]: each.get("presence", "offline") for each in people})

    client.hears = hear
    assert client.line is not None
    client.line.close()
    return await asyncio.wait_for(told, 30)


async def asleep(world: World, seconds: float, dead: bool) -> tuple[Client, float]:
    """A laptop sleeps while the other side writes. Seconds until level after waking; `dead`: the line has been
    forgotten on the way, and nobody says so."""
    server = await world.server(1, 1)
    async with Proxy.before(server.port) as proxy:
        mary, anna = visitor(server, 0, PACE), operator(server, 0, PACE)
        async with Fleet.lives(server, [*through(proxy, mary), anna]) as fleet:
            await fleet.begin()
            mary.sleep()
            if dead:
                proxy.becomes(BOTH)
            for _ in range(20):
                fleet.says(anna, mary.conv)
            await asyncio.sleep(seconds)
            mary.port = server.port
            began = time.monotonic()
            mary.wake()
            await until(lambda: mary.level and len(mary.views[mary.conv].bodies) == 21, 30)
            span = time.monotonic() - began
            await kept(fleet)
    return mary, span


@waits
async def test_c33_wakes_after_a_short_sleep(world: World) -> None:
    mary, span = await asleep(world, 15 * SHORT, dead=False)
    assert mary.counts["breaks"] == 0
    world.figures.span("c33 level after a short sleep, s", span, 3)


@waits
async def test_c33_wakes_after_the_server_has_given_up(world: World) -> None:
    mary, span = await asleep(world, 90 * SHORT, dead=False)
    assert mary.counts["breaks"] == 1
    world.figures.span("c33 level after a long sleep, s", span, 3)


@waits
async def test_c33_wakes_with_a_line_that_only_seems_to_live(world: World) -> None:
    """The deadline of the first ping, then a new line."""
    _, span = await asleep(world, 20 * SHORT, dead=True)
    world.figures.span("c33 level after a sleep that broke the line unseen, s", span, 3, grace=1)


@waits
async def test_c7_nothing_is_told_live_and_whoever_comes_back_has_all(world: World) -> None:
    """Only the live path is broken: what is stored reaches everybody who asks, and nobody is told to start over."""
    server = await world.server(3, 1)
    async with (
        Proxy.before(server.port) as proxy,
        Fleet.lives(server, through(proxy, *crew(server, 3, 1, PACE))) as fleet,
    ):
        await fleet.begin()
        await server.end()
        await server.start(dumb=True)
        await fleet.level_lines(30)
        for client in fleet.clients * 3:
            fleet.says(client, next(iter(client.views)))
        await fleet.level()
        before = fleet.total("welcomes")
        await proxy.cut()
        await until(lambda: fleet.total("welcomes") == before + len(fleet.clients), 30)
        await kept(fleet)


@waits
async def test_c7_an_operator_vanishes_and_his_silent_talk_waits_again(world: World) -> None:
    """No end of his line is seen. Offline by lease, then the rule of the trade."""
    away = 2.0 * (1 if SHORT == 1 else 0.025)
    server = await world.server(1, 2, site={"away_minutes": away})
    offline, waiting = asyncio.Event(), asyncio.Event()

    def hear(frame: dict[str, object]) -> None:
        if frame["t"] == "people":
            gone = [each["id"] for each in frame["people"] if each.get("presence", "offline") == "offline"]  # type: ignore[attr-defined]
            if "operator-000000-0" in gone:
                offline.set()
        elif frame["t"] == "summary" and offline.is_set() and frame["row"]["state"] == "waiting":  # type: ignore[index]
            waiting.set()

    async with Proxy.before(server.port) as proxy:
        mary, anna, ivan = visitor(server, 0, PACE), operator(server, 0, PACE), operator(server, 1, PACE)
        async with Fleet.lives(server, [mary, *through(proxy, anna), ivan]) as fleet:
            await fleet.level()
            fleet.says(mary)
            await fleet.level()
            await anna.command("claim", mary.conv)
            fleet.says(mary)
            await fleet.level()
            ivan.hears = hear
            began = time.monotonic()
            proxy.becomes(BOTH)
            await asyncio.wait_for(offline.wait(), 90)
            gone = time.monotonic() - began
            await asyncio.wait_for(waiting.wait(), 200)
            back = time.monotonic() - began - gone
            proxy.becomes()
            await fleet.level(60)
            [released] = [entry for entry in await stored(server.url) if entry.kind == "released"]
    assert released.data["reason"] == "owner_offline" and released.author == "system"
    world.figures.span("vanished operator offline, s", gone, 60 * SHORT, grace=2 * MACHINE)
    world.figures.span("his talk waits after more, s", back, away * 60, least=away * 60 - 1, grace=7)
