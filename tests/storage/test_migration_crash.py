"""A migration that dies half-way leaves nothing behind: the next start finishes it (cases.md, c28)."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, event

from samovar.storage.engine.database import Database
from samovar.storage.engine.schema import differences, migrate

CREATE = "CREATE TABLE"


class PowerCut(Exception):
    """The machine is gone."""


@pytest.mark.parametrize("survived", [0, 1, 7, 14])
async def test_a_crash_between_two_tables_leaves_none_of_them(tmp_path: Path, survived: int) -> None:
    made: list[str] = []

    def cut(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if CREATE in statement and "alembic_version" not in statement:
            if len(made) == survived:
                raise PowerCut
            made.append(statement)

    database = Database(f"sqlite:///{tmp_path / 'house.db'}")
    event.listen(Engine, "before_cursor_execute", cut)
    try:
        with pytest.raises(PowerCut):
            await migrate(database)
    finally:
        event.remove(Engine, "before_cursor_execute", cut)
    assert len(made) == survived

    await migrate(database)
    await database.close()
    engine = create_engine(f"sqlite:///{tmp_path / 'house.db'}")
    with engine.connect() as connection:
        assert differences(connection) == ""
    engine.dispose()
