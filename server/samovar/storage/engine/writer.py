"""Group commit: one writer, one transaction for all that waits, one fsync for it.

Work queues here; while one group commits, the next gathers (no timer). A group is first done in trust: what many do
alike is made ready before the transaction, which stores it without savepoints (they would copy every page it touches).
Whatever speaks against it, the group is done once more with open eyes: then a failing piece of work rolls back alone
to its savepoint. Only after the commit are the answers given, in order, in one turn of the loop, while the next group
is already being written.
Work leaves no trace but in the session, since a group may be done twice before it is committed.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from functools import partial
from itertools import groupby
from time import monotonic
from typing import Any, Protocol, TypeVar

import msgspec

from samovar.storage.engine.database import FAILURES, Database, Session, Unavailable, blames_data
from samovar.storage.engine.spans import Spans

log = logging.getLogger(__name__)
T = TypeVar("T")

Outcome = Any
"""What a piece of work returned, or the exception it raised."""
Tell = Callable[[Outcome], None]
"""Called after the commit, in order; must not wait and must not raise."""


class Kind(Protocol):
    """Work of which many are done together, in bulk statements."""

    async def optimistic(
        self, database: Database, items: Sequence[Any]
    ) -> tuple[Sequence[Outcome], Callable[[Session], None]]:
        """Outcomes, item by item, if nothing speaks against them, and what stores them. Whatever is raised here or
        there, the group is done with open eyes."""

    def carry_out(self, session: Session, items: Sequence[Any]) -> Sequence[Outcome]:
        """With open eyes: do them, and answer item by item."""

    def after_commit(self, outcomes: Sequence[Outcome]) -> None:
        """They are committed, and the next group has not begun."""


class Single(msgspec.Struct):
    """One function of the session, in a savepoint of its own."""

    run: Callable[[Session], Outcome]
    done: Tell
    after_commit: Tell | None = None
    """Told what was returned before the next group begins; of all this is told last. Must not wait."""


class Bulk(msgspec.Struct):
    """One of many alike."""

    kind: Kind
    item: Any
    done: Tell


Work = Single | Bulk


class Writer:
    """The queue in front of the database's one writing connection."""

    def __init__(self, database: Database, group: int = 256, waiting: int = 10_000) -> None:
        self._database = database
        self._group = group
        self._most = waiting
        self._queue: list[Work] = []
        self._owed: list[tuple[list[Work], list[Outcome]]] = []
        """Committed, and not answered yet."""
        self._bell = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.commits = Spans()
        """Of groups that were committed."""

    def start(self) -> None:
        """Begin to take work; needs a running loop."""
        self._task = asyncio.create_task(self._serve(), name="writer")

    async def stop(self) -> None:
        """Commit what waits, then stop."""
        if self._task is None:
            return
        task, self._task = self._task, None
        self._bell.set()
        await task

    @property
    def waiting(self) -> int:
        """How much waits to be written."""
        return len(self._queue)

    def submit(self, work: Work) -> None:
        """Queue work. Raises Unavailable when stopped or when too much waits already."""
        if self._task is None or self.waiting >= self._most:
            raise Unavailable("the writer takes no more work")
        self._queue.append(work)
        self._bell.set()

    async def run(self, work: Callable[[Session], T], after_commit: Callable[[T], None] | None = None) -> T:
        """Run one function in the next group and wait for its commit; raises what it raised."""
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self.submit(Single(work, partial(settle, future), after_commit))
        return await future

    async def _serve(self) -> None:
        while self._task is not None or self._queue:
            try:
                await self._next_group()
            except Exception:
                # Out of memory, say: whoever waits is answered, and the next group has its chance.
                log.exception("a group was lost")
                self._fail([], Unavailable("the writer failed"))

    async def _next_group(self) -> None:
        if not self._queue:
            self._bell.clear()
            await self._bell.wait()
            return
        group, self._queue = self._queue[: self._group], self._queue[self._group :]
        began = monotonic()
        try:
            outcomes = await self._carried_out(group)
        except Exception as error:
            log.error(
                "a group of %d was not committed: %s", len(group), error, exc_info=not isinstance(error, Unavailable)
            )
            self._fail(group, error if isinstance(error, Unavailable) else Unavailable(str(error)))
            return
        self.commits.took(monotonic() - began)
        self._owed.append((group, outcomes))
        # After the next group has been handed to the database.
        asyncio.get_running_loop().call_soon(self._answer)
        _after_commit(group, outcomes)

    async def _carried_out(self, group: list[Work]) -> list[Outcome]:
        try:
            return await self._database.write(await self._optimistic(group))
        except Conflict:
            return await self._database.write(partial(run_group, group=group))

    async def _optimistic(self, group: list[Work]) -> Callable[[Session], list[Outcome]]:
        """Raises Doubt."""
        outcomes, stores = {}, []
        for kind in _kinds(group):
            items = [work.item for work in group if isinstance(work, Bulk) and work.kind is kind]
            try:
                made, store = await kind.optimistic(self._database, items)
            except Exception as error:
                raise Conflict from error
            outcomes[kind] = iter(made)
            stores.append(store)

        def work(session: Session) -> list[Outcome]:
            for store in stores:
                if error := _tried(partial(store, session)):
                    raise Conflict from error
            return [
                next(outcomes[work.kind]) if isinstance(work, Bulk) else _guarded(session, work.run) for work in group
            ]

        return work

    def _fail(self, group: list[Work], error: Unavailable) -> None:
        """What waits fails with it, and hears so at once: later messages of an author must not overtake those that
        come again."""
        waiting, self._queue = self._queue, []
        failed = [*group, *waiting]
        self._owed.append((failed, [error] * len(failed)))
        self._answer()

    def _answer(self) -> None:
        owed, self._owed = self._owed, []
        for works, outcomes in owed:
            for work, outcome in zip(works, outcomes, strict=True):
                _tell(work, outcome)


def _kinds(group: Sequence[Work]) -> list[Kind]:
    return list(dict.fromkeys(work.kind for work in group if isinstance(work, Bulk)))


def _after_commit(group: Sequence[Work], outcomes: Sequence[Outcome]) -> None:
    """Single pieces come last: what one of them has made out of date was kept by a kind a moment before."""
    done = list(zip(group, outcomes, strict=True))
    for kind in _kinds(group):
        kind.after_commit([outcome for work, outcome in done if _is_of(kind, work)])
    for work, outcome in done:
        if isinstance(work, Single) and work.after_commit and not isinstance(outcome, Exception):
            work.after_commit(outcome)


def _is_of(kind: Kind, work: Work) -> bool:
    return isinstance(work, Bulk) and work.kind is kind


def _tell(work: Work, outcome: Outcome) -> None:
    """Everybody else's work goes on, whatever one answer does."""
    try:
        work.done(outcome)
    except Exception:
        log.exception("an answer failed")


def settle(future: "asyncio.Future[T]", outcome: Outcome) -> None:
    """Give a waiting future its outcome, unless its owner has left."""
    if future.done():
        return
    if isinstance(outcome, BaseException):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)


class Conflict(Exception):
    """Something speaks against what was done in trust; the transaction must not be committed."""


def run_group(session: Session, group: Sequence[Work]) -> list[Outcome]:
    """Run a group in order with open eyes, neighbours of one kind together."""
    outcomes: list[Outcome] = []
    for kind, works in groupby(group, key=lambda work: work.kind if isinstance(work, Bulk) else None):
        if kind is None:
            outcomes += [_guarded(session, work.run) for work in works if isinstance(work, Single)]
        else:
            outcomes += _run_many(session, kind, [work.item for work in works if isinstance(work, Bulk)])
    return outcomes


def _run_many(session: Session, kind: Kind, items: list[Any]) -> list[Outcome]:
    """All at once; where that fails one by one, so that only the bad one fails."""
    outcome = _guarded(session, lambda session: kind.carry_out(session, items))
    if not isinstance(outcome, Exception):
        return list(outcome)
    return [_alone(session, kind, item) for item in items]


def _alone(session: Session, kind: Kind, item: Any) -> Outcome:
    outcome = _guarded(session, lambda session: kind.carry_out(session, [item]))
    return outcome if isinstance(outcome, Exception) else outcome[0]


def _guarded(session: Session, run: Callable[[Session], Outcome]) -> Outcome:
    """Run in a savepoint; an exception undoes only this piece and becomes its outcome."""

    def in_a_savepoint() -> Outcome:
        with session.begin_nested():
            return run(session)

    return _tried(in_a_savepoint)


def _tried(run: Callable[[], Outcome]) -> Outcome:
    """The outcome, or the exception as one.

    Not so a failure of the database itself (disk full, lost connection): SQLite then may have rolled
    back the whole transaction, and only failing the whole group keeps every acknowledgement true.
    """
    try:
        return run()
    except MemoryError:
        raise
    except FAILURES as error:
        if not blames_data(error):
            raise
        return error
    except Exception as error:
        return error
