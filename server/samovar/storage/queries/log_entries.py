"""Entries of conversations: written many at once, read in order."""

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any

from sqlalchemy import Row, func, select

from samovar.model.conversation import Entry
from samovar.storage import tables
from samovar.storage.engine import bulk
from samovar.storage.engine.bulk import Columns
from samovar.storage.engine.database import Session

_table = tables.Entry.__table__  # type: ignore[attr-defined]
_names = (
    "conversation_id", "seq", "kind", "author", "author_id", "cid", "audience", "body", "data", "at",
)  # fmt: skip
_at_once = Columns(_names, ("text", "int", "text", "text", "text", "text", "text", "text", "json", "time"))
_values = attrgetter(*_names)


def save(session: Session, fresh: Sequence[Entry]) -> None:
    """Write them down."""
    if fresh:
        bulk.insert(session, "entry", _at_once, [_values(each) for each in fresh])


def known(session: Session, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Entry]:
    """Entries already stored for (author id, cid)."""
    wanted = set(keys)
    if not wanted:
        return {}
    # Each half by itself: for a list of pairs SQLite uses no index, but reads the whole table.
    authors, cids = zip(*wanted, strict=True)
    found = session.execute(select(_table).where(_table.c.cid.in_(cids), _table.c.author_id.in_(authors)))
    return {key: _entry(row, 0) for row in found if (key := (row.author_id, row.cid)) in wanted}


def after(session: Session, conv: str, seq: int, limit: int, *, visitor: bool) -> list[Entry]:
    """At most `limit` entries that follow a seq, in order; the visitor's view where asked."""
    chosen = _chosen(conv, visitor).where(_table.c.seq > seq).order_by(_table.c.seq).limit(limit)
    return _chain(list(session.execute(chosen)), seq)


def before(session: Session, conv: str, seq: int | None, limit: int, *, visitor: bool) -> list[Entry]:
    """The last `limit` entries, before a seq where one is given, in order."""
    chosen = _chosen(conv, visitor).order_by(_table.c.seq.desc()).limit(limit)
    if seq is not None:
        chosen = chosen.where(_table.c.seq < seq)
    return _chain(list(session.execute(chosen))[::-1], 0)


def _chosen(conv: str, visitor: bool) -> Any:
    chosen = select(_table).where(_table.c.conversation_id == conv)
    return chosen.where(_table.c.audience == "all") if visitor else chosen


def _chain(rows: Sequence[Row[*tuple[Any, ...]]], before: int) -> list[Entry]:
    made: list[Entry] = []
    for row in rows:
        made.append(_entry(row, made[-1].seq if made else before))
    return made


def _entry(row: Row[*tuple[Any, ...]], prev: int) -> Entry:
    return Entry(**{name: getattr(row, name) for name in _names}, prev=prev)


def unread(session: Session, conv: str, author: str, after: int) -> int:
    """Messages of one side after a seq."""
    return session.execute(
        select(func.count())
        .select_from(_table)
        .where(_table.c.conversation_id == conv, _table.c.seq > after)
        .where(_table.c.author == author, _table.c.kind == "message")
    ).scalar_one()


def messages(session: Session, conv: str, author: str, after: int) -> list[Entry]:
    """Messages of one side after a seq, in order."""
    chosen = _chosen(conv, False).where(_table.c.seq > after, _table.c.kind == "message")
    rows = session.execute(chosen.where(_table.c.author == author).order_by(_table.c.seq))
    return _chain(list(rows), after)


def last_of(session: Session, conv: str, author: str) -> int:
    """The seq of the last message of one side; 0 without any."""
    last = select(func.coalesce(func.max(_table.c.seq), 0)).where(_table.c.conversation_id == conv)
    last = last.where(_table.c.author == author, _table.c.kind == "message")
    return int(session.execute(last).scalar_one())


def has(session: Session, conv: str, cid: str) -> bool:
    """Whether an entry of this id is in the log."""
    found = select(_table.c.seq).where(_table.c.cid == cid, _table.c.conversation_id == conv)
    return session.execute(found.limit(1)).first() is not None
