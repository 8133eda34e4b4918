"""How SQLite would find the rows of a query."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import event

from samovar.storage.engine.database import Database, Session


async def plan_of(database: Database, query: Callable[[Session], Any]) -> str:
    """The plan of the last statement that the query asks."""
    asked: list[tuple[str, Any]] = []

    def explain(session: Session) -> str:
        @event.listens_for(session.get_bind(), "before_cursor_execute")
        def note(_connection: Any, _cursor: Any, statement: str, given: Any, *_more: Any) -> None:
            asked.append((statement, given))

        query(session)
        statement, given = asked[-1]
        return str(session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given).all())

    return await database.read(explain)
