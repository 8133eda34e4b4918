"""Group commit: many pieces of work, one transaction; each fails alone, none is answered before the commit."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

import pytest
from sqlalchemy import Engine, event, select, text
from sqlmodel import col

from house import until
from samovar.storage.engine.database import Database, Session, Unavailable
from samovar.storage.engine.writer import Bulk, Single, Writer
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


@pytest.fixture
async def database(filled: str) -> AsyncIterator[Database]:
    made = Database(filled)
    yield made
    await made.close()


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


HALF = "\ud83d"


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
