"""Letters as rows: once each, to one address, and few to those that nobody has confirmed."""

from collections.abc import AsyncIterator
from datetime import timedelta
from mailbox import PLACES, job_of, letter, write_letter
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from samovar.domain import mails
from samovar.domain.mails import BadAddress, TooManyLetters, letters
from samovar.storage.engine.database import Database, Session
from samovar.storage.tables import Job, Mail, utc_now

NOW = utc_now()
STRANGER = "confirm_channel_address"


@pytest.fixture
async def database(filled: str) -> AsyncIterator[Database]:
    made = Database(filled)
    yield made
    await made.close()


async def count(database: Database, table: type[Any]) -> int:
    return await database.read(lambda session: int(session.query(table).count()))


async def test_a_letter_is_written_once_with_its_job(database: Database):
    first = await write_letter(database.write)
    assert await write_letter(database.write) == first
    assert (await count(database, Mail), await count(database, Job)) == (1, 1)
    assert (await job_of(database, first)).kind == "mail"


async def test_what_is_undone_leaves_no_letter(database: Database):
    def work(session: Session) -> None:
        mails.queue(session, "test", "anna@olha.example", "ru", PLACES["test"], "once")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await database.write(work)
    assert (await count(database, Mail), await count(database, Job)) == (0, 0)


@pytest.mark.parametrize(
    "to",
    [
        "",
        "anna",
        "a@b.example, c@d.example",
        "a@b.example\r\nBcc: c@d.example",
        "Anna <a@b.example>",
        "a\u2028@b.example",
    ],
)
async def test_only_one_address_is_taken(database: Database, to: str):
    with pytest.raises(BadAddress):
        await write_letter(database.write, to=to)
    assert await count(database, Mail) == 0


async def many(database: Database, number: int, hours: float, to: str = "stranger@example.com") -> None:
    for each in range(number):
        at = NOW + timedelta(hours=hours * each)
        await write_letter(database.write, STRANGER, to, f"{to} {each}", now=at)


async def test_nobody_is_troubled_with_letters_they_did_not_confirm(database: Database):
    await many(database, 1, 0)
    with pytest.raises(TooManyLetters) as refused:
        await write_letter(database.write, STRANGER, "stranger@example.com", "again", now=NOW + timedelta(minutes=20))
    assert refused.value.after_ms == pytest.approx(40 * 60_000, abs=2)


async def test_three_a_day_are_enough(database: Database):
    await many(database, 3, 2)
    with pytest.raises(TooManyLetters) as refused:
        await write_letter(database.write, STRANGER, "stranger@example.com", "again", now=NOW + timedelta(hours=6))
    assert refused.value.after_ms == pytest.approx(18 * 3_600_000, abs=2)


async def test_nor_are_a_thousand_others(database: Database):
    for each in range(letters.ALL_IN_AN_HOUR):
        await many(database, 1, 0, f"stranger{each}@example.com")
    with pytest.raises(TooManyLetters):
        await many(database, 1, 0, "one-more@example.com")


async def test_a_letter_goes_again_to_a_corrected_address_but_not_twice(database: Database):
    mail = await write_letter(database.write)
    assert not await again(database, mail, 1)
    await database.write(lambda session: setattr(session.get_one(Mail, mail), "state", "failed"))
    assert await again(database, mail, 1)
    assert not await again(database, mail, 1)
    found = await letter(database, mail)
    assert (found.recipient, found.state, found.edition) == ("right@olha.example", "waiting", 2)
    jobs = await database.read(lambda session: list(session.scalars(select(col(Job.dedupe)))))
    assert jobs == [f"mail:{mail}:2"], "what was given up is not there beside it"


async def again(database: Database, mail: str, edition: int) -> bool:
    return await database.write(lambda session: mails.send_again(session, mail, edition, "right@olha.example", NOW))


async def test_a_letter_without_its_link_cannot_go_again(database: Database):
    mail = await write_letter(database.write, "invitation")

    def forget(session: Session) -> None:
        row = session.get_one(Mail, mail)
        row.state, row.places = "failed", {}

    await database.write(forget)
    assert not await again(database, mail, 1)
