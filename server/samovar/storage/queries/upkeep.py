"""What the doctor asks of what is stored."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import col

from samovar.storage.engine.database import Session
from samovar.storage.tables import Channel, Conversation


def newest(session: Session) -> datetime | None:
    """When a conversation changed last."""
    return session.scalar(select(func.max(col(Conversation.updated_at))))


def zones(session: Session) -> Sequence[str]:
    """Time zones of the channels, each once."""
    return session.scalars(select(col(Channel.time_zone)).distinct().order_by(col(Channel.time_zone))).all()
