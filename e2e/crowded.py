"""Many talks at once, written straight into a demo's database: browsers for all of them would be too many."""

import sqlite3
from contextlib import closing

from served import Demo


def crowd(demo: Demo, many: int) -> None:
    """So many visitors wait in Moscow; the server must not run."""
    with closing(sqlite3.connect(demo.database)) as database, database:
        moscow = database.execute("SELECT id FROM channel WHERE name = 'Москва'").fetchone()[0]
        for n in range(1, many + 1):
            _copy(database, "visitor", id=f"crowd-visitor-{n:06}", name="")
            _copy(
                database, "conversation", id=f"crowd-conversation-{n:06}", visitor_id=f"crowd-visitor-{n:06}",
                ccid=f"crowd-{n:012}", number=n, channel_id=moscow, state="waiting", owner_id=None,
                last_owner_id=None, closed_at=None, visit_id=None, waiting_at="2026-01-01 12:00:00.000000",
                question=f"Вопрос {n}", unanswered=1, last_text=f"Вопрос {n}", last_side="visitor",
            )  # fmt: skip


def _copy(database: sqlite3.Connection, table: str, **other: object) -> None:
    """A row like the first of its table, but for these columns."""
    names = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
    values = ", ".join(f":{name}" if name in other else name for name in names)
    source = f"(SELECT * FROM {table} ORDER BY rowid LIMIT 1)"
    database.execute(f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM {source}", other)
