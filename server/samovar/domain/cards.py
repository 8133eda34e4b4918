"""The visitor's card: who he is, how he came, what he reads, his other conversations."""

from dataclasses import dataclass
from datetime import datetime

from samovar.domain.people import Member
from samovar.storage import conversations, lists, visitors
from samovar.storage.database import Session
from samovar.storage.snapshot import Snapshot
from samovar.storage.tables import PageView, Visit, Visitor

EARLIER = 50


@dataclass(frozen=True, slots=True)
class Card:
    """All of it at one moment."""

    visitor: Visitor
    visit: Visit | None
    pages: list[PageView]
    earlier: list[Snapshot]


def card(session: Session, talk: Snapshot) -> Card:
    """The card of the visitor of a conversation; who may see it is checked before."""
    found = visitors.latest_visit(session, talk.visitor_id)
    visit, pages = found or (None, [])
    others = lists.page(session, visitor=talk.visitor_id, limit=EARLIER + 1)
    earlier = [each for each in others if each.id != talk.id][:EARLIER]
    return Card(session.get_one(Visitor, talk.visitor_id), visit, pages, earlier)


@dataclass(frozen=True, slots=True)
class Sight:
    """A conversation and whether an operator may read it."""

    talk: Snapshot
    holds_visitor: bool


def sight(session: Session, conv: str, member: Member) -> Sight | None:
    """What the reading rule needs to know."""
    talk = conversations.load(session, [conv]).get(conv)
    if talk is None:
        return None
    return Sight(talk, conversations.holds_one_of(session, member.id, talk.visitor_id))


def on_site_ms(visit: Visit, now: datetime, here: bool) -> int:
    """Time on site: to now while he is here, else to his last page or sign of life."""
    until = now if here else visit.seen_at
    return max(0, int((until - visit.started_at).total_seconds() * 1000))
