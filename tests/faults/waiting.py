"""Scenarios that mostly wait run all at once; each is a test of its own all the same."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from faults.client import Client
from faults.figures import FULL, Figures
from faults.pace import REAL, TENTH
from faults.people import house
from faults.proxy import Proxy
from faults.supervisor import Supervisor, Zygote

PACE = REAL if FULL else TENTH
SHORT = 1.0 if FULL else 0.1
"""All spans are times this: the short set has no minutes to wait. Its servers ping every 2 s instead of 20."""
FASTER: dict[str, Any] = {} if FULL else {"pings": 2.0, "leases": {"lease": 4.5, "grace": 1.5}}


@dataclass
class World:
    """Where one scenario plays."""

    zygote: Zygote
    folder: Path
    figures: Figures
    building: asyncio.Lock
    """Alembic does one migration at a time in a process."""

    async def house(
        self, visitors: int, operators: int, site: dict[str, object] | None = None, **env: str
    ) -> Supervisor:
        """A server of its own, not started yet."""
        self.folder.mkdir()
        async with self.building:
            return await house(self.zygote, self.folder, visitors, operators, site=site, **env)

    async def server(
        self, visitors: int, operators: int, site: dict[str, object] | None = None, **env: str
    ) -> Supervisor:
        """It listens, with the spans of this set."""
        return await (await self.house(visitors, operators, site, **env)).start(**FASTER)


Scenario = Callable[[World], Awaitable[None]]
SCENARIOS: dict[str, Scenario] = {}


class Outcomes:
    """How each scenario went."""

    def __init__(self, found: dict[str, BaseException | None]) -> None:
        self._found = found

    def check(self, name: str) -> None:
        """Raise what it raised."""
        if error := self._found[name]:
            raise error


def waits(scenario: Scenario) -> Callable[[Outcomes], None]:
    """A test that runs beside all others of its kind."""
    name = scenario.__name__  # type: ignore[attr-defined]
    SCENARIOS[name] = scenario

    def test(outcomes: Outcomes) -> None:
        outcomes.check(name)

    test.__doc__ = scenario.__doc__
    # The first of them waits for all.
    return pytest.mark.timeout(900)(test)


async def play(zygote: Zygote, folder: Path, figures: Figures) -> Outcomes:
    """All of them at once."""
    async with zygote.attached():
        building = asyncio.Lock()
        worlds = [World(zygote, folder / name, figures, building) for name in SCENARIOS]
        played = (scenario(world) for scenario, world in zip(SCENARIOS.values(), worlds, strict=True))
        ended = await asyncio.gather(*played, return_exceptions=True)
    return Outcomes(dict(zip(SCENARIOS, ended, strict=True)))


def through(proxy: Proxy, *clients: Client) -> list[Client]:
    """Clients that take the way through the proxy."""
    for client in clients:
        client.port = proxy.port
    return list(clients)
