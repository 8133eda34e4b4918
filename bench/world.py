"""A database with people in it: visitors whose talks are held, each by an operator of his own, and visitors
who only look. A pair has a channel to itself, so that nobody else's list changes with its messages."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from bench.people import FILE, SECRET, SHOP, SITE, Asking, Talk, World
from samovar.domain.conversation.batch import Command, CommandBatch, Committed
from samovar.domain.conversation.verbs import Claim, Opening, Say
from samovar.domain.people.links import digest
from samovar.model.people import Operator, Visitor
from samovar.settings import sqlite_url
from samovar.storage import tables
from samovar.storage.engine.database import Database, Session
from samovar.storage.engine.schema import migrate
from samovar.storage.recent import Recent
from samovar.storage.tables import Channel, Membership, OperatorSession, Site, Visit, new_id, utc_now
from samovar.web.guard.tokens import Tokens


async def make_world(
    folder: Path, talks: int, lookers: int = 0, operators_each: int = 1, asking: int = 0, url: str = ""
) -> World:
    """Migrate a new database in a folder and fill it. `operators_each`: members of a pair's channel; `asking`:
    visitors who wait in the first; `url`: of a database elsewhere."""
    database = Database(url or sqlite_url(folder / FILE))
    await migrate(database)
    made = await database.write(lambda session: _fill(session, folder, talks, operators_each, asking))
    looking = await database.write(lambda session: _lookers(session, lookers))
    await database.close()
    tokens = Tokens([SECRET])
    made.lookers = [tokens.for_visitor(guest) for guest in looking]
    return made


def _fill(session: Session, folder: Path, count: int, operators_each: int, asking: int) -> World:
    session.add(Site(id=SITE, key="shop", name="Ольха", origins=[SHOP]))
    session.flush()
    for number in range(0, count, operators_each):
        session.add(Channel(id=_channel(number), site_id=SITE, name=f"Город {number}", fallback=number == 0))
    session.flush()
    members = [_member(session, number, _channel(number - number % operators_each)) for number in range(count)]
    talks = [_talk(session, _visitor(session), member) for number, member in enumerate(members)]
    waiting = [_ask(session, _visitor(session), _channel(0)) for _ in range(asking)]
    return World(folder, talks, [], waiting)


def _channel(number: int) -> str:
    return f"channel-{number:08d}"


def _member(session: Session, number: int, channel: str) -> Operator:
    key = f"operator-{number:08d}"
    session.add(tables.Operator(id=key, name=f"Оператор {number}", email=f"{key}@olha.example"))
    session.flush()
    session.add(Membership(operator_id=key, channel_id=channel))
    ends = utc_now() + timedelta(days=1)
    session.add(OperatorSession(id=digest(f"secret-of-{key}"), operator_id=key, ends_at=ends))
    return Operator(key, "operator", frozenset({channel}))


def _visitor(session: Session) -> Visitor:
    [guest] = _lookers(session, 1)
    return guest


def _lookers(session: Session, count: int) -> list[Visitor]:
    """In bulk, for there are ten thousand."""
    guests = [Visitor(new_id(), SITE) for _ in range(count)]
    if guests:
        session.execute(insert(tables.Visitor), [_looking(guest) for guest in guests])
        session.execute(insert(Visit), [_visit(guest) for guest in guests])
    return guests


def _looking(guest: Visitor) -> dict[str, Any]:
    return {"id": guest.id, "site_id": SITE, "city": "Москва", "city_how": "page", "visits": 1}


def _visit(guest: Visitor) -> dict[str, Any]:
    told = {"source": "Яндекс", "device": "Windows, Firefox", "lang": "ru"}
    return {"visitor_id": guest.id, "client_id": new_id(), **told}


def _talk(session: Session, guest: Visitor, member: Operator) -> Talk:
    """He writes first; the operator claims it."""
    [channel] = member.channels
    asked, tokens = _ask(session, guest, channel), Tokens([SECRET])
    held = _carry_out(session, Command(verb=Claim(by=member, cid=new_id()), conv=asked.conv, now=utc_now()))
    cookie = f"secret-of-{member.id}"
    return Talk(asked.visitor, tokens.for_page(digest(cookie)), cookie, held.talk.id, held.talk.lock)


def _carry_out(session: Session, command: Command) -> Committed:
    [done] = CommandBatch(Recent(), lambda site: timedelta()).carry_out(session, [command])
    assert isinstance(done, Committed)
    return done


def _ask(session: Session, guest: Visitor, channel: str) -> Asking:
    opening = Opening(ccid=new_id(), channel_id=channel, origin="incoming")
    verb = Say(by=guest, cid=new_id(), body="Сколько стоит угловая кухня?", opening=opening)
    said = _carry_out(session, Command(verb=verb, conv=None, now=utc_now()))
    return Asking(Tokens([SECRET]).for_visitor(guest), said.talk.id)
