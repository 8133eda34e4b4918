"""How soon a channel answers: measured of enough talks that began while somebody was there, else not said."""

from datetime import datetime, timedelta

import pytest

from house import Running
from plans import plan_of
from samovar.domain.channels.pace import Pace
from samovar.storage.engine.database import Session
from samovar.storage.queries import pace
from samovar.storage.tables import Conversation, Visitor, utc_now

CHANNEL, SITE = "channel-moscow-0000", "site-of-the-shop00"
NOW = utc_now()
DAY = timedelta(days=1)


def talks(session: Session, answers: list[float | None], at: datetime = NOW - DAY, staffed: bool = True) -> None:
    """Closed talks, answered after so many seconds."""
    for number, seconds in enumerate(answers, start=session.query(Conversation).count() + 1):
        visitor = Visitor(site_id=SITE)
        session.add(visitor)
        session.flush()
        answered = None if seconds is None else at + timedelta(seconds=seconds)
        session.add(
            Conversation(
                site_id=SITE, channel_id=CHANNEL, visitor_id=visitor.id, number=number, ccid=f"{number}",
                state="closed", closed_at=at + DAY, opened_at=at, answered_at=answered, staffed=staffed,
            )
        )  # fmt: skip
        session.flush()


async def measured(house: Running, *many: list[float | None], **more: object) -> int:
    for answers in many:
        await house.house.services.database.write(lambda session, answers=answers: talks(session, answers, **more))  # type: ignore[misc]
    return await Pace(house.house.services.database, lambda: NOW).of(CHANNEL)


async def test_the_middle_of_twenty_first_answers(on_each: Running):
    assert await measured(on_each, [40.0] * 11 + [300.0] * 9) == 40_000


async def test_too_few_talks_say_nothing(at: Running):
    assert await measured(at, [40.0] * 19) == 0


async def test_what_nobody_answered_counts_as_the_slowest(at: Running):
    assert await measured(at, [40.0] * 11 + [None] * 10) == 40_000
    assert await measured(at, [None] * 10) == 0


async def test_an_hour_is_nothing_to_promise(at: Running):
    assert await measured(at, [3601.0] * 20) == 0


@pytest.mark.parametrize(
    "more", [{"staffed": False}, {"at": NOW - 31 * DAY}, {"at": NOW - timedelta(minutes=9)}], ids=str
)
async def test_talks_begun_while_nobody_was_there_long_ago_or_just_now_do_not_count(
    at: Running, more: dict[str, object]
):
    assert await measured(at, [40.0] * 30, **more) == 0


async def test_the_database_is_asked_once_in_a_while(at: Running, monkeypatch: pytest.MonkeyPatch):
    keeps = Pace(at.house.services.database, lambda: NOW)
    assert await keeps.of(CHANNEL) == 0
    await at.house.services.database.write(lambda session: talks(session, [40.0] * 20))
    assert await keeps.of(CHANNEL) == 0


async def test_the_talks_are_found_by_an_index(at: Running):
    plan = await plan_of(
        at.house.services.database, lambda session: pace.first_answers(session, CHANNEL, NOW - 30 * DAY, NOW)
    )
    assert "ix_conversation_staffed" in plan and "TEMP B-TREE" not in plan
