"""Many clients together: they write all the time, settle, and are asked what they have seen."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Iterable, Sequence

from faults.client import Client
from faults.pace import Pace
from faults.people import operator, visitor
from faults.supervisor import Supervisor
from house import until
from samovar.web.wire import CloseCode

AHEAD = 8
BUGS = {1002, 1007, CloseCode.TOO_BIG, CloseCode.BAD_FRAME, CloseCode.TOKEN, CloseCode.FORBIDDEN}
"""Close codes that no client of good manners is ever given."""


class Fleet:
    """Clients of one server; talks are between visitors and the operators that hold them."""

    def __init__(self, server: Supervisor, clients: Iterable[Client]) -> None:
        self.server = server
        self.clients = list(clients)
        self.numbers: dict[str, int] = {}
        """Client's name → the number of its next message."""

    @classmethod
    @contextlib.asynccontextmanager
    async def lives(cls, server: Supervisor, clients: Iterable[Client]) -> AsyncIterator["Fleet"]:
        """Everybody comes in, and leaves at the end."""
        fleet = cls(server, clients)
        for client in fleet.clients:
            client.start()
        try:
            yield fleet
        finally:
            fleet.stop()

    @property
    def visitors(self) -> list[Client]:
        return [client for client in self.clients if not client.notes]

    @property
    def operators(self) -> list[Client]:
        return [client for client in self.clients if client.notes]

    def stop(self) -> None:
        """All tabs are closed."""
        for client in self.clients:
            client.stop()

    async def level(self, within: float = 30.0) -> None:
        """Everybody is connected, has sent everything and knows of nothing missing."""
        try:
            await until(lambda: all(client.level for client in self.clients), within)
        except TimeoutError:
            late = [client for client in self.clients if not client.level]
            raise AssertionError(f"{len(late)} are not level, the first: {state(late[0])}") from None

    async def level_lines(self, within: float) -> None:
        """Everybody is connected."""
        await until(lambda: all(client.live for client in self.clients), within)

    def says(self, client: Client, conv: str = "") -> str:
        """The client's next message, numbered."""
        number = self.numbers[client.name] = self.numbers.get(client.name, 0) + 1
        return client.say(f"{client.name}: {number}", conv)

    async def begin(self, held: bool = True, within: float = 60.0) -> None:
        """Every visitor has a conversation, every conversation an operator who follows it."""
        for client in self.visitors:
            self.says(client)
        await self.level(within)
        if held and self.operators:
            await asyncio.gather(*(self._hold(number, client) for number, client in enumerate(self.visitors)))
            await self.level()

    async def _hold(self, number: int, client: Client) -> None:
        owner = self.operators[number % len(self.operators)]
        await owner.command("claim", client.conv)

    @contextlib.asynccontextmanager
    async def chatter(self, per_second: float) -> AsyncIterator[None]:
        """Inside, everybody writes: a message every 1/per_second in all, by whoever is not too far ahead."""
        writing = asyncio.create_task(self._chat(per_second))
        try:
            yield
        finally:
            writing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await writing

    async def _chat(self, per_second: float) -> None:
        loop, told = asyncio.get_running_loop(), 0
        began = loop.time()
        while True:
            await asyncio.sleep(0.01)
            due = int((loop.time() - began) * per_second)
            for _ in range(min(due - told, 50)):
                self._somebody()
            told = due

    def _somebody(self) -> None:
        """Bursts too: whoever is chosen writes up to three at once."""
        client = random.choice(self.clients)
        convs = list(client.locks) if client.notes else [client.conv]
        if convs and len(client.outbox.waiting) < AHEAD:
            self.says(client, random.choice(convs))

    @property
    def written(self) -> int:
        """Messages put into outboxes."""
        return sum(self.numbers.values())

    @property
    def acknowledged(self) -> int:
        return sum(len(client.outbox.ledger) for client in self.clients)

    def total(self, name: str) -> int:
        """A count of all clients together."""
        return sum(client.counts[name] for client in self.clients)

    def check_quiet(self, *, traces: bool = False) -> None:
        """Nobody was refused for ever, stopped or reset. `traces`: the server may have logged a failure."""
        refused = [answer for client in self.clients for answer in client.outbox.refused.values()]
        assert refused == [], refused[:3]
        assert [client.name for client in self.clients if client.stopped] == []
        assert self.total("resets") == 0
        faulty = [(client.name, client.closes) for client in self.clients if {*client.closes} & BUGS]
        assert faulty == []
        said = self.server.said()
        assert traces or "Traceback" not in said, said[:3000]


def state(client: Client) -> dict[str, object]:
    """What a failed assertion should tell."""
    return {
        "name": client.name, "live": client.live, "unsent": len(client.outbox.waiting), "stopped": client.stopped,
        "behind": [(each.last, each.wanted, sorted(each.held)) for each in client.views.values() if not each.level],
        "closes": client.closes[-5:], "refused": list(client.outbox.refused.values())[:2],
    }  # fmt: skip


def crew(server: Supervisor, visitors: int, operators: int, pace: Pace) -> Sequence[Client]:
    """So many of each."""
    return [
        *(visitor(server, number, pace) for number in range(visitors)),
        *(operator(server, number, pace) for number in range(operators)),
    ]
