"""What fails fails alone, or with all that it would be overtaken by; the writer goes on."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from sqlalchemy import text

from house import until
from samovar.storage.engine.database import Database, Session, Unavailable
from samovar.storage.engine.writer import Bulk, Single
from samovar.storage.tables import Job
from writing import Desk, Jobs, fails, job

HALF = "\ud83d"


@pytest.fixture
async def database(filled: str) -> AsyncIterator[Database]:
    made = Database(filled)
    yield made
    await made.close()


async def test_work_that_fails_is_undone_alone(database: Database):
    desk = Desk(database)
    desk.writer.start()
    desk.submit("before", job("before"))
    desk.submit("bad", fails)
    desk.submit("after", job("after"))
    answers = await desk.settled()
    assert answers["before"] == "before" and answers["after"] == "after"
    assert isinstance(answers["bad"], ValueError)
    assert await desk.stored() == ["after", "before"]


async def test_only_the_bad_one_of_a_bulk_fails(database: Database):
    desk, jobs = Desk(database), Jobs()
    desk.writer.start()
    for name in ("a", "b", "b!", "c"):
        desk.writer.submit(Bulk(jobs, name, desk.note(name)))
    answers = await desk.settled()
    assert {name for name, outcome in answers.items() if isinstance(outcome, Exception)} == {"b!"}
    assert await desk.stored() == ["a", "b", "c"]


async def test_a_database_that_fails_fails_the_whole_group(database: Database):
    """It may have rolled back the whole transaction: any acknowledgement would be a lie."""
    desk = Desk(database)
    if database.sqlite:
        await database.write(let_the_disk_be_full)
    desk.writer.start()
    desk.submit("before", job("before"))
    desk.submit("big", too_much_for_the_disk if database.sqlite else lose_the_line)
    desk.submit("after", job("after"))
    answers = await desk.settled()
    assert len(answers) == 3 and all(isinstance(outcome, Unavailable) for outcome in answers.values())
    assert await desk.stored() == []


async def test_what_the_data_are_to_blame_for_fails_alone_and_for_good(database: Database):
    """A letter that a database cannot hold was "try again" for ever, and everything behind it waited too."""
    desk, jobs = Desk(database), Jobs()
    desk.writer.start()
    desk.submit("before", job("before"))
    desk.submit("odd", store_half_a_letter)
    desk.submit("after", job("after"))
    for name in ("a", HALF, "c"):
        desk.writer.submit(Bulk(jobs, name, desk.note(name)))
    answers = await desk.settled()
    failed = {name for name, outcome in answers.items() if isinstance(outcome, Exception)}
    assert failed == {"odd", HALF} and not any(isinstance(each, Unavailable) for each in answers.values())
    assert await desk.stored() == ["a", "after", "before", "c"]


def store_half_a_letter(session: Session) -> None:
    session.add(Job(id="odd", kind="test", dedupe=HALF))
    session.flush()


def let_the_disk_be_full(session: Session) -> None:
    pages = session.execute(text("PRAGMA page_count")).scalar_one()
    session.execute(text(f"PRAGMA max_page_count = {pages + 2}"))


def too_much_for_the_disk(session: Session) -> None:
    session.add(Job(kind="test", dedupe="big", data={"x": "x" * 10**6}))
    session.flush()


def lose_the_line(session: Session) -> None:
    session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))


async def test_the_writer_goes_on_after_a_failed_group(database: Database, monkeypatch: pytest.MonkeyPatch):
    desk, write = Desk(database), database.write

    async def broken(work: Any) -> Any:
        raise Unavailable("no line")

    monkeypatch.setattr(database, "write", broken)
    desk.writer.start()
    with pytest.raises(Unavailable, match="no line"):
        await desk.writer.run(job("lost"))
    monkeypatch.setattr(database, "write", write)
    assert await desk.writer.run(job("kept")) == "kept"
    await desk.settled()
    assert await desk.stored() == ["kept"]


async def test_the_writer_survives_an_answer_that_raises(database: Database):
    desk = Desk(database)
    desk.writer.start()

    def broken(outcome: Any) -> None:
        raise RuntimeError("nobody should")

    desk.writer.submit(Single(job("one"), broken))
    desk.submit("two", job("two"))
    async with asyncio.timeout(5):
        assert await desk.writer.run(job("three")) == "three"
        assert await desk.settled() == {"two": "two"}


async def test_whoever_no_longer_waits_stops_nobody(database: Database):
    desk = Desk(database)
    desk.writer.start()
    left = asyncio.ensure_future(desk.writer.run(job("left")))
    await asyncio.sleep(0)
    left.cancel()
    assert await desk.writer.run(job("next")) == "next"
    await desk.settled()
    assert await desk.stored() == ["left", "next"]


async def test_what_waits_behind_a_failed_group_does_not_overtake_it(
    database: Database, monkeypatch: pytest.MonkeyPatch
):
    desk, broken = Desk(database, group=1), asyncio.Event()
    write = database.write

    async def away(work: Callable[[Session], Any]) -> Any:
        await broken.wait()
        monkeypatch.setattr(database, "write", write)
        raise Unavailable("away")

    monkeypatch.setattr(database, "write", away)
    desk.writer.start()
    for name in ("first", "second"):
        desk.submit(name, job(name))
    await asyncio.sleep(0)
    broken.set()
    await until(lambda: len(desk.answers) == 2)
    assert await desk.writer.run(job("later")) == "later"
    answers = await desk.settled()
    assert [type(answers[name]) for name in ("first", "second")] == [Unavailable, Unavailable]
    assert await desk.stored() == ["later"]


async def test_whoever_fails_hears_of_it_before_anything_else_happens(
    database: Database, monkeypatch: pytest.MonkeyPatch
):
    """What his client sent behind it may be read in the next moment, and would overtake it."""
    desk, answered = Desk(database), list[int]()

    async def away(work: Any) -> Any:
        asyncio.get_running_loop().call_soon(lambda: answered.append(len(desk.answers)))
        raise Unavailable("away")

    monkeypatch.setattr(database, "write", away)
    desk.writer.start()
    desk.submit("one", job("one"))
    await until(lambda: bool(answered))
    await desk.writer.stop()
    assert answered == [1]
