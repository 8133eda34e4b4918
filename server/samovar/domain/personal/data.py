"""What the company knows of one visitor: found, handed out whole, erased.

Erasing puts nobody in the visitor's place (storage/queries/personal.py): their talks keep numbers and times. The
visitor's row goes, and with it their token is anybody's: whoever comes with it is a new visitor.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from samovar.domain.company.journal import record
from samovar.domain.conversation.publish import Erased
from samovar.domain.topics import conversation_topic, inbox_topic, visitor_topic
from samovar.domain.visitors.contacts import phone
from samovar.live.hub import Hub
from samovar.model.errors import BadContact, NotFound
from samovar.model.text import line
from samovar.storage.engine.database import Database, Session
from samovar.storage.engine.writer import Writer
from samovar.storage.queries import personal
from samovar.storage.recent import Recent
from samovar.storage.tables import Conversation, Visitor, utc_now

log = logging.getLogger(__name__)
Row = dict[str, Any]
LETS_IN = ("link", "path")
"""Places of a letter by which whoever has it is taken for its reader: nothing to lie in files that are handed on."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """All that is stored about a visitor. `rows`: by table, as they are stored; `authors`: names of the operators who
    wrote to them or of them, by id."""

    visitor: Row
    rows: dict[str, list[Row]]
    authors: dict[str, str]
    at: datetime

    def json(self) -> bytes:
        """The same, readable by other programs."""
        return msgspec.json.format(msgspec.json.encode(self))


class PersonalData:
    """Finds, gathers and erases."""

    def __init__(
        self, database: Database, writer: Writer, hub: Hub, recent: Recent, clock: Callable[[], datetime] = utc_now
    ) -> None:
        self._database = database
        self._writer = writer
        self._hub = hub
        self._recent = recent
        self._clock = clock

    async def find(self, text: str) -> list[Visitor]:
        """Whom a name, an e-mail, a phone or a talk's number fits, the last seen first; at most 20."""
        text = line(text).lstrip("#№ ")
        return await self._database.read(personal.find, text, _phone(text)) if text else []

    async def gather(self, visitor_id: str) -> Gathered:
        """Raises NotFound."""
        return await self._database.read(_gathered, visitor_id, self._clock())

    async def exported(self, visitor_id: str, by: str) -> Gathered:
        """The same to be handed out, which the journal remembers. Raises NotFound."""
        found = await self.gather(visitor_id)
        await self._writer.run(lambda session: record(session, by, "data", visitor_id, "exported"))
        return found

    async def erase(self, visitor_id: str, by: str) -> int:
        """How many talks say nothing any more. Raises NotFound."""
        now = self._clock()

        def work(session: Session) -> list[Conversation]:
            visitor = session.get(Visitor, visitor_id, with_for_update=True)
            if visitor is None:
                raise NotFound
            nobody, talks = personal.erase(session, visitor, by, now)
            record(session, by, "data", nobody.id, "erased", {"talks": [len(talks), 0]})
            return talks

        talks = await self._writer.run(work, self.forget)
        self._tell(visitor_id, talks)
        await self.fold()
        log.info("a visitor was erased, with what was said in %d talks", len(talks))
        return len(talks)

    def forget(self, talks: Iterable[Conversation]) -> None:
        """What is remembered of them is not so any more."""
        self._recent.forget(talk.id for talk in talks)

    async def fold(self) -> None:
        """What the database's log holds of it goes too; where somebody reads it, the log is written over later."""
        if not await self._database.fold():
            log.warning("the database's log is in use: what was erased stands in it until it is written over")

    def _tell(self, visitor_id: str, talks: list[Conversation]) -> None:
        """Windows and consoles that show them let go."""
        self._hub.publish(visitor_topic(visitor_id), Erased())
        self.let_go(talks)

    def let_go(self, talks: Iterable[Conversation]) -> None:
        """Whoever shows one of them."""
        for talk in talks:
            for topic in (conversation_topic(talk.id), inbox_topic(talk.channel_id)):
                self._hub.publish(topic, Erased(talk.id))


def _phone(text: str) -> str:
    try:
        return phone(text)
    except BadContact:
        return ""


def _gathered(session: Session, visitor_id: str, now: datetime) -> Gathered:
    visitor = session.get(Visitor, visitor_id)
    if visitor is None:
        raise NotFound
    rows = personal.gathered(session, visitor)
    names = personal.authors(session, rows["entry"])
    dumped = {table: [each.model_dump() for each in found] for table, found in rows.items()}
    for mail in dumped["mail"]:
        mail["places"] = {name: text for name, text in mail["places"].items() if name not in LETS_IN}
    return Gathered(visitor.model_dump(), dumped, names, now)
