"""The visitor's card: who he is, how he came, what he reads, his other conversations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from samovar.model.conversation import Conversation
from samovar.storage import tables
from samovar.storage.engine.database import Session
from samovar.storage.queries import conversations, lists, visitors
from samovar.storage.tables import PageView, Visit

EARLIER = 50


@dataclass(frozen=True, slots=True)
class Card:
    """All of it at one moment."""

    visitor: tables.Visitor
    visit: Visit | None
    pages: list[PageView]
    earlier: list[Conversation]


def card(session: Session, talk: Conversation, person: str | None = None) -> Card:
    """The card of the visitor of a conversation; who may see it is checked before. `person`: of the other talks only
    those of this operator."""
    found = visitors.latest_visit(session, talk.visitor_id)
    visit, pages = found or (None, [])
    others = lists.page(session, visitor=talk.visitor_id, person=person, limit=EARLIER + 1)
    earlier = [each for each in others if each.id != talk.id][:EARLIER]
    return Card(session.get_one(tables.Visitor, talk.visitor_id), visit, pages, earlier)


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


def on_site_ms(visit: Visit, until: datetime) -> int:
    """Time on site, to now or to the last sign of life."""
    return max(0, int((until - visit.started_at).total_seconds() * 1000))
