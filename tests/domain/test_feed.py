"""One conversation for one connection: each entry once and in order, whatever was missed, old, hidden or held back."""

import asyncio
from collections.abc import Sequence

import pytest

from samovar.domain.conversation.publish import Change
from samovar.domain.delivery import feed as feeds
from samovar.domain.delivery.feed import PAGE, Feed
from samovar.model.conversation import Conversation, Entry
from samovar.storage.engine.database import Unavailable
from talks import NOW, held


class Log:
    """A conversation in storage, and what one connection was sent of it. `notes`: as an operator's."""

    def __init__(self, notes: bool = True, after: int = 0) -> None:
        self.talk = held(last_seq=0, visible_seq=0, fresh=[])
        self.notes = notes
        self.got: list[int] = []
        self.batches: list[tuple[int, list[int], bool]] = []
        self.asked: list[tuple[int, int]] = []
        self.broken = 0
        self.feed = Feed(self, self, after=after)  # type: ignore[arg-type]

    def add(self, number: int = 1, audience: str = "all") -> Change:
        made = [self.talk.append("message", "operator", "anna", NOW, audience=audience) for _ in range(number)]
        return Change(self.talk, made)

    async def after(self, after: int, limit: int) -> tuple[Conversation, Sequence[Entry], bool]:
        self.asked.append((after, limit))
        if self.broken:
            self.broken -= 1
            raise Unavailable("away")
        seen = [each for each in self.talk.fresh if each.seq > after and (self.notes or each.audience == "all")]
        return self.talk, seen[:limit], len(seen) > limit

    def batch(self, talk: Conversation, after: int, entries: Sequence[Entry], more: bool) -> None:
        self.batches.append((after, [each.seq for each in entries], more))
        self.got += [each.seq for each in entries]

    def live(self, change: Change, entry: Entry) -> None:
        self.got.append(entry.seq)

    async def until(self, *seqs: int) -> None:
        async with asyncio.timeout(5):
            while self.got != list(seqs):  # noqa: ASYNC110
                await asyncio.sleep(0)


def test_what_comes_next_goes_out_and_what_is_old_does_not():
    log = Log()
    first, second = log.add(), log.add(2)
    for change in (first, second, first, second):
        log.feed.on_change(change)
    assert (log.got, log.feed.cursor, log.asked) == ([1, 2, 3], 3, [])


def test_a_visitor_is_told_no_notes_and_misses_nothing_by_them():
    log = Log(notes=False)
    for change in (log.add(), log.add(audience="operators"), log.add()):
        log.feed.on_change(change)
    assert (log.got, log.asked) == ([1, 3], [])


def test_an_operator_is_told_notes_too():
    log = Log()
    for change in (log.add(), log.add(audience="operators"), log.add()):
        log.feed.on_change(change)
    assert (log.got, log.asked) == ([1, 2, 3], [])


@pytest.mark.parametrize(("notes", "expected"), [(True, (1, 2, 3, 4)), (False, (1, 2, 4))])
def test_a_hole_is_read_and_what_comes_meanwhile_waits(notes: bool, expected: tuple[int, ...]):
    async def story() -> None:
        log = Log(notes)
        log.feed.on_change(log.add())
        log.add()
        hidden, after_hole = log.add(audience="operators"), log.add()
        log.feed.on_change(after_hole)
        log.feed.on_change(hidden)
        assert log.got == [1]
        await log.until(*expected)
        assert [after for after, _, _ in log.batches] == [1]
        log.feed.on_change(log.add())
        assert log.got == [*expected, 5]

    asyncio.run(story())


def test_a_hole_is_read_again_until_the_database_answers(monkeypatch: pytest.MonkeyPatch):
    """One waits between a second and two each time, so that not all come back together."""
    slept: list[float] = []
    rest = asyncio.sleep

    async def noted(seconds: float) -> None:
        slept.append(seconds)
        await rest(0)

    async def story() -> None:
        log = Log()
        log.add()
        log.broken = 2
        log.feed.on_change(log.add())
        async with asyncio.timeout(5):
            while log.got != [1, 2]:
                await rest(0)
        assert len(log.asked) == 3

    monkeypatch.setattr(feeds.asyncio, "sleep", noted)
    monkeypatch.setattr(feeds, "random", lambda: 0.5)
    asyncio.run(story())
    assert slept == [1.5, 1.5]


def test_what_is_held_back_goes_out_at_the_release_from_the_cursor_on():
    log = Log()
    log.feed.hold()
    for _ in range(3):
        log.feed.on_change(log.add())
    assert log.got == []
    log.feed.release(2)
    assert log.got == [3]
    log.feed.on_change(log.add())
    assert log.got == [3, 4]


def test_a_release_never_goes_back_and_needs_nothing_held():
    log = Log(after=5)
    log.feed.release(3)
    assert log.feed.cursor == 5
    log.feed.release()
    assert log.feed.cursor == 5
    log = Log()
    log.feed.release()
    assert log.feed.cursor == 0


def test_all_that_is_stored_is_read_page_by_page():
    async def story() -> None:
        for number, pages in ((0, []), (3, [3]), (PAGE, [PAGE]), (PAGE + 1, [PAGE, 1])):
            log = Log()
            log.add(number)
            await log.feed.read_all()
            assert log.got == list(range(1, number + 1))
            assert [len(seqs) for _, seqs, _ in log.batches] == pages
            assert [more for _, _, more in log.batches] == [True, False][-len(pages) :][: len(pages)]
            assert {limit for _, limit in log.asked} == {PAGE} and log.feed.cursor == number

    asyncio.run(story())


def test_a_page_is_as_much_as_a_client_may_be_sent_at_once():
    assert PAGE == 200
