"""The zygote of a session, and the figures at its end."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from faults.figures import Figures
from faults.supervisor import Zygote
from faults.waiting import Outcomes, play

FIGURES = Figures()


@pytest.fixture(scope="session")
def nursery() -> Iterator[Zygote]:
    """The process that all servers of this session are forked from."""
    made = Zygote()
    yield made
    made.close()


@pytest.fixture
async def zygote(nursery: Zygote) -> AsyncIterator[Zygote]:
    """It, heard by this test's loop; its servers end with the test."""
    async with nursery.attached() as made:
        yield made


@pytest.fixture(scope="session")
def figures() -> Iterator[Figures]:
    """What this run has measured."""
    yield FIGURES
    FIGURES.write()


@pytest.fixture(scope="session")
def outcomes(nursery: Zygote, figures: Figures, tmp_path_factory: pytest.TempPathFactory) -> Outcomes:
    """How the scenarios went that mostly wait."""
    return asyncio.run(play(nursery, tmp_path_factory.mktemp("waiting"), figures))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Each figure beside its aim."""
    for line in FIGURES.lines():
        terminalreporter.write_line(line)
