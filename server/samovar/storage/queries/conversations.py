"""Conversations: functions that take a session and return snapshots."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from operator import attrgetter
from secrets import randbelow
from typing import Any

from sqlalchemy import DateTime, Integer, Row, and_, bindparam, func, literal_column, select
from sqlmodel import col

from samovar.model.conversation import Conversation
from samovar.storage import tables
from samovar.storage.engine import bulk
from samovar.storage.engine.bulk import Columns
from samovar.storage.engine.database import Session
from samovar.storage.queries import log_entries
from samovar.storage.tables import Seen, Site, Visit, new_id

# Plain tables, not their classes: the ORM's own way to a statement costs more than SQLite's way to the rows.
_table, _visitor, _visit, _seen = (
    each.__table__  # type: ignore[union-attr]
    for each in (tables.Conversation, tables.Visitor, Visit, Seen)
)
_by_visitor, _by_operator = (_seen.alias(f"seen_{side}") for side in ("visitor", "operator"))
_own = [each for each in Conversation.__struct_fields__ if each in _table.columns]
_changing = [name for name in _own if name not in ("id", "site_id", "visitor_id", "number", "origin", "opened_at")]

snapshots = (
    select(
        *(_table.c[name] for name in _own),
        func.coalesce(func.nullif(_visitor.c.called, ""), _visitor.c.name).label("guest_name"),
        _visitor.c.city.label("guest_city"),
        _visitor.c.visits.label("guest_visits"),
        func.coalesce(_visit.c.source, "").label("guest_source"),
        func.coalesce(_by_visitor.c.seq, 0).label("seen_visitor"),
        func.coalesce(_by_operator.c.seq, 0).label("seen_operator"),
    )
    .select_from(_table)
    .join(_visitor, _visitor.c.id == _table.c.visitor_id)
    .outerjoin(_visit, _visit.c.id == _table.c.visit_id)
    .outerjoin(_by_visitor, and_(_by_visitor.c.conversation_id == _table.c.id, _by_visitor.c.side == "visitor"))
    .outerjoin(_by_operator, and_(_by_operator.c.conversation_id == _table.c.id, _by_operator.c.side == "operator"))
)
_by_ids = snapshots.where(_table.c.id.in_(bindparam("ids", expanding=True))).order_by(_table.c.id)
_by_ids_locked = _by_ids.with_for_update(of=_table)
_marks = Columns(("conversation_id", "side", "seq", "at"), ("text", "text", "int", "time"))
_changing_values = attrgetter(*_changing)
_lively = (
    "rev", "last_seq", "visible_seq", "last_text", "last_side", "last_by", "last_at", "last_message_seq",
    "question", "unanswered", "unread_operator", "unread_visitor", "waiting_at", "answered_at", "updated_at",
)  # fmt: skip
"""Columns that messages, notes and read marks change; where any other has changed too, all are written."""
_lively_values = attrgetter("id", "was.rev", *_lively)
_settled = attrgetter(*(name for name in _changing if name not in _lively))


NUMBERS = range(1_000_000, 10_000_000)
DRAWN = 8
"""Numbers looked up at once; nearly always the first is free."""


class ConcurrentUpdate(Exception):
    """Another process changed a conversation in between; the work is run again."""


def load(session: Session, ids: Iterable[str], *, lock: bool = False) -> dict[str, Conversation]:
    """Conversations by id; unknown ids are missing. `lock`: hold the rows until the commit."""
    wanted = sorted(set(ids))
    rows = session.execute(_by_ids_locked if lock else _by_ids, {"ids": wanted}) if wanted else ()
    return {row.id: snapshot(row) for row in rows}


def snapshot(row: Row[*tuple[Any, ...]]) -> Conversation:
    """A row of `snapshots`, open for change."""
    return Conversation(**row._mapping).opened()


def save(session: Session, changed: Sequence[Conversation]) -> None:
    """Write changed snapshots and their fresh entries in bulk. Raises ConcurrentUpdate."""
    log_entries.save(session, [entry for each in changed for entry in each.fresh])
    for columns, alike in _by_columns(changed).items():
        if bulk.update(session, "conversation", ("id", "rev"), columns, alike) != len(alike):
            raise ConcurrentUpdate
    if marks := [mark for each in changed if each.marked for mark in _new_marks(each)]:
        bulk.insert(session, "seen", _marks, marks, _MARK_GROWS)


_MARK_GROWS = (
    "ON CONFLICT (conversation_id, side) DO UPDATE SET seq = excluded.seq, at = excluded.at"
    " WHERE excluded.seq > seen.seq"
)


def _by_columns(changed: Sequence[Conversation]) -> dict[Columns, list[Sequence[Any]]]:
    """Those that changed in the same columns go in one statement: nearly all, in those that messages change."""
    alike: dict[Columns, list[Sequence[Any]]] = {}
    for each in changed:
        assert each.was is not None
        if _settled(each) == _settled(each.was):
            columns, values = _updated(_lively), _lively_values(each)
        else:
            columns, values = _updated(tuple(_changing)), (each.id, each.was.rev, *_changing_values(each))
        alike.setdefault(columns, []).append(values)
    return alike


@cache
def _updated(names: tuple[str, ...]) -> Columns:
    return Columns(("id", "rev", *names), ("text", "int", *(_kind(_table.c[name].type) for name in names)))


def _kind(column: Any) -> str:
    if isinstance(column, Integer):
        return "int"
    return "time" if isinstance(getattr(column, "impl", column), DateTime) else "text"


def _new_marks(each: Conversation) -> list[tuple[str, str, int, datetime]]:
    assert each.was is not None
    sides = (
        ("visitor", each.seen_visitor, each.was.seen_visitor),
        ("operator", each.seen_operator, each.was.seen_operator),
    )
    return [(each.id, side, now, each.updated_at) for side, now, before in sides if now != before]


def staffed(session: Session, conv: str) -> bool:
    """Whether somebody of its channel was online when the visitor began it."""
    return bool(session.scalar(select(_table.c.staffed).where(_table.c.id == conv)))


def current(session: Session, visitor_id: str, closed_since: datetime) -> Conversation | None:
    """The visitor's open conversation, else the newest closed since that time."""
    statement = (
        snapshots.where(_table.c.visitor_id == visitor_id)
        .where((_table.c.state != "closed") | (_table.c.closed_at >= closed_since))
        .order_by(_table.c.state == "closed", _table.c.closed_at.desc())
        .limit(1)
        .with_for_update(of=_table)
    )
    row = session.execute(statement).first()
    return snapshot(row) if row else None


def by_ccid(session: Session, visitor_id: str, ccid: str) -> Conversation | None:
    """The conversation this client id has created."""
    row = session.execute(snapshots.where(_table.c.visitor_id == visitor_id, _table.c.ccid == ccid)).first()
    return snapshot(row) if row else None


def create(
    session: Session,
    visitor: tables.Visitor,
    *,
    ccid: str,
    channel_id: str,
    origin: str,
    now: datetime,
    staffed: bool = False,
) -> Conversation:
    """A new, empty, waiting conversation."""
    visit = session.execute(
        select(col(Visit.id)).where(col(Visit.visitor_id) == visitor.id).order_by(col(Visit.started_at).desc()).limit(1)
    ).scalar()
    made = tables.Conversation(
        id=new_id(), site_id=visitor.site_id, channel_id=channel_id, visitor_id=visitor.id, visit_id=visit,
        number=free_number(session), ccid=ccid, origin=origin, opened_at=now, waiting_at=now, updated_at=now,
        staffed=staffed,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return load(session, [made.id])[made.id]


def greeting_of(session: Session, talk: Conversation) -> tuple[dict[str, str], datetime | None]:
    """What the window said by itself in the visit that the conversation began in, and when."""
    wanted = select(_visit.c.greeting, _visit.c.greeted_at).join(_table, _table.c.visit_id == _visit.c.id)
    found = session.execute(wanted.where(_table.c.id == talk.id)).first()
    return (found.greeting, found.greeted_at) if found else ({}, None)


def free_number(session: Session) -> int:
    """A number that no conversation of the house bears. That two processes take the same one at the same moment is
    left to the constraint: then the message is sent again."""
    while True:
        drawn = {NUMBERS.start + randbelow(len(NUMBERS)) for _ in range(DRAWN)}
        sites = select(col(Site.id)).scalar_subquery()
        taken = session.execute(select(_table.c.number).where(_table.c.site_id.in_(sites), _table.c.number.in_(drawn)))
        if free := drawn - set(taken.scalars()):
            return free.pop()


# ---------------------------------------------------------------- of one visitor


def open_of(session: Session, visitors: Sequence[str]) -> list[Conversation]:
    """The open conversations of these visitors."""
    chosen = snapshots.where(_table.c.visitor_id.in_(visitors), _table.c.state != "closed")
    return [snapshot(row) for row in session.execute(chosen)]


def held_by(session: Session, operator_id: str) -> list[str]:
    """Ids of the conversations an operator holds."""
    return list(session.scalars(select(_table.c.id).where(_table.c.owner_id == operator_id, _table.c.state == "held")))


def orphans(session: Session) -> list[Conversation]:
    """Held conversations whose owner may not act any more."""
    disabled = select(col(tables.Operator.id)).where(col(tables.Operator.disabled_at).is_not(None))
    return [snapshot(row) for row in session.execute(snapshots.where(_table.c.owner_id.in_(disabled)))]


def holders(session: Session, visitors: Iterable[str]) -> dict[str, str]:
    """Who holds the one open conversation of each of these visitors, where somebody does."""
    chosen = select(_table.c.visitor_id, _table.c.owner_id).where(
        _table.c.visitor_id.in_(list(visitors)), literal_column("state <> 'closed'"), _table.c.owner_id.is_not(None)
    )
    return {row.visitor_id: row.owner_id for row in session.execute(chosen)}
