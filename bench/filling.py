"""History in bulk: closed conversations of ten entries each, written straight into the file of a made database.

Every row is a copy of one that the server itself wrote, but for what has to differ, so that a new column needs no word
here. Ids are as long as the server's, but rise: real ones are spread, and fill the pages of an index to two thirds.
"""

import sqlite3
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

ENTRIES = 10
"""Of a conversation."""
BODY = "Столешница из дуба, три метра: посчитаем сегодня."
AT = "strftime('%Y-%m-%d %H:%M:%S.000000', 1577836800 + n * 180, 'unixepoch')"
VISITOR = {"id": "printf('visitor-%014d', n)"}
CONVERSATION = {
    "id": "printf('conversation-%09d', n)", "ccid": "printf('ccid-%017d', n)", "number": "1000 + n",
    "visitor_id": "printf('visitor-%014d', n / 4)", "visit_id": "NULL", "state": "'closed'", "owner_id": "NULL",
    "last_owner_id": "printf('operator-%08d', n % 50)", "last_seq": f"{ENTRIES}", "visible_seq": f"{ENTRIES}",
    "last_message_seq": f"{ENTRIES}", "last_text": f"'{BODY}'", "waiting_at": "NULL", "unread_operator": "0",
    "question": "''", "unanswered": "0",
    "opened_at": AT, "claimed_at": AT, "answered_at": AT, "last_at": AT, "closed_at": AT, "updated_at": AT,
}  # fmt: skip
ENTRY = {
    "conversation_id": "printf('conversation-%09d', n)", "seq": "s", "cid": "printf('entry-%016d', n * 100 + s)",
    "author": "iif(s % 2, 'visitor', 'operator')",
    "author_id": "iif(s % 2, printf('visitor-%014d', n / 4), printf('operator-%08d', n % 50))",
    "body": f"'{BODY}'", "at": AT,
}  # fmt: skip


def fill(file: Path, conversations: int) -> None:
    """Add that many. `file`: the database of an office, in which nobody works now."""
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-500000", "temp_store=MEMORY"):
            database.execute(f"PRAGMA {pragma}")
        database.execute("BEGIN")
        database.execute("CREATE TEMP TABLE one (n INTEGER)")
        numbers = "WITH RECURSIVE c(n) AS (VALUES (0) UNION ALL SELECT n + 1 FROM c WHERE n + 1 < ?) SELECT n FROM c"
        database.execute(f"INSERT INTO one {numbers}", (conversations,))
        database.execute("CREATE TEMP TABLE ten AS SELECT n + 1 AS s FROM one WHERE n < ?", (ENTRIES,))
        _copy(database, "visitor", VISITOR, f"(SELECT n FROM one WHERE n <= {conversations // 4})")
        _copy(database, "conversation", CONVERSATION, "one", "WHERE state = 'held'")
        _copy(database, "entry", ENTRY, "one CROSS JOIN ten", "WHERE kind = 'message'")
        database.execute("COMMIT")
        database.execute("PRAGMA journal_mode=WAL")


def _copy(database: sqlite3.Connection, table: str, other: Mapping[str, str], numbers: str, which: str = "") -> None:
    names = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
    values = ", ".join(other.get(name, f"model.{name}") for name in names)
    # Not from the table itself: SQLite would first put all the new rows aside.
    database.execute(f"CREATE TEMP TABLE {table}_model AS SELECT * FROM {table} {which} LIMIT 1")
    source = f"temp.{table}_model AS model CROSS JOIN {numbers}"
    database.execute(f"INSERT INTO main.{table} ({', '.join(names)}) SELECT {values} FROM {source}")


if __name__ == "__main__":
    fill(Path(sys.argv[1]), int(sys.argv[2]))
    print("full", flush=True)
