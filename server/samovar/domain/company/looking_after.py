"""How the house looks after itself, as an administrator has said: copies by the clock."""

from samovar.domain.company.journal import edit
from samovar.storage.engine.database import Database, Session
from samovar.storage.engine.writer import Writer
from samovar.storage.tables import Upkeep

HOURS = (0, 6, 12, 24, 168)
"""Between two copies, as can be chosen; 0: none by the clock."""
MOST_KEPT = 1000


class LookingAfter:
    """Reads and changes it."""

    def __init__(self, database: Database, writer: Writer) -> None:
        self._database = database
        self._writer = writer

    async def read(self) -> Upkeep:
        """As it was said, or as it is before anybody said anything."""
        return await self._database.read(lambda session: session.get(Upkeep, "house")) or Upkeep()

    async def change(self, rev: int, hours: int, keep: int, by: str) -> None:
        """As it is to be from now on, of a form read at revision `rev`. Raises ChangedSince."""
        await self._writer.run(lambda session: _change(session, rev, hours, keep, by))


def _change(session: Session, rev: int, hours: int, keep: int, by: str) -> None:
    row = session.get(Upkeep, "house", with_for_update=True)
    if row is None:
        row = Upkeep()
        session.add(row)
        session.flush()
    edit(session, row, rev, {"copy_hours": hours, "copy_keep": keep}, by=by, what="server")
