"""What is stored about one visitor: found, gathered, erased."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, cast, delete, or_, select, update
from sqlalchemy.types import String
from sqlmodel import col

from samovar.storage.engine.database import Session
from samovar.storage.tables import (
    Base,
    Contact,
    Conversation,
    Entry,
    Job,
    JournalEntry,
    Mail,
    Operator,
    PageView,
    Timer,
    Visit,
    Visitor,
)

KEPT = {
    "claimed": ("how", "from"), "transferred": ("step", "to"), "moved": ("from", "to"),
    "released": ("reason", "owner"), "closed": ("side",), "missed": ("reason",),
}  # fmt: skip
"""What stays of an entry's data, by kind: how a talk went its way, and nothing of what was said."""
AT_ONCE = 20


def find(session: Session, text: str, phone: str) -> list[Visitor]:
    """Visitors by name, e-mail, phone (in E.164) or a talk's number, written 8385664 or as the console shows it,
    838-56-64; the last seen first."""
    like = f"%{_literally(text)}%"
    named = (col(each).ilike(like, escape="\\") for each in (Visitor.name, Visitor.called, Visitor.email))
    left = select(col(Contact.visitor_id)).where(col(Contact.value).in_([text.casefold(), phone or text]))
    number = text.replace("-", "")
    numbered = select(col(Conversation.visitor_id)).where(cast(col(Conversation.number), String) == number)
    fits = or_(*named, col(Visitor.phone).in_([text, phone or text]), col(Visitor.id).in_(left.union(numbered)))
    return list(session.scalars(select(Visitor).where(fits).order_by(col(Visitor.seen_at).desc()).limit(AT_ONCE)))


def _literally(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def gathered(session: Session, visitor: Visitor) -> dict[str, list[Any]]:
    """All rows about them, by table."""
    convs = select(col(Conversation.id)).where(col(Conversation.visitor_id) == visitor.id)
    visits = select(col(Visit.id)).where(col(Visit.visitor_id) == visitor.id)
    of: dict[type[Base], tuple[ColumnElement[bool], Any]] = {
        Visit: (col(Visit.visitor_id) == visitor.id, col(Visit.started_at)),
        PageView: (col(PageView.visit_id).in_(visits), col(PageView.at)),
        Contact: (col(Contact.visitor_id) == visitor.id, col(Contact.at)),
        Conversation: (col(Conversation.visitor_id) == visitor.id, col(Conversation.opened_at)),
        Entry: (col(Entry.conversation_id).in_(convs), col(Entry.seq)),
        Mail: (letters_of(visitor, convs), col(Mail.created_at)),
    }
    return {
        str(table.__tablename__): list(session.scalars(select(table).where(which).order_by(order)))
        for table, (which, order) in of.items()
    }


def authors(session: Session, entries: Sequence[Entry]) -> dict[str, str]:
    """Names of the operators who wrote them."""
    ids = {entry.author_id for entry in entries if entry.author == "operator" and entry.author_id}
    found = session.execute(select(col(Operator.id), col(Operator.name)).where(col(Operator.id).in_(ids)))
    return {row.id: row.name for row in found}


def erase(session: Session, visitor: Visitor, by: str | None, now: datetime) -> tuple[Visitor, list[Conversation]]:
    """Nobody stands where the visitor stood: the talks keep their numbers and times. Gives who is nobody, and the
    talks. With the visitor's row their token is dead, and visits, pages and contacts are gone."""
    nobody = Visitor(
        site_id=visitor.site_id, created_at=visitor.created_at, seen_at=visitor.seen_at, visits=visitor.visits
    )
    session.add(nobody)
    session.flush()
    theirs = select(Conversation).where(col(Conversation.visitor_id) == visitor.id).order_by(col(Conversation.id))
    talks = list(session.scalars(theirs.with_for_update()))
    forget_letters(session, letters_of(visitor, [talk.id for talk in talks]))
    session.execute(delete(Contact).where(col(Contact.visitor_id) == visitor.id))
    for talk in talks:
        talk.visitor_id = nobody.id
        empty(session, talk, by, now)
    session.flush()
    theirs_too = (col(JournalEntry.what) == "data", col(JournalEntry.row_id) == visitor.id)
    session.execute(update(JournalEntry).where(*theirs_too).values(row_id=nobody.id))
    session.execute(delete(Visitor).where(col(Visitor.id) == visitor.id))
    return nobody, talks


def empty(session: Session, talk: Conversation, by: str | None, now: datetime) -> None:
    """Of one talk, whose visitor is nobody by now or stays: nothing of what was said is left, and its last entry says
    so."""
    for entry in session.scalars(select(Entry).where(col(Entry.conversation_id) == talk.id)):
        entry.body, entry.data = "", _way(entry)
        if entry.author == "visitor":
            entry.author_id = talk.visitor_id
    session.execute(delete(Timer).where(col(Timer.conversation_id) == talk.id))
    session.execute(delete(Contact).where(col(Contact.conversation_id) == talk.id))
    if talk.state != "closed":
        talk.state, talk.owner_id, talk.closed_at, talk.lock = "closed", None, now, talk.lock + 1
    talk.offered_to = talk.offered_at = talk.offered_by = talk.returned_by = talk.waiting_at = talk.visit_id = None
    talk.last_text = talk.question = talk.offer_note = talk.returned_how = ""
    talk.unanswered = talk.unread_operator = talk.unread_visitor = 0
    talk.last_by = None if talk.last_side == "visitor" else talk.last_by
    talk.last_seq, talk.rev, talk.erased_at, talk.updated_at = talk.last_seq + 1, talk.rev + 1, now, now
    session.add(
        Entry(
            conversation_id=talk.id, seq=talk.last_seq, kind="erased", author="operator" if by else "system",
            author_id=by, audience="operators", at=now,
        )
    )  # fmt: skip


def _way(entry: Entry) -> dict[str, Any]:
    return {name: entry.data[name] for name in KEPT.get(entry.kind, ()) if name in entry.data}


def letters_of(visitor: Visitor, convs: Any) -> ColumnElement[bool]:
    """About their talks, or to an address they left."""
    left = select(col(Contact.value)).where(col(Contact.visitor_id) == visitor.id, col(Contact.kind) == "email")
    to = or_(col(Mail.recipient).in_(left), (col(Mail.recipient) == visitor.email) & (visitor.email != ""))
    return or_(col(Mail.conversation_id).in_(convs), (col(Mail.kind) == "answer") & to)


def forget_letters(session: Session, which: ColumnElement[bool]) -> int:
    """Letters and the jobs that send them, and the addresses that the journal has of them; how many."""
    ids = list(session.scalars(select(col(Mail.id)).where(which)))
    for mail in ids:
        session.execute(delete(Job).where(col(Job.dedupe).startswith(f"mail:{mail}:", autoescape=True)))
    of_them = (col(JournalEntry.what) == "mail", col(JournalEntry.row_id).in_(ids))
    session.execute(update(JournalEntry).where(*of_them).values(name="", changes={}))
    session.execute(delete(Mail).where(col(Mail.id).in_(ids)))
    return len(ids)


def old_talks(session: Session, site_id: str, before: datetime, most: int) -> list[Conversation]:
    """Talks of a site that were closed before then and say something still."""
    old = (
        col(Conversation.site_id) == site_id,
        col(Conversation.closed_at) < before,
        col(Conversation.erased_at).is_(None),
    )
    return list(
        session.scalars(select(Conversation).where(*old).order_by(col(Conversation.id)).limit(most).with_for_update())
    )


def forget_cards(session: Session, site_id: str, before: datetime, most: int) -> None:
    """Visitors of a site not seen since then of whom no talk says anything any more: their cards are empty from now
    on."""
    speaks = select(col(Conversation.id)).where(
        col(Conversation.visitor_id) == col(Visitor.id), col(Conversation.erased_at).is_(None)
    )
    known = or_(*(col(each) != "" for each in (Visitor.name, Visitor.called, Visitor.phone, Visitor.email)))
    old = (
        select(col(Visitor.id))
        .where(col(Visitor.site_id) == site_id, col(Visitor.seen_at) < before, known, ~speaks.exists())
        .limit(most)
    )
    found = list(session.scalars(old))
    blank: Mapping[str, Any] = {"name": "", "called": "", "phone": "", "email": "", "fields": {}}
    session.execute(update(Visitor).where(col(Visitor.id).in_(found)).values(**blank))


def old_visits(session: Session, site_id: str, before: datetime, most: int) -> int:
    """Visits to a site that ended before then are deleted, with their pages; how many."""
    found = list(
        session.scalars(
            select(col(Visit.id))
            .join(Visitor, col(Visitor.id) == col(Visit.visitor_id))
            .where(col(Visitor.site_id) == site_id, col(Visit.seen_at) < before)
            .limit(most)
        )
    )
    session.execute(delete(Visit).where(col(Visit.id).in_(found)))
    return len(found)


def old_letters(session: Session, site_id: str, before: datetime, most: int) -> int:
    """Letters of a site's talks, and those of no talk, that were written before then and do not wait are deleted; how
    many."""
    talks = select(col(Conversation.id)).where(col(Conversation.site_id) == site_id)
    of_site = or_(col(Mail.conversation_id).is_(None), col(Mail.conversation_id).in_(talks))
    old = select(col(Mail.id)).where(of_site, col(Mail.created_at) < before, col(Mail.state) != "waiting").limit(most)
    return forget_letters(session, col(Mail.id).in_(old))
