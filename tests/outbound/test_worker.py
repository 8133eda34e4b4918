"""Jobs: each is done by one, what is left behind is taken over, and what cannot be is given up with a reason."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import partial
from mailbox import eventually
from typing import Any

import pytest

from house import Clock
from samovar.outbound import worker
from samovar.outbound.worker import GiveUp, HandOver, Saved, TryAgain, Worker, next_attempt
from samovar.storage.engine.database import Database, Session
from samovar.storage.engine.writer import Writer
from samovar.storage.queries import jobs
from samovar.storage.queries.jobs import Taken
from samovar.storage.tables import Job, utc_now


class Deeds:
    """Does what it is told to, and remembers it."""

    def __init__(self, does: Any = None) -> None:
        self.does = does
        self.done: list[str] = []
        self.saved: list[str] = []
        self.failures: list[tuple[str, bool]] = []

    def ready(self) -> bool:
        return True

    async def do(self, job: Taken, hand_over: HandOver) -> Saved:
        self.done.append(job.id)
        if self.does:
            await self.does(job, hand_over)
        return lambda session: self.saved.append(job.id)

    def failed(self, session: Session, job: Taken, error: TryAgain, again: datetime | None) -> None:
        self.failures.append((error.reason, again is not None))


@pytest.fixture
async def database(filled: str) -> AsyncIterator[Database]:
    made = Database(filled)
    yield made
    await made.close()


@asynccontextmanager
async def working(database: Database, deeds: Deeds, clock: Clock) -> AsyncIterator[Worker]:
    writer, stop = Writer(database), asyncio.Event()
    writer.start()
    made = Worker(database, writer, clock, {"deed": deeds}, 0.01)
    task = asyncio.create_task(made.run(stop))
    yield made
    stop.set()
    await task
    await writer.stop()


async def queue(database: Database, dedupe: str = "once") -> bool:
    return await database.write(partial(jobs.queue, kind="deed", dedupe=dedupe, data={}, due=utc_now()))


async def all_jobs(database: Database) -> list[Job]:
    return await database.read(lambda session: list(session.query(Job)))


async def test_of_two_processes_one_does_each_job(database: Database):
    first, second, clock = Deeds(), Deeds(), Clock()
    for number in range(40):
        assert await queue(database, str(number))
    assert not await queue(database, "7")
    async with working(database, first, clock), working(database, second, clock):
        await eventually(lambda: all_jobs(database), lambda found: all(each.state == "done" for each in found))
    assert sorted(first.done + second.done) == sorted(each.id for each in await all_jobs(database))


async def test_what_somebody_left_behind_is_taken_over_when_its_lease_has_run_out(database: Database):
    await queue(database)
    dead = partial(jobs.take, kinds=["deed"], now=utc_now(), lease=worker.LEASE, most=4)
    [left] = await database.write(dead)
    deeds, clock = Deeds(), Clock()
    async with working(database, deeds, clock):
        await asyncio.sleep(0.1)
        assert deeds.done == []
        clock.ahead += worker.LEASE
        await eventually(lambda: all_jobs(database), lambda found: found[0].state == "done")
    assert deeds.saved == [left.id]


async def test_whoever_was_too_slow_changes_nothing_any_more(database: Database):
    await queue(database)
    take = partial(jobs.take, kinds=["deed"], lease=timedelta(0), most=4)
    [slow] = await database.write(partial(take, now=utc_now()))
    [quick] = await database.write(partial(take, now=utc_now()))
    assert not await database.write(partial(jobs.hand_over, job=slow))
    assert not await database.write(partial(jobs.settle, job=slow, state="failed", due=utc_now()))
    assert await database.write(partial(jobs.settle, job=quick, state="done", due=utc_now()))
    assert not await database.write(partial(jobs.settle, job=quick, state="failed", due=utc_now()))


async def test_a_mistake_of_ours_is_tried_again_and_said(database: Database):
    async def breaks(job: Taken, hand_over: HandOver) -> None:
        raise ZeroDivisionError

    await queue(database)
    deeds = Deeds(breaks)
    async with working(database, deeds, Clock()):
        [job] = await eventually(
            lambda: all_jobs(database), lambda found: found[0].leased_until is None and found[0].attempts
        )
    assert deeds.failures == [("ours", True)] and job.error == "ours ZeroDivisionError"
    assert job.due_at > utc_now() + timedelta(seconds=20)


async def test_what_is_given_up_is_not_tried_again(database: Database):
    async def never(job: Taken, hand_over: HandOver) -> None:
        raise GiveUp("refused", "550")

    await queue(database)
    deeds, clock = Deeds(never), Clock()
    async with working(database, deeds, clock):
        await eventually(lambda: all_jobs(database), lambda found: found[0].state == "failed")
        clock.ahead += timedelta(days=2)
        await asyncio.sleep(0.1)
    assert deeds.failures == [("refused", False)] and len(deeds.done) == 1


async def test_pauses_grow_and_no_two_are_alike():
    now = utc_now()
    first = [next_attempt(1, now) for _ in range(50)]
    assert len(set(first)) > 40
    spans = [(at - now).total_seconds() for attempts in range(1, 8) if (at := next_attempt(attempts, now))]
    assert spans == sorted(spans) and len(spans) == 7
    assert all(abs(span / pause.total_seconds() - 1) <= 0.21 for span, pause in zip(spans, worker.PAUSES, strict=True))
    assert next_attempt(8, now) is None


async def test_a_job_that_hangs_holds_up_only_itself(database: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(worker, "LONGEST", 0.1)
    hung: list[str] = []

    async def hangs(job: Taken, hand_over: HandOver) -> None:
        if not hung:
            hung.append(job.id)
            await asyncio.sleep(60)

    await queue(database, "slow")
    await queue(database, "quick")
    deeds = Deeds(hangs)
    async with working(database, deeds, Clock()):
        await eventually(
            lambda: all_jobs(database), lambda found: {each.state for each in found} == {"done", "waiting"}
        )
        await eventually(lambda: asyncio.sleep(0, deeds.failures), lambda found: found == [("silent", True)])
