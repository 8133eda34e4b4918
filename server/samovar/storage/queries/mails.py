"""Letters: written, looked up, and what became of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, tuple_, update
from sqlmodel import col

from samovar.storage.engine.database import Session
from samovar.storage.tables import Mail, MailServerRow


def by_dedupe(session: Session, dedupe: str) -> Mail | None:
    """The letter that was written for this."""
    return session.scalars(select(Mail).where(col(Mail.dedupe) == dedupe)).first()


def one(session: Session, mail_id: str) -> Mail | None:
    """A letter by id."""
    return session.get(Mail, mail_id)


def written_to(session: Session, recipient: str, kind: str, since: datetime) -> list[datetime]:
    """When letters of a kind were written to an address since then, the newest first."""
    times = select(col(Mail.created_at)).where(
        col(Mail.recipient) == recipient, col(Mail.created_at) > since, col(Mail.kind) == kind
    )
    return list(session.scalars(times.order_by(col(Mail.created_at).desc())))


def written(session: Session, kind: str, since: datetime) -> int:
    """How many letters of a kind were written since then, to anybody."""
    count = select(func.count()).select_from(Mail).where(col(Mail.created_at) > since, col(Mail.kind) == kind)
    return session.execute(count).scalar_one()


def became(session: Session, mail_id: str, edition: int, **values: Any) -> bool:
    """Write down what became of a letter, unless it was sent anew meanwhile; tells whether it was."""
    this = (col(Mail.id) == mail_id, col(Mail.edition) == edition)
    return session.execute(update(Mail).where(*this).values(**values).returning(col(Mail.id))).first() is not None


def page(session: Session, *, state: str, before: tuple[datetime, str] | None, limit: int) -> Sequence[Mail]:
    """Letters newest first, of one state where it is named. `before`: time and id of the last of the page before."""
    asked = select(Mail).order_by(col(Mail.created_at).desc(), col(Mail.id).desc()).limit(limit)
    if state:
        asked = asked.where(col(Mail.state) == state)
    if before:
        asked = asked.where(tuple_(col(Mail.created_at), col(Mail.id)) < before)
    return session.scalars(asked).all()


def waiting(session: Session) -> int:
    """How many letters wait to be sent."""
    return session.execute(select(func.count()).select_from(Mail).where(col(Mail.state) == "waiting")).scalar_one()


def servers(session: Session) -> Sequence[MailServerRow]:
    """Those that the Mail page has set."""
    return session.scalars(select(MailServerRow)).all()


def server(session: Session, protocol: str) -> MailServerRow:
    """One of them; an empty one where nothing was set."""
    found = session.get(MailServerRow, protocol, with_for_update=True)
    if found is None:
        found = MailServerRow(id=protocol)
        session.add(found)
        session.flush()
    return found


def place(session: Session, where: str) -> str:
    """How far a mailbox was read; empty where it never was."""
    found = session.get(MailServerRow, "imap")
    return found.read_up_to if found and found.read_where == where else ""


def set_place(session: Session, where: str, place: str) -> None:
    """It was read so far."""
    row = server(session, "imap")
    row.read_where, row.read_up_to = where, place
