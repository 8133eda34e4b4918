"""Rows as lines of JSON, the same of both databases; and what tells two sets of them apart."""

from base64 import b64decode
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any

import msgspec
from sqlalchemy import Connection, Date, LargeBinary, Table, select

from samovar.storage.engine.types import Utc
from samovar.storage.tables import Base

AT_ONCE = 1000
encoder = msgspec.json.Encoder(order="sorted")
"""Sorted, since PostgreSQL keeps the names of a document in an order of its own."""


class Standing(msgspec.Struct):
    """How many rows, and their sum: the same for the same rows, in whatever order they come."""

    rows: int = 0
    sum: str = ""


class Summing:
    """Takes lines one by one."""

    def __init__(self) -> None:
        self._rows = self._sum = 0

    def add(self, line: bytes) -> None:
        """One more."""
        self._rows += 1
        self._sum = (self._sum + int.from_bytes(sha256(line).digest(), "big")) % 2**256

    @property
    def standing(self) -> Standing:
        """So far."""
        return Standing(self._rows, f"{self._sum:064x}")


def tables() -> Sequence[Table]:
    """All of ours; those that others lean on come first."""
    return Base.metadata.sorted_tables


def stored(connection: Connection, table: Table) -> Iterator[bytes]:
    """The rows of a table, as lines."""
    found = connection.execution_options(yield_per=AT_ONCE).execute(select(table))
    for row in found:
        yield encoder.encode(list(row))


def summed(lines: Iterable[bytes]) -> Standing:
    """How they stand."""
    summing = Summing()
    for line in lines:
        summing.add(line)
    return summing.standing


def reader(table: Table) -> Callable[[bytes], dict[str, Any]]:
    """Makes values for the table of a line. Raises ValueError."""
    names = [column.name for column in table.columns]
    special = {
        column.name: _KINDS[kind] for column in table.columns for kind in _KINDS if isinstance(column.type, kind)
    }

    def values(line: bytes) -> dict[str, Any]:
        given = dict(zip(names, msgspec.json.decode(line, type=list[Any]), strict=True))
        made = {name: read(given[name]) for name, read in special.items() if given[name] is not None}
        return given | made

    return values


_KINDS: dict[type[Any], Callable[[str], Any]] = {
    Utc: datetime.fromisoformat, Date: date.fromisoformat, LargeBinary: b64decode,
}  # fmt: skip
"""What JSON has no form for, and how it is read from the text that stands there instead."""
