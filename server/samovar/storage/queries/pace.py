"""How soon talks of a channel got their first answer."""

from datetime import datetime

from sqlalchemy import literal_column, select
from sqlmodel import col

from samovar.storage import tables
from samovar.storage.engine.database import Session

MOST = 200


def first_answers(
    session: Session, channel: str, since: datetime, until: datetime
) -> list[tuple[datetime, datetime | None]]:
    """When the newest talks of a channel began and were answered first, if they were; at most MOST.

    Only what visitors began between the two times while somebody of the channel was online.
    """
    found = session.execute(
        select(col(tables.Conversation.opened_at), col(tables.Conversation.answered_at))
        .where(col(tables.Conversation.channel_id) == channel, literal_column("staffed"))
        .where(col(tables.Conversation.opened_at) >= since, col(tables.Conversation.opened_at) < until)
        .order_by(col(tables.Conversation.opened_at).desc())
        .limit(MOST)
    )
    return [(opened, answered) for opened, answered in found]
