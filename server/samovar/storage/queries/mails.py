"""Letters: written, looked up, and what became of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlmodel import col

from samovar.storage.engine.database import Session
from samovar.storage.tables import Mail


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
