"""What the doctor asks of what is stored."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import col

from samovar.storage.engine.database import Session
from samovar.storage.tables import Channel, Conversation, Job


def newest(session: Session) -> datetime | None:
    """When a conversation changed last."""
    return session.scalar(select(func.max(col(Conversation.updated_at))))


def zones(session: Session) -> Sequence[str]:
    """Time zones of the channels, each once."""
    return session.scalars(select(col(Channel.time_zone)).distinct().order_by(col(Channel.time_zone))).all()


def jobs(session: Session) -> Mapping[str, int]:
    """How many wait to be done, and how many were given up."""
    unsettled = select(col(Job.state), func.count()).where(col(Job.state).in_(("waiting", "failed")))
    found = session.execute(unsettled.group_by(col(Job.state))).all()
    return {"waiting": 0, "failed": 0} | {row[0]: row[1] for row in found}
