"""A house whose clocks tests move, and a visitor who asks there."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from clocks import STILL, Time
from house import Running, running
from peer import Peer, arrive


@pytest.fixture
async def at(folder: Path) -> AsyncIterator[Running]:
    async with running(folder, filled=False, spans=STILL) as made:
        yield made


@pytest.fixture
async def time(at: Running) -> Time:
    made = Time(at)
    made.operators.renew("operator-anna-000", "tab")
    made.operators.renew("operator-ivan-000", "tab")
    return made


@pytest.fixture
async def mary(at: Running) -> AsyncIterator[Peer]:
    made = await arrive(at)
    await made.come_in()
    await made.say("Сколько стоит угловая кухня?")
    yield made
    await made.leave()
