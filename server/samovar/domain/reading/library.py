"""What readers read from. What many ask alike in one moment is asked of the database together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from samovar.domain.channels.directory import Directory
from samovar.domain.reading.views import Rows
from samovar.live.presence import Presence
from samovar.model.conversation import Conversation
from samovar.storage.engine.database import Database, Session
from samovar.storage.engine.dataloader import DataLoader
from samovar.storage.queries import conversations, lists, people
from samovar.storage.queries.visitors import there as visitors_there
from samovar.storage.tables import Photo


@dataclass(frozen=True, slots=True)
class Access:
    """A conversation, and who holds the one that its visitor has open."""

    talk: Conversation
    holder: str | None


def access(session: Session, convs: Sequence[str]) -> list[Access | None]:
    """What the reading rule needs to know of each of these conversations; nothing of unknown ones."""
    talks = conversations.load(session, convs)
    holders = conversations.holders(session, {talk.visitor_id for talk in talks.values()})
    found = {talk.id: Access(talk, holders.get(talk.visitor_id)) for talk in talks.values()}
    return [found.get(conv) for conv in convs]


class Library:
    """One of a server, for all readers. It lets nobody read: that is for a reader to judge."""

    def __init__(
        self, database: Database, directory: Directory, rows: Rows, visitors: Presence, clock: Callable[[], datetime]
    ) -> None:
        self.database = database
        self.directory = directory
        self.rows = rows
        self.visitors = visitors
        self.clock = clock
        self.access = DataLoader(database, access)
        self.talks_of = DataLoader(database, lists.of_visitors)
        """The newest 50 conversations of a visitor."""
        self.known = DataLoader(database, visitors_there)
        """Whether there is such a visitor: whoever was erased is nobody."""

    async def photo(self, photo_id: str) -> Photo | None:
        """A face: for everybody who knows its address."""
        return await self.database.read(people.photo, photo_id)
