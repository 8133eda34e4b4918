"""Lists of conversations and their counts.

They stand in the order of times that everybody who sees a row may know: open ones as they began, closed ones as they
were closed, a visitor's as they began. What happens inside a conversation moves nothing.

A page costs the same however long the history is: it is gathered from ranges, each walked along an index from its
newest end. Conditions are written out in the indexes' own words; as parameters they would not be recognised.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, literal_column, select, text

from samovar.model.conversation import Conversation
from samovar.storage import tables
from samovar.storage.engine.database import Session
from samovar.storage.engine.types import Utc
from samovar.storage.queries.conversations import load, snapshot, snapshots

OPEN, CLOSED, HELD = "state <> 'closed'", "state = 'closed'", "owner_id IS NOT NULL"
_talk = tables.Conversation.__table__  # type: ignore[attr-defined]
_by_visitors = snapshots.where(_talk.c.visitor_id.in_(bindparam("visitors", expanding=True))).order_by(
    _talk.c.opened_at.desc(), _talk.c.id.desc()
)
STATES = ("waiting", "held", "closed")
Strand = tuple[str, str]
"""A condition that one index serves, and the column of its order."""


def page(
    session: Session,
    *,
    channels: Iterable[str] | None = None,
    visitor: str | None = None,
    states: Sequence[str] = (),
    person: str | None = None,
    overseen: Iterable[str] = (),
    before: tuple[datetime, str] | None = None,
    limit: int = 50,
) -> list[Conversation]:
    """Conversations newest first. `channels`: only of these; `person`: only those they hold, are offered or
    held last; `overseen`: of one visitor also all of these channels; `before`: the place (see there) of the last row of
    the page before."""
    over = {f"over_{number}": each for number, each in enumerate(overseen)} if visitor and person else {}
    given = {f"channel_{number}": each for number, each in enumerate(channels)} if channels is not None else None
    ranges = list(_ranges(states or STATES, given, visitor, person, over))
    if not ranges:
        return []
    parts = (f"SELECT * FROM ({_walk(condition, column, before is not None)}) AS s{number}"
             for number, (condition, column) in enumerate(ranges))  # fmt: skip
    statement = text(f"SELECT id FROM ({' UNION ALL '.join(parts)}) AS page ORDER BY at DESC, id DESC LIMIT :most")
    values: dict[str, Any] = (given or {}) | over | {"visitor": visitor, "person": person, "most": limit}
    if before is not None:
        statement = statement.bindparams(bindparam("at", type_=Utc()))
        values |= {"at": before[0], "conv": before[1]}
    used = {name: value for name, value in values.items() if value is not None}
    return _in_order(session, session.execute(statement, used).scalars().all())


def place(talk: Conversation, of_visitor: bool = False) -> tuple[datetime, str]:
    """Where a conversation stands in its list."""
    at = talk.opened_at if of_visitor else talk.closed_at or talk.opened_at
    return at, talk.id


def _walk(condition: str, column: str, further: bool) -> str:
    """One strand from its newest end, or from a place on."""
    after = f" AND ({column}, id) < (:at, :conv)" if further else ""
    return (
        f"SELECT id, {column} AS at FROM conversation WHERE {condition}{after}"
        f" ORDER BY {column} DESC, id DESC LIMIT :most"
    )


def _ranges(
    states: Sequence[str], channels: dict[str, str] | None, visitor: str | None, person: str | None,
    overseen: Iterable[str],
) -> Iterator[Strand]:  # fmt: skip
    """Together they are the whole list, no row twice."""
    shelves = [OPEN] if {*states} & {"waiting", "held"} else []
    shelves += [CLOSED] if "closed" in states else []
    only = f" AND state IN ({', '.join(repr(each) for each in states)})" if len(states) < len(STATES) else ""
    among = f" AND {_in(channels)}" if channels else ""
    if channels == {}:
        return
    for shelf in shelves:
        own = f"{'owner_id' if shelf == OPEN else 'last_owner_id'} = :person"
        at = "opened_at" if shelf == OPEN else "closed_at"
        if visitor is not None:
            theirs = f" AND ({own}{f' OR {_in(overseen)}' if overseen else ''})" if person else ""
            yield f"visitor_id = :visitor AND {shelf}{only}{among}{theirs}", "opened_at"
        elif person is not None:
            yield f"{own} AND {shelf}{only}{among}", at
            if shelf == OPEN:
                yield f"offered_to = :person AND {HELD}{only}{among}", at
        else:
            for name in channels or {}:
                yield f"channel_id = :{name} AND {shelf}{only}", at


def _in(channels: Iterable[str]) -> str:
    return f"channel_id IN ({', '.join(f':{name}' for name in channels)})"


def _in_order(session: Session, ids: Sequence[str]) -> list[Conversation]:
    found = load(session, ids)
    return [found[each] for each in ids if each in found]


def of_visitors(session: Session, visitors: Sequence[str], limit: int = 50) -> list[list[Conversation]]:
    """The conversations of each of these visitors, newest first; each visitor's at most `limit`."""
    found: dict[str, list[Conversation]] = {each: [] for each in visitors}
    for row in session.execute(_by_visitors, {"visitors": list(found)}):
        if len(found[row.visitor_id]) < limit:
            found[row.visitor_id].append(snapshot(row))
    return [found[each] for each in visitors]


def counts(session: Session, channels: Iterable[str], person: str) -> list[tuple[str, int, int, int]]:
    """(channel, waiting, held by the person, open) for each channel that has any open conversation."""
    found = session.execute(
        select(
            _talk.c.channel_id,
            func.count().filter(_talk.c.state == "waiting"),
            func.count().filter(_talk.c.owner_id == person),
            func.count(),
        )
        .where(_talk.c.channel_id.in_(list(channels)), literal_column(OPEN))
        .group_by(_talk.c.channel_id)
    )
    return [(row[0], row[1], row[2], row[3]) for row in found]


def waiting_visitors(session: Session, channels: Iterable[str]) -> list[tuple[str, str, datetime]]:
    """(channel, visitor, since when) of every conversation that waits in one of these channels."""
    found = session.execute(
        select(_talk.c.channel_id, _talk.c.visitor_id, _talk.c.waiting_at).where(
            _talk.c.channel_id.in_(list(channels)), literal_column(OPEN), _talk.c.state == "waiting"
        )
    )
    return [(row[0], row[1], row[2]) for row in found]


def open_ones(session: Session) -> list[Conversation]:
    """All open conversations."""
    return [snapshot(row) for row in session.execute(snapshots.where(literal_column(f"conversation.{OPEN}")))]
