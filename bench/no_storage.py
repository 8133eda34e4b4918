"""The desk without its memory: what the same server does when it relays and stores nothing.

Everything else of the way stays: frames, limits, rules, verbs, topics, answers. Only the transaction is left out.
"""

from samovar.domain.conversation.batch import Command, Committed
from samovar.domain.conversation.desk import Desk
from samovar.domain.conversation.stored import Stored
from samovar.model.conversation import Conversation
from samovar.model.errors import Refused
from samovar.storage.engine.database import Database
from samovar.storage.engine.writer import Bulk, Work, Writer
from samovar.storage.queries import lists
from samovar.web.services import Services


class NoStorage(Writer):
    """Answers at once, from conversations in memory."""

    def __init__(self, database: Database, talks: dict[str, Conversation]) -> None:
        super().__init__(database)
        self._talks = talks

    def submit(self, work: Work) -> None:
        """Carry out a verb on a conversation that stands already."""
        assert isinstance(work, Bulk)
        work.done(self._carry_out(work.item))

    def _carry_out(self, command: Command) -> Committed | Refused:
        talk = self._talks[command.conv or ""]
        audience_before = (talk.owner_id, talk.offered_to)
        talk.fresh.clear()
        try:
            command.verb(talk, command.now, Stored())
        except Refused as refusal:
            return refusal
        return Committed(
            talk, list(talk.fresh), last=True, from_channel=talk.channel_id, audience_before=audience_before
        )


async def desk_without_storage(services: Services) -> Desk:
    """A desk over all held conversations of the database as it is now."""
    database = Database(services.settings.database_url)
    opened = await database.read(lists.open_ones)
    await database.close()
    writer = NoStorage(services.database, {talk.id: talk for talk in opened if talk.owner_id})
    return Desk(writer, services.hub, services.directory, services.operators, services.clock)
