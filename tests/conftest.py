"""Fixtures: a house that listens, on SQLite and, where asked, on PostgreSQL too."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from house import Running, running


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Running]:
    """A house on SQLite."""
    async with running(tmp_path) as made:
        yield made
