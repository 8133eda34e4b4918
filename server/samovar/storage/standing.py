"""Where conversations stand: the few columns that tell whose screen is behind, read for many at once."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import select

from samovar.storage.database import Session
from samovar.storage.tables import Conversation

STATES = ("waiting", "held", "closed")
_table = Conversation.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Standing:
    """A conversation without its content."""

    id: str
    channel_id: str
    visitor_id: str
    state: str
    owner_id: str | None
    last_owner_id: str | None
    offered_to: str | None
    last_seq: int
    visible_seq: int
    rev: int
    updated_at: datetime


_columns = [_table.c[each.name] for each in fields(Standing)]


def changed_since(session: Session, channels: Iterable[str], at: datetime) -> list[Standing]:
    """Conversations of these channels that changed after `at`. All states are named, so that the index of the
    lists (channel, state, time) serves: one of its own would cost every message."""
    chosen = select(*_columns).where(
        _table.c.channel_id.in_(list(channels)), _table.c.state.in_(STATES), _table.c.updated_at > at
    )
    return [Standing(*row) for row in session.execute(chosen)]
