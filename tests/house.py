"""Houses for tests: real servers on free ports in the test's own loop, with people and channels already in."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from socket import SO_SNDBUF, SOL_SOCKET
from typing import TYPE_CHECKING, Any

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select

from samovar import serve
from samovar.app import App, create_app
from samovar.clockwork import Spans
from samovar.domain.channels.cities import fold
from samovar.domain.conversation.timers import Timers
from samovar.domain.people.links import digest
from samovar.live.presence import GRACE
from samovar.settings import Limits, Settings
from samovar.storage.engine.database import Database, Session
from samovar.storage.engine.schema import migrate
from samovar.storage.engine.writer import Single
from samovar.storage.tables import Channel, City, Membership, Operator, OperatorSession, Site, utc_now

if TYPE_CHECKING:
    from peer import Peer

SHOP = "http://shop.example"
KEY = "k" * 43
NO_WAIT = Spans(drain=0.0, settle=0.0)
"""Nobody here waits for the last words of a stopping server, nor for people of a server before this one, but the tests
about them."""
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""Nor for passwords to be hashed well."""
LIMITS = Limits(
    frames_burst=1000, frames_per_second=1000, messages_burst=1000, messages_per_second=1000, messages_per_day=100_000,
    conversations_per_half_day=100_000, starts_per_hour=100_000, sockets_visitor=100, sockets_address=5000,
)  # fmt: skip


@dataclass
class Clock:
    """The clocks of a house, which tests move: the one on the wall, and the one of who is here."""

    ahead: timedelta = field(default_factory=timedelta)
    seconds: float = 0.0
    stopped: float | None = None
    """When the second one was stopped: then it goes on as tests say, and not by itself."""

    def __call__(self) -> datetime:
        return utc_now() + self.ahead

    def monotonic(self) -> float:
        return (self.stopped or time.monotonic()) + self.seconds

    def stop(self) -> None:
        self.stopped = time.monotonic()


def people(session: Session) -> None:
    """Moscow with Anna and Ivan, Kazan with Timur, an administrator; each signed in by a known secret."""
    site = Site(id="site-of-the-shop00", key="shop", name="Ольха", origins=[SHOP], settings={"delay_ms": 25_000})
    later = utc_now() + timedelta(milliseconds=1)
    other = Site(id="another-site-here0", key="other", name="Чужой", origins=["http://other.example"], created_at=later)
    session.add_all([site, other])
    session.flush()
    for name, aliases in {
        "moscow": ["Москва", "Moscow", "мск"],
        "kazan": ["Казань"],
        "elsewhere": ["Другой"],
    }.items():
        owner = other if name == "elsewhere" else site
        channel = Channel(id=f"channel-{name}-0000", site_id=owner.id, name=aliases[0], fallback=name == "moscow")
        session.add(channel)
        session.flush()
        session.add_all(
            City(site_id=owner.id, channel_id=channel.id, spelling=fold(alias), name=aliases[0]) for alias in aliases
        )
    for name, channel in {
        "anna": "moscow",
        "ivan": "moscow",
        "timur": "kazan",
        "marina": "",
        "stranger": "elsewhere",
    }.items():
        role = "administrator" if name == "marina" else "operator"
        title = {"anna": "Анна", "ivan": "Иван", "timur": "Тимур", "marina": "Марина"}.get(name, name)
        session.add(Operator(id=f"operator-{name}-000", name=title, email=f"{name}@olha.example", role=role))
        session.flush()
        if channel:
            session.add(Membership(operator_id=f"operator-{name}-000", channel_id=f"channel-{channel}-0000"))
        ends = utc_now() + timedelta(days=3650)
        session.add(OperatorSession(id=digest(f"secret-{name}"), operator_id=f"operator-{name}-000", ends_at=ends))


@dataclass
class Running:
    """A house that listens."""

    house: App
    port: int
    clock: Clock
    settings: Settings
    stop: asyncio.Event
    """What a SIGTERM would set off."""
    guests: list[Any] = field(default_factory=list)
    """Sockets that somebody has opened here; those left open are cut at the end."""
    peers: list["Peer"] = field(default_factory=list)
    """People who have said hello here."""

    @property
    def http(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def timers(self) -> Timers:
        """Timers of this house that nobody but a test winds up."""
        services = self.house.services
        return Timers(
            services.desk, services.database, services.hub, services.directory, services.operators, services.visitors,
            services.tokens.for_letter,
        )  # fmt: skip

    @property
    def ws(self) -> str:
        return f"ws://127.0.0.1:{self.port}"

    async def has_gone(self, person: str) -> None:
        """Their connections have ended, and nobody expects them back at once any more."""
        services = self.house.services
        await until(lambda: not services.operators.connected(person) and not services.visitors.connected(person))
        self.clock.seconds += GRACE + 1

    def flush(self) -> None:
        """What waits for its moment is told now."""
        services = self.house.services
        for each in (services.marks, services.desk.publisher.throttle, services.teams.throttle):
            each.flush()

    async def settle(self) -> None:
        """What people have sent is carried out, stored and told, also what would be told a moment later. Twice, since
        one thing leads to another: a mark to a row, a row to something that has to be read."""
        for _ in range(2):
            for peer in list(self.peers):
                await peer.is_heard()
            self.flush()
            await self.house.writer.run(lambda session: None)
            self.flush()
            await self.house.services.database.idle()


Within = Callable[..., contextlib.AbstractAsyncContextManager[Running]]
"""Limits by name → a house that has them."""


def settings_for(folder: Path, port: int, database: str = "", **more: object) -> Settings:
    base = Settings(
        data=folder, secret=KEY, url=f"http://127.0.0.1:{port}", port=port, database=database, limits=LIMITS
    )
    return replace(base, **more)  # type: ignore[arg-type]


async def fill(url: str, work: Callable[[Session], None] = people) -> None:
    """Migrate a database and put people in."""
    database = Database(url)
    await migrate(database)
    await database.write(work)
    await database.close()


@contextlib.asynccontextmanager
async def running(
    folder: Path, database: str = "", *, filled: bool = True, work: Callable[[Session], None] = people,
    politely: bool = False, spans: Spans = NO_WAIT, hasher: PasswordHasher | None = QUICK, **more: object,
) -> AsyncIterator[Running]:  # fmt: skip
    """A house with people in it, listening on a free port of this loop. `politely`: stops as in life."""
    socket = serve.listen("127.0.0.1", 0)
    # The kernel would take megabytes before a peer who does not read is felt.
    socket.setsockopt(SOL_SOCKET, SO_SNDBUF, 32 * 1024)
    port = socket.getsockname()[1]
    settings = settings_for(folder, port, database, **more)
    if filled:
        await fill(settings.database_url, work)
    clock = Clock()
    house = create_app(settings, clock, spans=spans, seconds=clock.monotonic, hasher=hasher)
    serving = serve.server(house, settings)
    serving.capture_signals = contextlib.nullcontext  # type: ignore[method-assign]
    # uvicorn's own loop looks ten times a second whether it should stop, and then whether all have gone.
    stop = asyncio.Event()
    serving.main_loop = stop.wait  # type: ignore[method-assign,assignment]
    if not politely:
        serving.shutdown = lambda sockets: at_once(serving)  # type: ignore[method-assign]
    task = asyncio.create_task(serving.serve(sockets=[socket]))
    while not serving.started:
        await asyncio.sleep(0.005)
        if task.done():
            await task
    made = Running(house, port, clock, settings, stop)
    try:
        yield made
    finally:
        for guest in made.guests:
            guest.transport.abort()
            await guest.wait_closed()
        stop.set()
        await task


async def at_once(serving: serve.Server) -> None:
    """Stop without a word."""
    for each in serving.servers:
        each.close()
    for connection in list(serving.server_state.connections):
        connection.shutdown()
    await until(lambda: not serving.server_state.connections and not serving.server_state.tasks)
    await serving.lifespan.shutdown()


@contextlib.asynccontextmanager
async def one_group(at: Running, size: int) -> AsyncIterator[None]:
    """What is sent inside is committed in one group: the writer is kept busy until so much waits for it."""
    writer, database, free = at.house.writer, at.house.services.database, asyncio.Event()
    write = database.write

    async def busy(work: Callable[[Session], object]) -> object:
        await free.wait()
        return await write(work)

    database.write = busy  # type: ignore[method-assign,assignment]
    writer.submit(Single(lambda session: None, lambda outcome: None))
    await asyncio.sleep(0)
    try:
        yield
        await queued(at, size)
    finally:
        database.write = write  # type: ignore[method-assign]
        free.set()


async def queued(at: Running, number: int) -> None:
    """So many pieces of work wait for the writer."""
    await until(lambda: at.house.writer.waiting >= number)


async def until(holds: Callable[[], bool], within: float = 5.0) -> None:
    """Wait for something that nobody announces."""
    async with asyncio.timeout(within):
        while not holds():  # noqa: ASYNC110
            await asyncio.sleep(0.002)


def after(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Tokens are read so much later than they were made."""
    now = time.time() + seconds
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: now)


async def count(at: Running, table: Any) -> int:
    """How many rows a table has."""
    counting = select(func.count()).select_from(table)
    return await at.house.services.database.read(lambda session: session.execute(counting).scalar_one())
