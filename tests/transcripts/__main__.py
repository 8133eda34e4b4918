"""Records every story anew: `make transcripts`."""

import asyncio
import tempfile
from pathlib import Path

from house import fill
from transcripts.files import keep
from transcripts.stories import STORIES


async def record() -> None:
    """Each in a house of its own."""
    for name, story in STORIES.items():
        with tempfile.TemporaryDirectory() as folder:
            await fill(f"sqlite:///{folder}/samovar.db")
            keep(name, await story(Path(folder)))


asyncio.run(record())
