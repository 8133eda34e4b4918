"""Ground of whoever changes what the directory knows."""

from collections.abc import Callable
from typing import TypeVar

from samovar.domain.channels.directory import Directory
from samovar.domain.topics import PEOPLE
from samovar.live.hub import Hub
from samovar.storage.engine.database import Session
from samovar.storage.engine.writer import Writer

T = TypeVar("T")


class Editor:
    """Changes in one transaction, and tells everybody."""

    def __init__(self, writer: Writer, directory: Directory, hub: Hub) -> None:
        self._writer = writer
        self._directory = directory
        self._hub = hub

    async def done(self, work: Callable[[Session], T]) -> T:
        """Carry it out; raises what it raises."""
        try:
            return await self._writer.run(work)
        finally:
            # Also where another was faster: the form is drawn anew from what is there.
            await self._directory.refresh()
            self._hub.publish(PEOPLE, None)
