"""Group commit: one writer, one transaction for all that waits, one fsync for it.

Work queues here; while one group commits, the next gathers (no timer). A group is first tried trusting: what is done
in bulk goes without savepoints, which would copy every page it touches. Whatever speaks against it, the group is
done once more with open eyes: then a failing piece of work rolls back alone to its savepoint. Only after the commit
are the answers given, in order, in one turn of the loop, while the next group is already being written.
Work is a plain function of the session without side effects, so that a group may be run again after
a lost connection; every command is idempotent by its `cid` or `rid`.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from functools import partial
from itertools import groupby
from typing import Any, TypeVar

import msgspec
from sqlalchemy.exc import DataError, IntegrityError

from samovar.storage.database import FAILURES, Database, Session, Unavailable

log = logging.getLogger(__name__)
T = TypeVar("T")

Outcome = Any
"""What a piece of work returned, or the exception it raised."""
Done = Callable[[Outcome], None]
"""Called after the commit, in order; must not wait and must not raise."""
RunMany = Callable[[Session, Sequence[Any], bool], list[Outcome]]


def _keep(outcome: Outcome) -> None:
    """Nothing is remembered of it."""


class Single(msgspec.Struct):
    """One function of the session, in a savepoint of its own. `keep`: called with the outcome right after the commit,
    before the next group begins; under the same rules as `done`."""

    run: Callable[[Session], Outcome]
    done: Done
    keep: Done = _keep


class Bulk(msgspec.Struct):
    """One of many alike, done together in bulk statements by `run_many`, which answers item by item.

    Its last argument: whether to trust that nothing speaks against them. Whatever it raises then, the group is done
    once more without. `keep` as above.
    """

    run_many: RunMany
    item: Any
    done: Done
    keep: Done = _keep


Work = Single | Bulk


class Writer:
    """The queue in front of the database's one writing connection."""

    def __init__(self, database: Database, group: int = 256, waiting: int = 10_000) -> None:
        self._database = database
        self._group = group
        self._waiting = waiting
        self._queue: list[Work] = []
        self._bell = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

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

    def submit(self, work: Work) -> None:
        """Queue work. Raises Unavailable when stopped or when too much waits already."""
        if self._task is None or len(self._queue) >= self._waiting:
            raise Unavailable("the writer takes no more work")
        self._queue.append(work)
        self._bell.set()

    async def run(self, work: Callable[[Session], T]) -> T:
        """Run one function in the next group and wait for its commit; raises what it raised."""
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self.submit(Single(work, lambda outcome: settle(future, outcome)))
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
        try:
            outcomes = await self._carried_out(group)
        except Exception as error:
            log.error(
                "a group of %d was not committed: %s", len(group), error, exc_info=not isinstance(error, Unavailable)
            )
            self._fail(group, error if isinstance(error, Unavailable) else Unavailable(str(error)))
            return
        for work, outcome in zip(group, outcomes, strict=True):
            work.keep(outcome)
        self._answer(group, outcomes)

    async def _carried_out(self, group: list[Work]) -> list[Outcome]:
        try:
            return await self._database.write(partial(run_group, group=group, trusting=True))
        except Doubt:
            return await self._database.write(partial(run_group, group=group, trusting=False))

    def _fail(self, group: list[Work], error: Unavailable) -> None:
        """What waits fails with it: later messages of an author must not overtake those that come again."""
        waiting, self._queue = self._queue, []
        failed = [*group, *waiting]
        self._answer(failed, [error] * len(failed))

    def _answer(self, works: list[Work], outcomes: list[Outcome]) -> None:
        """Soon: after the next group has been handed to the database."""
        asyncio.get_running_loop().call_soon(_answer_all, works, outcomes)


def _answer_all(works: list[Work], outcomes: list[Outcome]) -> None:
    for work, outcome in zip(works, outcomes, strict=True):
        # Everybody else's work goes on, whatever one answer does.
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


class Doubt(Exception):
    """Something speaks against what was done in trust; the transaction must not be committed."""


def run_group(session: Session, group: Sequence[Work], trusting: bool) -> list[Outcome]:
    """Run a group in order, neighbours of one bulk kind together. Raises Doubt, if trusting."""
    run_bulk = _in_trust if trusting else _with_open_eyes
    outcomes: list[Outcome] = []
    for kind, works in groupby(group, key=lambda work: work.run_many if isinstance(work, Bulk) else None):
        if kind is None:
            outcomes += [_guarded(session, work.run) for work in works if isinstance(work, Single)]
        else:
            outcomes += run_bulk(session, kind, [work.item for work in works if isinstance(work, Bulk)])
    return outcomes


def _in_trust(session: Session, run_many: RunMany, items: list[Any]) -> list[Outcome]:
    outcomes = _tried(lambda: run_many(session, items, True))
    if isinstance(outcomes, Exception):
        raise Doubt from outcomes
    return list(outcomes)


def _with_open_eyes(session: Session, run_many: RunMany, items: list[Any]) -> list[Outcome]:
    """All at once, to find what was stored before or elsewhere; then one by one, so that only the bad one fails."""
    outcome = _guarded(session, lambda session: run_many(session, items, False))
    if not isinstance(outcome, Exception):
        return list(outcome)
    return [_alone(session, run_many, item) for item in items]


def _alone(session: Session, run_many: RunMany, item: Any) -> Outcome:
    outcome = _guarded(session, lambda session: run_many(session, [item], False))
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
    except (IntegrityError, DataError) as error:
        return error
    except (*FAILURES, MemoryError):
        raise
    except Exception as error:
        return error
