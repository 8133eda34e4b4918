"""Timers of conversations: set and dropped with the change that causes it, asked for when they are due."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import bindparam, delete, select, update

from samovar.model.conversation import Conversation
from samovar.storage import tables
from samovar.storage.engine import bulk
from samovar.storage.engine.bulk import Columns
from samovar.storage.engine.database import Session
from samovar.storage.engine.types import Utc
from samovar.storage.queries.conversations import load

_timer, _talk = (each.__table__ for each in (tables.Timer, tables.Conversation))  # type: ignore[union-attr]
_columns = Columns(("conversation_id", "kind", "due_at"), ("text", "text", "time"))
_ANEW = "ON CONFLICT (conversation_id, kind) DO UPDATE SET due_at = excluded.due_at"
_this = (_timer.c.conversation_id == bindparam("conv")) & (_timer.c.kind == bindparam("of_kind"))
_unless_set_anew = _this & (_timer.c.due_at <= bindparam("was", type_=Utc()))
_as_read = select(_talk.c.id).where(_talk.c.id == bindparam("conv"), _talk.c.rev == bindparam("rev"))
_drop, _stop = delete(_timer).where(_this), delete(_timer).where(_unless_set_anew, _as_read.exists())
_put_off = update(_timer).where(_unless_set_anew).values(due_at=bindparam("again", type_=Utc()))


class Due(msgspec.Struct, frozen=True):
    """A timer with its conversation as it stands."""

    kind: str
    at: datetime
    talk: Conversation


def due(session: Session, kinds: Sequence[str], until: datetime, most: int) -> list[Due]:
    """Those that ring until then, the earliest first."""
    wanted = select(_timer).where(_timer.c.kind.in_(kinds), _timer.c.due_at <= until)
    rows = session.execute(wanted.order_by(_timer.c.due_at).limit(most)).all()
    talks = load(session, {row.conversation_id for row in rows})
    return [Due(row.kind, row.due_at, talks[row.conversation_id]) for row in rows if row.conversation_id in talks]


def save(session: Session, given: Sequence[tuple[str, str, datetime]], dropped: Sequence[tuple[str, str]]) -> None:
    """Set some of (conversation, kind, due), each anew where it runs already, and drop others."""
    if given:
        bulk.insert(session, "timer", _columns, given, _ANEW)
    if dropped:
        session.execute(_drop, [{"conv": conv, "of_kind": kind} for conv, kind in dropped])


def put_off(session: Session, looked: Sequence[tuple[Due, datetime | None]]) -> None:
    """Nothing was to do: they ring again then; but for those that were set anew meanwhile. Or they are over (None),
    unless anything at all has happened to their conversations."""
    again = [_which(timer) | {"again": at} for timer, at in looked if at is not None]
    over = [_which(timer) | {"rev": timer.talk.rev} for timer, at in looked if at is None]
    for statement, values in ((_put_off, again), (_stop, over)):
        if values:
            session.execute(statement, values)


def _which(timer: Due) -> dict[str, Any]:
    return {"conv": timer.talk.id, "of_kind": timer.kind, "was": timer.at}
