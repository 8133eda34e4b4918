"""Many rows in one statement, in both dialects: what the writer's groups are stored with.

One statement however many rows: the writing thread then gives the interpreter's lock away and takes it back once,
not once a row (speed.md, 7). SQLite gets all values as parameters of a list of VALUES, PostgreSQL one array a column.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from itertools import chain
from typing import Any

import msgspec

from samovar.storage.engine.database import Session

MOST = 256
"""Rows of one statement on SQLite: its parameters stay far below the least limit of 32,766."""
PG_TYPES = {"text": "text", "int": "integer", "time": "timestamptz", "json": "text"}

Rows = Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Columns:
    """Names with their kinds: text, int, time or json."""

    names: tuple[str, ...]
    kinds: tuple[str, ...]

    @property
    def listed(self) -> str:
        """The names, comma separated."""
        return ", ".join(self.names)


def insert(session: Session, table: str, columns: Columns, rows: Rows, conflict: str = "") -> None:
    """Insert rows, values in the order of the columns. `conflict`: an ON CONFLICT clause."""
    _run(session, f"INSERT INTO {table} ({columns.listed}) SELECT {{picked}} FROM {{rows}} WHERE true {conflict}",
         columns, rows)  # fmt: skip


def update(session: Session, table: str, keys: tuple[str, ...], columns: Columns, rows: Rows) -> int:
    """Update rows that are found by their keys, the first of the columns; how many were found. On PostgreSQL the rows
    are locked in the order of the first key, so that no two processes wait for each other."""
    setting = ", ".join(f"{each} = fresh.{each}" for each in columns.names[len(keys) :])
    found = " AND ".join(f"{table}.{each} = fresh.at_{each}" for each in keys)
    named = Columns((*(f"at_{each}" for each in keys), *columns.names[len(keys) :]), columns.kinds)
    key = keys[0]
    in_order = f" JOIN {table} AS held ON held.{key} = given.at_{key} ORDER BY held.{key} FOR UPDATE OF held"
    held = "" if _on_sqlite(session) else in_order
    statement = f"UPDATE {table} SET {setting} FROM (SELECT {{picked}} FROM {{rows}}{held}) AS fresh WHERE {found}"
    return _run(session, statement, named, rows)


def _on_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _run(session: Session, statement: str, columns: Columns, rows: Rows) -> int:
    connection = session.connection()
    if not _on_sqlite(session):
        arrays = tuple(list(each) for each in zip(*(_written(row, _json_at(columns)) for row in rows), strict=True))
        return connection.exec_driver_sql(_for_postgres(statement, columns), arrays).rowcount
    count, written = 0, _json_at(columns) + _times_at(columns)
    for start in range(0, len(rows), MOST):
        chunk = rows[start : start + MOST]
        values = tuple(chain.from_iterable(_written(row, written) for row in chunk))
        count += connection.exec_driver_sql(_with_values(statement, columns, len(chunk)), values).rowcount
    return count


Writing = tuple[tuple[int, Callable[[Any], str]], ...]
"""Places in a row whose values the driver does not take as they are, and how they are written."""


@cache
def _json_at(columns: Columns) -> Writing:
    return tuple((place, _json) for place, kind in enumerate(columns.kinds) if kind == "json")


@cache
def _times_at(columns: Columns) -> Writing:
    return tuple((place, sqlite_time) for place, kind in enumerate(columns.kinds) if kind == "time")


def _written(row: Sequence[Any], places: Writing) -> list[Any]:
    values = list(row)
    for place, write in places:
        if values[place] is not None:
            values[place] = write(values[place])
    return values


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


@cache
def _with_values(statement: str, columns: Columns, count: int) -> str:
    row = f"({', '.join('?' * len(columns.names))})"
    picked = ", ".join(f"column{number + 1} AS {name}" for number, name in enumerate(columns.names))
    return statement.format(picked=picked, rows=f"(VALUES {', '.join([row] * count)})")


@cache
def _for_postgres(statement: str, columns: Columns) -> str:
    arrays = ", ".join(f"${number + 1}::{PG_TYPES[kind]}[]" for number, kind in enumerate(columns.kinds))
    picked = ", ".join(
        f"given.{name}::jsonb" if kind == "json" else f"given.{name}"
        for name, kind in zip(columns.names, columns.kinds, strict=True)
    )
    return statement.format(picked=picked, rows=f"unnest({arrays}) AS given({columns.listed})")


@lru_cache(maxsize=1024)
def sqlite_time(at: datetime) -> str:
    """UTC without its zone, always with microseconds, so that text sorts as time does."""
    return at.isoformat(" ", "microseconds")[:26]
