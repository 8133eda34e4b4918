"""What letters of a talk say, and to whom they go."""

from datetime import datetime

from sqlalchemy import select, update
from sqlmodel import col

from samovar.model.email import fold_email
from samovar.storage.engine.database import Session
from samovar.storage.queries.visitors import latest_visit
from samovar.storage.tables import Contact, Mail, Visit, Visitor


def email_of(session: Session, visitor_id: str) -> Contact | None:
    """The address that a visitor left last."""
    chosen = select(Contact).where(col(Contact.visitor_id) == visitor_id, col(Contact.kind) == "email")
    return session.scalars(chosen.order_by(col(Contact.at).desc()).limit(1)).first()


def mailed_up_to(session: Session, conversation_id: str) -> int:
    """The seq of the last message of a talk that went to its visitor by mail."""
    chosen = select(Mail).where(col(Mail.conversation_id) == conversation_id, col(Mail.kind) == "answer")
    last = session.scalars(chosen.order_by(col(Mail.created_at).desc()).limit(1)).first()
    return int(last.places["upto"]) if last else 0


def lang_of(session: Session, visitor_id: str) -> str:
    """Of the pages a visitor reads."""
    newest = select(col(Visit.lang)).where(col(Visit.visitor_id) == visitor_id).order_by(col(Visit.started_at).desc())
    return "ru" if (session.scalars(newest.limit(1)).first() or "ru").lower().startswith("ru") else "en"


def last_page(session: Session, visitor_id: str) -> str:
    """The address of the page that a visitor read last; empty where none is known."""
    _, pages = latest_visit(session, visitor_id, 1) or (None, [])
    return pages[0].url if pages else ""


def known(session: Session, visitor_id: str, conversation_id: str) -> dict[str, str]:
    """What is known of who asks, as a letter's places; what is not is left out."""
    guest = session.get_one(Visitor, visitor_id)
    left = session.scalars(
        select(Contact).where(col(Contact.conversation_id) == conversation_id).order_by(col(Contact.at).desc()).limit(1)
    ).first()
    visit, pages = latest_visit(session, visitor_id, 1) or (None, [])
    origin = ", ".join(filter(None, (guest.city, visit.source if visit else "")))
    found = {
        "name": guest.called or guest.name, "phone": guest.phone, "email": guest.email, "origin": origin,
        "way": left.way if left else "", "category": left.category if left else "",
        "consent": left.at.isoformat() if left else "", "page": pages[0].url if pages else "",
        "page_title": (pages[0].title or pages[0].url) if pages else "",
    }  # fmt: skip
    return {name: value for name, value in found.items() if value}


def confirm(session: Session, contact_id: str, visitor_id: str, now: datetime) -> bool:
    """Somebody came from this address; tells whether it is that visitor's."""
    found = session.get(Contact, contact_id)
    if found is None or found.visitor_id != visitor_id:
        return False
    found.confirmed_at = found.confirmed_at or now
    return True


def confirm_address(session: Session, visitor_id: str, address: str, now: datetime) -> None:
    """Somebody answered from there, if the visitor has left it."""
    left = select(Contact).where(col(Contact.visitor_id) == visitor_id, col(Contact.value) == fold_email(address))
    for each in session.scalars(left.where(col(Contact.confirmed_at).is_(None))):
        each.confirmed_at = now


def refuse(session: Session, contact_id: str, now: datetime) -> None:
    """Whose address it is wants no more letters: for all who left it."""
    found = session.get(Contact, contact_id)
    if found is not None:
        session.execute(update(Contact).where(col(Contact.value) == found.value).values(refused_at=now))


def is_refused(session: Session, address: str) -> bool:
    """Whether somebody has said so of an address, whoever left it."""
    chosen = select(col(Contact.id)).where(col(Contact.value) == address, col(Contact.refused_at).is_not(None))
    return session.execute(chosen.limit(1)).first() is not None
