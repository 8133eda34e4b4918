"""Group commit: many pieces of work, one transaction; each fails alone, none is answered before the commit."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from samovar.storage.engine.database import Database, Session, Unavailable
from samovar.storage.engine.writer import Bulk
from writing import Desk, Jobs, fails, job


@pytest.fixture
async def database(filled: str) -> AsyncIterator[Database]:
    made = Database(filled)
    yield made
    await made.close()


async def test_what_waits_together_is_committed_once(database: Database):
    desk = Desk(database)
    desk.writer.start()
    for number in range(100):
        desk.submit(f"{number:03}", job(f"{number:03}"))
    await desk.settled()
    assert desk.commits == 1
    assert await desk.stored() == [f"{number:03}" for number in range(100)]


async def test_answers_come_in_the_order_of_the_work(database: Database):
    desk = Desk(database, group=7)
    desk.writer.start()
    for number in range(50):
        desk.submit(f"{number:03}", job(f"{number:03}") if number % 5 else fails)
    await desk.settled()
    assert [name for name, _ in desk.answers] == [f"{number:03}" for number in range(50)]
    assert desk.commits == 8


async def test_no_answer_comes_before_the_commit(database: Database, monkeypatch: pytest.MonkeyPatch):
    desk, commits, stored = Desk(database), asyncio.Event(), asyncio.Event()
    write = database.write

    async def slow(work: Callable[[Session], Any]) -> Any:
        done = await write(work)
        stored.set()
        await commits.wait()
        return done

    monkeypatch.setattr(database, "write", slow)
    desk.writer.start()
    desk.submit("one", job("one"))
    await stored.wait()
    assert await desk.stored() == ["one"] and desk.answers == []
    commits.set()
    assert await desk.settled() == {"one": "one"}


async def test_work_of_one_kind_is_done_in_bulk(database: Database):
    desk, jobs = Desk(database), Jobs()
    desk.writer.start()
    for name in ("a", "b", "c"):
        desk.writer.submit(Bulk(jobs, name, desk.note(name)))
    assert await desk.settled() == {"a": "a of 3", "b": "b of 3", "c": "c of 3"}
    assert jobs.kept == ["a of 3", "b of 3", "c of 3"]


async def test_what_is_committed_is_answered_so_whatever_goes_wrong_after_it(database: Database):
    desk, jobs = Desk(database), Jobs(fails_to_keep=True)
    desk.writer.start()
    desk.writer.submit(Bulk(jobs, "a", desk.note("a")))
    assert await desk.settled() == {"a": "a of 1"}
    assert await desk.stored() == ["a"]


async def test_a_piece_tells_what_is_out_of_date_after_what_was_kept_and_before_the_next_group(database: Database):
    """Else the next group would begin with what was remembered a moment before."""
    desk, jobs, told = Desk(database, group=3), Jobs(), list[Any]()
    desk.writer.start()
    note = lambda outcome: told.append((outcome, list(jobs.kept)))  # noqa: E731
    arriving = [asyncio.ensure_future(desk.writer.run(work, note)) for work in (job("one"), fails)]
    await asyncio.sleep(0)
    for name in ("a", "b"):
        desk.writer.submit(Bulk(jobs, name, desk.note(name)))
    await desk.settled()
    assert [type(each) for each in await asyncio.gather(*arriving, return_exceptions=True)] == [str, ValueError]
    assert told == [("one", ["a of 1"])]


async def test_what_cannot_be_done_in_trust_is_done_with_open_eyes(database: Database):
    desk, jobs = Desk(database), Jobs(doubts=True)
    desk.writer.start()
    desk.submit("before", job("before"))
    for name in ("a", "b"):
        desk.writer.submit(Bulk(jobs, name, desk.note(name)))
    assert await desk.settled() == {"before": "before", "a": "a of 2, looked at", "b": "b of 2, looked at"}
    assert await desk.stored() == ["a", "b", "before"]


async def test_where_trust_was_wrong_nothing_of_it_stays(database: Database):
    """Two of one name: the second is refused by the database, and what was done before it is done again."""
    desk, jobs = Desk(database), Jobs()
    desk.writer.start()
    desk.submit("before", job("before"))
    for name in ("a", "a!"):
        desk.writer.submit(Bulk(jobs, name, desk.note(name)))
    answers = await desk.settled()
    assert answers["before"] == "before" and answers["a"] == "a of 1, looked at"
    assert isinstance(answers["a!"], Exception)
    assert [type(each) for each in jobs.kept] == [str, type(answers["a!"])]
    assert await desk.stored() == ["a", "before"]


async def test_a_stopping_writer_commits_what_waits_and_takes_no_more(database: Database):
    desk = Desk(database, group=3)
    desk.writer.start()
    for number in range(10):
        desk.submit(str(number), job(str(number)))
    await desk.writer.stop()
    assert len(await desk.stored()) == len(desk.answers) == 10
    with pytest.raises(Unavailable):
        desk.submit("late", job("late"))


async def test_too_much_waiting_work_is_refused_at_once(database: Database):
    desk = Desk(database, waiting=3)
    desk.writer.start()
    for number in range(3):
        desk.submit(str(number), job(str(number)))
    with pytest.raises(Unavailable):
        desk.submit("more", job("more"))
    await desk.settled()
    assert await desk.stored() == ["0", "1", "2"]
