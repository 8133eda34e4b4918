"""A writer at work, and work for it."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Engine, event, select
from sqlmodel import col

from samovar.storage.engine.database import Database, Session
from samovar.storage.engine.writer import Single, Writer
from samovar.storage.tables import Job


class Desk:
    """A writer at work, the commits it made, and the answers it gave, in order."""

    def __init__(self, database: Database, group: int = 256, waiting: int = 10_000) -> None:
        self.database = database
        self.writer = Writer(database, group, waiting)
        self.commits = 0
        self.answers: list[tuple[str, Any]] = []
        event.listen(Engine, "commit", self._committed)

    def _committed(self, _connection: Any) -> None:
        """Of all engines: only the one that writes commits."""
        self.commits += 1

    def note(self, name: str) -> Callable[[Any], None]:
        return lambda outcome: self.answers.append((name, outcome))

    def submit(self, name: str, run: Callable[[Session], Any]) -> None:
        self.writer.submit(Single(run, self.note(name)))

    async def settled(self) -> dict[str, Any]:
        await self.writer.stop()
        return dict(self.answers)

    async def stored(self) -> list[str]:
        return await self.database.read(lambda session: list(session.scalars(select(col(Job.dedupe)).order_by("id"))))


def job(name: str) -> Callable[[Session], str]:
    def run(session: Session) -> str:
        session.add(Job(id=name, kind="test", dedupe=name))
        session.flush()
        return name

    return run


def fails(session: Session) -> None:
    session.add(Job(id="half", kind="test", dedupe="half"))
    session.flush()
    raise ValueError("this one cannot")


class Jobs:
    """Many jobs at once. `doubts`: what is done in trust cannot be."""

    def __init__(self, doubts: bool = False, fails_to_keep: bool = False) -> None:
        self.doubts = doubts
        self.fails_to_keep = fails_to_keep
        self.kept: list[Any] = []

    async def optimistic(self, database: Database, items: Sequence[str]) -> Any:
        if self.doubts:
            raise ValueError("who knows")
        return [f"{name} of {len(items)}" for name in items], lambda session: self._add(session, items)

    def carry_out(self, session: Session, items: Sequence[str]) -> list[str]:
        self._add(session, items)
        return [f"{name} of {len(items)}, looked at" for name in items]

    def _add(self, session: Session, items: Sequence[str]) -> None:
        session.add_all(Job(id=name, kind="test", dedupe=name.rstrip("!")) for name in items)
        session.flush()

    def after_commit(self, outcomes: Any) -> None:
        self.kept += outcomes
        if self.fails_to_keep:
            raise MemoryError
