"""What an archive says of itself."""

from datetime import datetime

import msgspec

from samovar.storage.archive.rows import Standing

NAME = "samovar.json"


class NotAnArchive(Exception):
    """The file is none, or a damaged one."""


class OtherVersion(Exception):
    """It was made by a program whose tables are of another version; the text is that."""


class Manifest(msgspec.Struct, kw_only=True):
    """`schema`: version of the tables; `keys`: as a copy carries them (engine/backup.py)."""

    samovar: str
    schema: str
    made_at: datetime
    columns: dict[str, list[str]]
    tables: dict[str, Standing]
    keys: dict[str, str | None]

    @property
    def rows(self) -> int:
        """In all tables."""
        return sum(each.rows for each in self.tables.values())


def lines_of(table: str) -> str:
    """The name of the file with a table's rows."""
    return f"tables/{table}.jsonl"
