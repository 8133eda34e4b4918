"""What trade.md forbids, the database itself refuses, whatever the code above it does."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError, StatementError
from sqlmodel import SQLModel, col

from samovar.storage.engine.database import Database, Session, Unavailable
from samovar.storage.tables import (
    Channel,
    City,
    Contact,
    Conversation,
    Entry,
    Hours,
    Identity,
    Instance,
    Invitation,
    Job,
    Membership,
    Operator,
    OwnDay,
    PasswordLink,
    Provider,
    RecoveryCode,
    SecondFactor,
    Seen,
    Site,
    Visit,
    Visitor,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SITE, MOSCOW, ANNA = "site-of-the-shop00", "channel-moscow-0000", "operator-anna-000"


@pytest.fixture
async def database(filled: str) -> AsyncIterator[Database]:
    made = Database(filled)
    await put(made, Visitor(id="mary", site_id=SITE), Visitor(id="paul", site_id=SITE))
    await put(made, talk("talk"), Visit(id="visit", visitor_id="mary", client_id="stay"))
    yield made
    await made.close()


def talk(name: str, **more: Any) -> Conversation:
    values = {"visitor_id": "mary", "number": 1, "ccid": f"ccid-{name}"} | more
    return Conversation(id=name, site_id=SITE, channel_id=MOSCOW, **values)


def entry(seq: int, **more: Any) -> Entry:
    values = {"kind": "message", "author": "visitor", "author_id": "mary"} | more
    return Entry(conversation_id="talk", seq=seq, **values)


def contact(**more: Any) -> Contact:
    values = {"kind": "phone", "value": "+79160004518", "way": "phone", "consent": "Согласен"} | more
    return Contact(visitor_id="mary", conversation_id="talk", **values)


async def put(database: Database, *rows: SQLModel) -> None:
    await database.write(lambda session: session.add_all(rows))


REFUSED: dict[str, Callable[[], list[SQLModel]]] = {
    "a second open conversation of one visitor": lambda: [talk("two", number=2)],
    "a held conversation without owner": lambda: [talk("two", number=2, visitor_id="paul", state="held")],
    "an owner of a waiting conversation": lambda: [talk("two", number=2, visitor_id="paul", owner_id=ANNA)],
    "an offer of a conversation nobody holds": lambda: [talk("two", number=2, visitor_id="paul", offered_to=ANNA)],
    "a closed conversation that was never closed": lambda: [talk("two", number=2, state="closed")],
    "an open conversation with a time of closing": lambda: [talk("two", number=2, visitor_id="paul", closed_at=NOW)],
    "a state nobody knows": lambda: [talk("two", number=2, visitor_id="paul", state="paused")],
    "an origin nobody knows": lambda: [talk("two", number=2, visitor_id="paul", origin="bot")],
    "a number used twice on a site": lambda: [talk("two", visitor_id="paul")],
    "a client's id of a conversation used twice": lambda: [
        talk("two", number=2, ccid="ccid-talk", state="closed", closed_at=NOW)
    ],
    "more visible than there is": lambda: [talk("two", number=2, visitor_id="paul", visible_seq=1)],
    "a conversation of nobody": lambda: [talk("two", number=2, visitor_id="ghost")],
    "a conversation held by a ghost": lambda: [
        talk("two", number=2, visitor_id="paul", state="held", owner_id="ghost")
    ],
    "a seq used twice": lambda: [entry(1), entry(1, kind="note")],
    "a seq of zero": lambda: [entry(0)],
    "a cid used twice by one author": lambda: [entry(1, cid="cid"), entry(2, cid="cid")],
    "an author nobody knows": lambda: [entry(1, author="bot")],
    "an audience nobody knows": lambda: [entry(1, audience="bosses")],
    "an entry of no conversation": lambda: [
        Entry(conversation_id="ghost", seq=1, kind="message", author="visitor", author_id="mary")
    ],
    "a read mark of a third side": lambda: [Seen(conversation_id="talk", side="system", seq=1)],
    "a second fallback channel": lambda: [Channel(site_id=SITE, name="Сочи", fallback=True)],
    "two channels of one name": lambda: [Channel(site_id=SITE, name="Москва")],
    "limits of an answer that come in the wrong order": lambda: [
        Channel(site_id=SITE, name="Сочи", answer_seconds=60, late_seconds=30)
    ],
    "a channel that keeps the hours of nobody": lambda: [Channel(site_id=SITE, name="Сочи", hours_id="ghost")],
    "two hours of one name": lambda: [Hours(site_id=SITE, name="Будни", week=[]) for _ in range(2)],
    "a date told twice": lambda: [
        Hours(id="hours", site_id=SITE, name="Будни", week=[]),
        *(OwnDay(hours_id="hours", day=NOW.date()) for _ in range(2)),
    ],
    "a city that leads to two channels": lambda: [
        City(site_id=SITE, channel_id="channel-kazan-0000", spelling="moskva", name="Москва")
    ],
    "an operator of a role that there is not": lambda: [Operator(name="Анна", email="a@o.example", role="owner")],
    "an operator with less than no talks": lambda: [Operator(name="Анна", email="a@o.example", most_talks=-1)],
    "two operators with one address": lambda: [Operator(name="Анна II", email="anna@olha.example")],
    "a role nobody knows": lambda: [Operator(name="Босс", email="boss@olha.example", role="boss")],
    "a presence nobody can choose": lambda: [Operator(name="Босс", email="boss@olha.example", presence="offline")],
    "a membership twice": lambda: [Membership(operator_id=ANNA, channel_id=MOSCOW)],
    "a membership of no channel": lambda: [Membership(operator_id=ANNA, channel_id="ghost")],
    "an invitation to a role nobody knows": lambda: [Invitation(id="i", role="boss", ends_at=NOW)],
    "a site key used twice": lambda: [Site(key="shop", name="Двойник")],
    "a stay told twice": lambda: [Visit(visitor_id="mary", client_id="stay")],
    "a way to know the city that nobody knows": lambda: [Visitor(site_id=SITE, city_how="guess")],
    "the same work queued twice": lambda: [Job(kind="mail", dedupe="once"), Job(kind="mail", dedupe="once")],
    "a state of work nobody knows": lambda: [Job(kind="mail", dedupe="once", state="lost")],
    "a contact without consent": lambda: [contact(consent="")],
    "a contact of a kind nobody knows": lambda: [contact(kind="fax")],
    "a second house": lambda: [Instance(id=2)],
    "two second factors of one person": lambda: [
        SecondFactor(operator_id=ANNA, secret="a"),
        SecondFactor(operator_id=ANNA, secret="b"),
    ],
    "a link to a new password of nobody": lambda: [PasswordLink(id="link", operator_id="ghost", ends_at=NOW)],
    "a code on paper of nobody": lambda: [RecoveryCode(id="code", operator_id="ghost")],
    "a second provider": lambda: [Provider(id="other")],
    "no passwords and no provider": lambda: [Provider(passwords_off=True)],
    "two people who are one at the provider": lambda: [
        Identity(issuer="i", subject="s", operator_id=ANNA),
        Identity(issuer="i", subject="s", operator_id="operator-ivan-000"),
    ],
    "one person who is two at the provider": lambda: [
        Identity(issuer="i", subject="s", operator_id=ANNA),
        Identity(issuer="i", subject="t", operator_id=ANNA),
    ],
}


async def test_the_database_refuses(database: Database):
    taken = [name for name, rows in REFUSED.items() if await takes(database, rows)]
    assert taken == []


ALLOWED: dict[str, Callable[[], list[SQLModel]]] = {
    "a second conversation beside a closed one": lambda: [talk("two", number=2, state="closed", closed_at=NOW)],
    "an open conversation of somebody else": lambda: [talk("two", number=2, visitor_id="paul")],
    "the same cid of two authors": lambda: [entry(1, cid="cid"), entry(2, cid="cid", author_id="paul")],
    "entries of the system without an author": lambda: [
        entry(1, author="system", author_id=None),
        entry(2, author="system", author_id=None),
    ],
    "a fallback channel of another site": lambda: [Channel(site_id="another-site-here0", name="Сочи", fallback=False)],
    "the same spelling on two sites": lambda: [
        City(site_id="another-site-here0", channel_id="channel-elsewhere-0000", spelling="moskva", name="Москва")
    ],
}


async def test_the_database_allows(database: Database):
    refused = [name for name, rows in ALLOWED.items() if not await takes(database, rows)]
    assert refused == []


async def takes(database: Database, rows: Callable[[], list[SQLModel]]) -> bool:
    """Whether the database would store the rows; it never keeps them."""

    def work(session: Session) -> None:
        session.add_all(rows())
        session.flush()
        session.rollback()

    try:
        await database.write(work)
    except Unavailable as refused:
        return not isinstance(refused.__cause__, IntegrityError)
    return True


async def test_a_visitor_takes_his_talks_with_him(database: Database):
    await put(database, entry(1), contact(), Seen(conversation_id="talk", side="operator", seq=1))
    await database.write(lambda session: session.delete(session.get_one(Visitor, "mary")))
    assert await database.read(rows_left) == []


def rows_left(session: Session) -> list[Any]:
    return [each for table in (Contact, Conversation, Entry, Seen, Visit) for each in session.scalars(select(table))]


async def test_a_time_without_a_zone_is_refused(database: Database):
    with pytest.raises(StatementError, match="without a zone"):
        await database.write(close_at(datetime(2026, 3, 1, 12)))


async def test_a_time_comes_back_aware_and_in_utc(database: Database):
    local = datetime.fromisoformat("2026-03-01T15:00:00+03:00")
    await database.write(close_at(local))
    found = await database.read(lambda session: session.scalars(select(col(Conversation.closed_at))).one())
    assert found == local and found.utcoffset().total_seconds() == 0


def close_at(moment: datetime) -> Callable[[Session], None]:
    changed = update(Conversation).where(col(Conversation.id) == "talk").values(state="closed", closed_at=moment)
    return lambda session: session.execute(changed) and None
