"""All at once: one winner, one conversation, one entry; on both databases, from two processes' worth of desks."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from house import Clock
from peer import new_id
from samovar.domain.channels.directory import Directory
from samovar.domain.conversation.batch import Committed
from samovar.domain.conversation.desk import Desk
from samovar.domain.conversation.verbs import Answer, Claim, Close, Note, Opening, Say
from samovar.live.hub import Hub
from samovar.live.presence import Presence
from samovar.model.conversation import Entry
from samovar.model.errors import Refused, Taken
from samovar.model.people import Operator, Visitor
from samovar.storage import tables
from samovar.storage.engine.database import Database, Session
from samovar.storage.engine.writer import Writer
from samovar.storage.queries import conversations, lists, log_entries

SITE, MOSCOW = "site-of-the-shop00", "channel-moscow-0000"
RACES = 200
MARY = Visitor("visitor-mary-00000", SITE)


def member(name: str) -> Operator:
    return Operator(f"operator-{name}-000", "operator", frozenset({MOSCOW}))


ANNA, IVAN = member("anna"), member("ivan")


class Process:
    """What one process of the server has of its own."""

    def __init__(self, url: str) -> None:
        self.database = Database(url)
        self.writer, self.directory = Writer(self.database), Directory(self.database)
        self.desk = Desk(self.writer, Hub(), self.directory, Presence(), Clock())

    async def say(self, guest: Visitor, body: str, cid: str, **more: Any) -> Committed | Refused:
        """A visitor's message and what became of it."""
        opening = Opening(ccid=more.pop("ccid", new_id()), channel_id=MOSCOW, origin="incoming")
        return await outcome(
            self.desk.carry_out(Say(by=guest, cid=cid, body=body, opening=opening), more.pop("conv", None))
        )

    async def stop(self) -> None:
        await self.writer.stop()
        await self.database.close()


@asynccontextmanager
async def processes(url: str, number: int = 2) -> AsyncIterator[list[Process]]:
    made = [Process(url) for _ in range(number)]
    for each in made:
        await each.directory.refresh()
        each.writer.start()
    try:
        yield made
    finally:
        for each in made:
            await each.stop()


@pytest.fixture
async def both(filled: str) -> AsyncIterator[list[Process]]:
    async with processes(filled) as made:
        await made[0].database.write(lambda session: session.add(tables.Visitor(id=MARY.id, site_id=SITE)))
        yield made


def waiting_talks(session: Session) -> list[str]:
    """As many visitors as races, each with a talk that waits."""
    guests = [tables.Visitor(id=f"guest-{n}", site_id=SITE) for n in range(RACES)]
    session.add_all(guests)
    session.flush()
    for guest in guests:
        conversations.create(
            session, guest, ccid=new_id(), channel_id=MOSCOW, origin="incoming", now=Clock()()
        )  # fmt: skip
    return list(session.scalars(select(col(tables.Conversation.id))))


async def outcome(command: Awaitable[Committed]) -> Committed | Refused:
    try:
        return await command
    except Refused as refusal:
        return refusal


async def log(database: Database, conv: str) -> list[Entry]:
    return await database.read(log_entries.after, conv, 0, 1000, visitor=False)


async def counted(database: Database, table: Any) -> int:
    counting: Callable[[Session], int] = lambda session: session.execute(  # noqa: E731
        select(func.count()).select_from(table)
    ).scalar_one()
    return await database.read(counting)


async def test_of_two_operators_who_click_at_once_one_has_it_and_the_other_is_told_who(both: list[Process]):
    here, there = both
    talks = await here.database.write(waiting_talks)
    assert len(talks) == RACES

    async def race(conv: str, first: bool) -> None:
        """`first`: Anna clicks a moment before Ivan; otherwise he does."""
        clicks = [(here, ANNA), (there, IVAN)][:: 1 if first else -1]
        outcomes = await asyncio.gather(
            *(outcome(at.desk.carry_out(Claim(by=who, cid=new_id()), conv)) for at, who in clicks)
        )
        [(winner, won)] = [
            (who, each) for (_, who), each in zip(clicks, outcomes, strict=True) if isinstance(each, Committed)
        ]
        [lost] = [each for each in outcomes if not isinstance(each, Committed)]
        assert won.talk.owner_id == winner.id and won.talk.lock == 1
        assert isinstance(lost, Taken) and lost.by == winner.id and lost.at is not None
        assert [(entry.kind, entry.author_id) for entry in await log(here.database, conv)] == [("claimed", winner.id)]

    for start in range(0, RACES, 20):
        await asyncio.gather(*(race(conv, start % 40 == 0) for conv in talks[start : start + 20]))
    held = await here.database.read(lists.open_ones)
    assert len(held) == RACES and {each.owner_id for each in held} == {ANNA.id, IVAN.id}


async def test_a_thousand_claims_of_one_talk_have_one_winner(both: list[Process]):
    conv = (await both[0].database.write(waiting_talks))[0]
    claims = [
        each.desk.carry_out(Claim(by=who, cid=new_id()), conv)
        for _ in range(250)
        for each in both
        for who in (ANNA, IVAN)
    ]
    outcomes = await asyncio.gather(*(outcome(each) for each in claims))
    entries = await log(both[0].database, conv)
    assert len(entries) == 1 and entries[0].kind == "claimed"
    # The winner's other clicks find it his already; everybody else is told who has it.
    lost = [each for each in outcomes if not isinstance(each, Committed)]
    assert len(lost) == 500 and {each.by for each in lost if isinstance(each, Taken)} == {entries[0].author_id}


async def test_two_hundred_first_messages_of_one_visitor_are_one_conversation(both: list[Process]):
    told = await asyncio.gather(*(both[n % 2].say(MARY, f"Сообщение {n}", new_id()) for n in range(200)))
    assert all(isinstance(each, Committed) for each in told)
    assert await counted(both[0].database, tables.Conversation) == 1
    [talk] = await both[0].database.read(lists.page, visitor=MARY.id)
    entries = await log(both[0].database, talk.id)
    assert [entry.seq for entry in entries] == list(range(1, 201))
    assert {entry.body for entry in entries} == {f"Сообщение {n}" for n in range(200)}
    assert talk.last_seq == talk.visible_seq == talk.unread_operator == 200


async def test_two_tabs_that_begin_at_the_same_instant_begin_one_conversation(both: list[Process]):
    guests = [Visitor(f"visitor-{n:012}", SITE) for n in range(30)]
    await both[0].database.write(
        lambda session: session.add_all(tables.Visitor(id=guest.id, site_id=SITE) for guest in guests)
    )
    for n, guest in enumerate(guests):
        cids = [new_id(), new_id()] if n % 2 else [new_id()] * 2
        told = await asyncio.gather(*(each.say(guest, "Ау", cid) for each, cid in zip(both, cids, strict=True)))
        assert all(isinstance(each, Committed) for each in told), told
        [talk] = await both[0].database.read(lists.page, visitor=guest.id)
        assert talk.last_seq == len(set(cids))


async def test_a_message_retried_everywhere_at_once_is_stored_once(both: list[Process]):
    cids = [new_id() for _ in range(20)]
    tries = [both[n % 2].say(MARY, f"Сообщение {cid}", cid) for cid in cids for n in range(6)]
    told = await asyncio.gather(*tries)
    assert all(isinstance(each, Committed) for each in told)
    assert sum(not each.dup for each in told if isinstance(each, Committed)) == 20
    [talk] = await both[0].database.read(lists.page, visitor=MARY.id)
    assert [entry.seq for entry in await log(both[0].database, talk.id)] == list(range(1, 21))
    for cid, start in zip(cids, range(0, 120, 6), strict=True):
        seqs = {each.entry.seq for each in told[start : start + 6] if isinstance(each, Committed) and each.entry}
        assert len(seqs) == 1, cid


async def test_the_same_id_with_another_body_is_still_the_first_entry(both: list[Process]):
    cid = new_id()
    await both[0].say(MARY, "Первое", cid)
    again = await both[1].say(MARY, "Второе", cid)
    assert isinstance(again, Committed) and again.dup and again.entry and again.entry.body == "Первое"
    assert await counted(both[0].database, tables.Entry) == 1


async def test_a_command_repeated_everywhere_at_once_is_done_once(both: list[Process]):
    first = await both[0].say(MARY, "Здравствуйте", new_id())
    assert isinstance(first, Committed)
    rid, conv = new_id(), first.talk.id
    told = await asyncio.gather(
        *(outcome(both[n % 2].desk.carry_out(Claim(by=ANNA, cid=rid), conv)) for n in range(20))
    )
    assert all(isinstance(each, Committed) for each in told)
    assert {each.talk.lock for each in told if isinstance(each, Committed)} == {1}
    closing = new_id()
    told = await asyncio.gather(
        *(outcome(both[n % 2].desk.carry_out(Close(by=ANNA, cid=closing, lock=1), conv)) for n in range(20))
    )
    assert all(isinstance(each, Committed) for each in told)
    assert [entry.kind for entry in await log(both[0].database, conv)] == ["message", "claimed", "closed"]


async def test_messages_claims_and_notes_from_everywhere_keep_one_dense_order(both: list[Process]):
    first = await both[0].say(MARY, "Здравствуйте", new_id())
    assert isinstance(first, Committed)
    conv = first.talk.id
    held = await both[0].desk.carry_out(Claim(by=ANNA, cid=new_id()), conv)

    async def answer(process: Process, n: int) -> Committed | Refused:
        verb = (
            Answer(by=ANNA, cid=new_id(), body=f"Ответ {n}", lock=held.talk.lock)
            if n % 3
            else Note(by=ANNA, cid=new_id(), body=f"Заметка {n}")
        )
        return await outcome(process.desk.carry_out(verb, conv))

    work = [each for n in range(60) for each in (both[n % 2].say(MARY, f"{n}", new_id()), answer(both[(n + 1) % 2], n))]
    assert all(isinstance(each, Committed) for each in await asyncio.gather(*work))
    entries = await log(both[0].database, conv)
    assert [entry.seq for entry in entries] == list(range(1, 123))
    visible = await both[0].database.read(log_entries.after, conv, 0, 1000, visitor=True)
    assert [entry.prev for entry in visible] == [0, *(entry.seq for entry in visible)][:-1]
