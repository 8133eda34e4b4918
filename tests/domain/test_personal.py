"""What is stored of a visitor: found, handed out whole, and erased so that no file has a word of it."""

import asyncio
import itertools
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from house import Running
from peer import Peer, enter, held, visitor
from samovar.domain.conversation.verbs import Say
from samovar.domain.mails import queue
from samovar.domain.personal.retention import KIND, Retention
from samovar.model.errors import NotFound
from samovar.model.people import Visitor as Author
from samovar.storage.engine.database import Session
from samovar.storage.tables import (
    Base,
    Contact,
    Conversation,
    Entry,
    Job,
    JournalEntry,
    Mail,
    Site,
    Visit,
    Visitor,
    utc_now,
)

MARK = "Приметное7f3a"
EMAIL = f"{MARK.casefold()}@olha.example"


async def known(at: Running) -> tuple[Peer, Peer]:
    """A visitor who has told of themselves wherever one can, and Anna, who holds the talk."""
    mary, anna = await held(at)
    await mary.say(f"Меня зовут {MARK}", mary.conv)
    await anna.say(f"Здравствуйте, {MARK}", mary.conv, lock=1)
    await anna.ask("correct", conv=mary.conv, field="name", value=MARK)
    await anna.say(f"{MARK} перезвонить", mary.conv, kind="note")
    await at.house.writer.run(lambda session: _everywhere(session, mary))
    return mary, anna


def _everywhere(session: Session, mary: Peer) -> None:
    person = session.get_one(Visitor, mary.id)
    person.name, person.phone, person.email, person.fields = MARK, "+79161234567", EMAIL, {"заказ": MARK}
    visit = session.scalars(select(Visit).where(col(Visit.visitor_id) == mary.id)).one()
    visit.referrer = f"https://{MARK}.example/"
    session.add(
        Contact(
            visitor_id=mary.id, conversation_id=mary.conv, kind="email", value=EMAIL, way="email", category=MARK,
            consent=f"Согласен {MARK}",
        )
    )  # fmt: skip
    queue(session, "question", EMAIL, "ru", {"question": MARK}, "about-it", conversation=mary.conv)


async def everything(at: Running) -> str:
    """All rows of all tables, as text."""

    def work(session: Session) -> str:
        tables = Base.metadata.sorted_tables
        return "\n".join(f"{table.name} {row}" for table in tables for row in session.execute(select(table)))

    return await at.house.services.database.read(work)


@pytest.mark.parametrize("text", [MARK, MARK[:6], EMAIL, EMAIL.upper(), "8 (916) 123-45-67", "+79161234567"])
async def test_they_are_found_by_name_address_and_phone_however_written(on_each: Running, text: str):
    mary, _ = await known(on_each)
    assert [each.id for each in await on_each.house.services.personal.find(text)] == [mary.id]


async def test_they_are_found_by_a_talks_number_and_a_percent_sign_means_itself(on_each: Running):
    mary, _ = await known(on_each)
    personal = on_each.house.services.personal
    number = str(await on_each.house.services.database.read(lambda s: s.get_one(Conversation, mary.conv).number))
    for written in (f"№ {number}", f"{number[:3]}-{number[3:5]}-{number[5:]}"):
        assert [each.id for each in await personal.find(written)] == [mary.id], written
    assert await personal.find("%") == [] and await personal.find("_") == [] and await personal.find("  ") == []


async def test_what_is_handed_out_is_all_there_is(on_each: Running):
    mary, _ = await known(on_each)
    found = await on_each.house.services.personal.exported(mary.id, "operator-marina-000")
    said = found.json().decode()
    for table in ("visit", "page_view", "contact", "conversation", "entry", "mail"):
        assert found.rows[table], table
    assert [row["body"] for row in found.rows["entry"] if row["kind"] == "note"] == [f"{MARK} перезвонить"]
    assert found.authors == {"operator-anna-000": "Анна"} and said.count(MARK) >= 9 and "+79161234567" in said


async def test_what_is_handed_out_lets_nobody_in(at: Running):
    mary, _ = await known(at)
    places = {"text": MARK, "link": "https://shop.example/#samovar=sesame", "path": "/letters/stop/sesame"}
    await at.house.writer.run(lambda s: queue(s, "answer", EMAIL, "ru", places, "answer", conversation=mary.conv))
    found = await at.house.services.personal.exported(mary.id, "operator-marina-000")
    assert {"text": MARK} in [row["places"] for row in found.rows["mail"]] and b"sesame" not in found.json()


async def test_nothing_of_an_erased_visitor_is_left(on_each: Running):
    mary, _ = await known(on_each)
    before = await everything(on_each)
    assert MARK in before and EMAIL in before and mary.id in before
    assert await on_each.house.services.personal.erase(mary.id, "operator-marina-000") == 1
    left = await everything(on_each)
    assert MARK not in left and EMAIL not in left and "9161234567" not in left and mary.id not in left

    def log(session: Session) -> tuple[Conversation, list[tuple[str, str]]]:
        entries = session.scalars(select(Entry).where(col(Entry.conversation_id) == mary.conv).order_by(col(Entry.seq)))
        return session.get_one(Conversation, mary.conv), [(each.kind, each.body) for each in entries]

    talk, entries = await on_each.house.services.database.read(log)
    assert talk.state == "closed" and talk.erased_at and talk.last_seq == len(entries)
    assert [kind for kind, _ in entries][:2] == ["message", "claimed"] and entries[-1] == ("erased", "")
    assert not any(body for _, body in entries)


async def test_the_journal_does_not_know_them_either(on_each: Running):
    """What was handed out to them, and a letter that was sent anew to a corrected address."""
    mary, _ = await known(on_each)
    services, by = on_each.house.services, "operator-marina-000"

    def failed(session: Session) -> Mail:
        mail = session.scalars(select(Mail)).one()
        mail.state, mail.reason = "failed", "refused"
        return mail

    mail = await on_each.house.writer.run(failed)
    assert await services.mail_log.again(mail, mail.edition, f"corrected.{EMAIL}", by)
    await services.personal.exported(mary.id, by)
    assert f"corrected.{EMAIL}" in await everything(on_each)
    await services.personal.erase(mary.id, by)
    left = await everything(on_each)
    assert MARK not in left and EMAIL not in left and mary.id not in left
    verbs = [each.verb for each in await services.journal.page()]
    assert sorted(verbs) == ["erased", "exported", "resent"]


async def test_no_file_has_a_word_of_it(at: Running, folder: Path):
    """Also where it once stood: the start of each message stood on the talk's row until the next one came."""
    mary, _ = await known(at)
    assert any(MARK.encode() in content for content in contents(folder).values())
    await at.house.services.personal.erase(mary.id, "operator-marina-000")
    for name, content in contents(folder).items():
        assert MARK.encode() not in content and EMAIL.encode() not in content, name


def contents(folder: Path) -> dict[str, bytes]:
    """Of the database's files."""
    return {each.name: each.read_bytes() for each in folder.iterdir() if each.is_file()}


async def test_windows_and_consoles_let_go_and_the_token_is_nobodys(on_each: Running):
    mary, anna = await known(on_each)
    [ivan] = await enter(on_each, "ivan")
    await on_each.house.services.personal.erase(mary.id, "operator-marina-000")
    assert await mary.closes() == 4401
    for console in (anna, ivan):
        assert (await console.expect("gone"))["conv"] == mary.conv
    again = visitor(on_each, visitor_id=mary.id)
    await again.connect()
    assert await again.closes() == 4401


async def test_what_is_said_in_the_same_moment_is_refused(on_each: Running):
    """A message that was on its way finds nobody who could have said it."""
    mary, _ = await known(on_each)
    services = on_each.house.services
    await services.personal.erase(mary.id, "operator-marina-000")
    late = Say(by=Author(mary.id, "site-of-the-shop00"), cid="late", body=MARK)
    with pytest.raises(NotFound):
        await services.desk.carry_out(late, mary.conv)
    assert MARK not in await everything(on_each)


async def test_whom_nobody_knows_cannot_be_erased(at: Running):
    with pytest.raises(NotFound):
        await at.house.services.personal.erase("nobody", "operator-marina-000")
    with pytest.raises(NotFound):
        await at.house.services.personal.gather("nobody")


# ---------------------------------------------------------------- kept long enough


async def old(at: Running, **days: int) -> Peer:
    """A talk that ended ten days ago on a site that keeps things so many days."""
    mary, anna = await known(at)
    await anna.cmd("close", mary.conv, lock=1)
    await mary.leave()

    def work(session: Session) -> None:
        site, talk = session.get_one(Site, "site-of-the-shop00"), session.get_one(Conversation, mary.conv)
        site.settings = site.settings | days
        then = utc_now() - timedelta(days=10)
        talk.closed_at = talk.opened_at = then
        session.get_one(Visitor, mary.id).seen_at = then
        for visit in session.scalars(select(Visit)):
            visit.started_at = visit.seen_at = then
        for mail in session.scalars(select(Mail)):
            mail.created_at, mail.state, mail.reason = then, "failed", "refused"

    await at.house.writer.run(work)
    await at.house.services.directory.refresh()
    return mary


def waiting(session: Session) -> bool:
    """Whether the day's work has not been done."""
    return session.scalars(select(col(Job.state)).where(col(Job.kind) == KIND)).one() == "waiting"


async def kept(at: Running) -> dict[str, Any]:
    """What is left, after the day's work was done."""
    services = at.house.services
    await Retention(at.house.writer, services.directory, services.personal, at.clock).queue_today()
    async with asyncio.timeout(10):
        while await services.database.read(waiting):  # noqa: ASYNC110
            await asyncio.sleep(0.02)

    def work(session: Session) -> dict[str, Any]:
        return {
            "said": [body for body in session.scalars(select(col(Entry.body))) if body],
            "visits": len(session.scalars(select(Visit)).all()), "mails": len(session.scalars(select(Mail)).all()),
            "name": session.scalars(select(col(Visitor.name))).one(),
            "journal": [entry.changes for entry in session.scalars(select(JournalEntry))],
        }  # fmt: skip

    return await at.house.services.database.read(work)


CASES = [
    ({"keep_talks_days": 9}, {"said": [], "name": "", "visits": 1, "journal": [{"talks": [1, 0]}]}),
    ({"keep_talks_days": 11}, {"name": MARK, "visits": 1, "mails": 1, "journal": []}),
    ({"keep_visits_days": 9}, {"name": MARK, "visits": 0, "mails": 1, "journal": [{"visits": [1, 0]}]}),
    ({"keep_mail_days": 9}, {"name": MARK, "visits": 1, "mails": 0, "journal": [{"letters": [1, 0]}]}),
]


@pytest.mark.parametrize(("days", "left"), CASES)
async def test_what_was_kept_long_enough_goes(on_each: Running, days: dict[str, int], left: dict[str, Any]):
    await old(on_each, **days)
    found = await kept(on_each)
    assert {name: found[name] for name in left} == left
    assert bool(found["said"]) == ("said" not in left)


async def test_letters_of_another_site_are_kept_as_that_one_says(on_each: Running):
    await old(on_each)
    brief = Site(key="brief", name="Brief", origins=["https://brief.example"], settings={"keep_mail_days": 9})
    await on_each.house.writer.run(lambda session: session.add(brief))
    await on_each.house.services.directory.refresh()
    assert (await kept(on_each))["mails"] == 1


async def test_jobs_that_are_over_go_after_a_month_and_given_up_letters_stay(on_each: Running):
    def jobs(session: Session) -> None:
        for kind, state, days in itertools.product(("mail", "deed"), ("done", "failed", "waiting"), (29, 31)):
            then, name = on_each.clock() - timedelta(days=days), f"{kind} {state} {days}"
            session.add(Job(kind=kind, state=state, dedupe=name, data={}, due_at=then, created_at=then))

    # More than one transaction's worth, of a kind that nobody here does.
    old = [f"deed done 40 {number}" for number in range(120)]
    then = on_each.clock() - timedelta(days=40)
    services = on_each.house.services
    await services.database.write(jobs)
    await services.database.write(
        lambda session: session.add_all(Job(kind="deed", state="done", dedupe=each, due_at=then) for each in old)
    )
    await Retention(on_each.house.writer, services.directory, services.personal, on_each.clock).tick()
    left = await services.database.read(lambda session: set(session.scalars(select(col(Job.dedupe)))))
    assert not left & {"mail done 31", "deed done 31", "deed failed 31", *old}
    assert {"mail done 29", "deed done 29", "mail failed 29", "mail failed 31", "deed failed 29"} <= left
    assert {"deed waiting 29", "deed waiting 31"} <= left
