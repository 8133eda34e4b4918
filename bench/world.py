"""A database with people in it: visitors whose talks are held, each by an operator of his own, and visitors
who only look. A pair has a channel to itself, so that nobody else's list changes with its messages."""

from datetime import timedelta
from pathlib import Path

from bench.people import FILE, SECRET, SHOP, SITE, Talk, World
from samovar.domain.accounts import digest
from samovar.domain.orders import Done, Opening, Order, Orders
from samovar.domain.people import Guest, Member
from samovar.domain.verbs import Claim, Say
from samovar.storage.database import Database, Session, sqlite_url
from samovar.storage.recent import Recent
from samovar.storage.schema import migrate
from samovar.storage.tables import Channel, Membership, Operator, OperatorSession, Site, Visit, Visitor, new_id, utc_now
from samovar.web.tokens import Tokens


async def make_world(folder: Path, talks: int, lookers: int, operators_each: int = 1) -> World:
    """Migrate a new database in a folder and fill it. `operators_each`: members of a pair's channel."""
    database = Database(sqlite_url(folder / FILE))
    await migrate(database)
    made = await database.write(lambda session: _fill(session, talks, operators_each))
    looking = await database.write(lambda session: [_visitor(session, number) for number in range(lookers)])
    await database.close()
    tokens = Tokens([SECRET])
    world = World(folder, made, [tokens.for_visitor(guest) for guest in looking])
    world.keep()
    return world


def _fill(session: Session, count: int, operators_each: int) -> list[Talk]:
    session.add(Site(id=SITE, key="shop", name="Ольха", origins=[SHOP]))
    session.flush()
    for number in range(0, count, operators_each):
        session.add(Channel(id=_channel(number), site_id=SITE, name=f"Город {number}", fallback=number == 0))
    session.flush()
    members = [_member(session, number, _channel(number - number % operators_each)) for number in range(count)]
    guests = [_visitor(session, number) for number in range(count)]
    return [_talk(session, guest, member) for guest, member in zip(guests, members, strict=True)]


def _channel(number: int) -> str:
    return f"channel-{number:08d}"


def _member(session: Session, number: int, channel: str) -> Member:
    key = f"operator-{number:08d}"
    session.add(Operator(id=key, name=f"Оператор {number}", email=f"{key}@olha.example"))
    session.flush()
    session.add(Membership(operator_id=key, channel_id=channel))
    ends = utc_now() + timedelta(days=1)
    session.add(OperatorSession(id=digest(f"secret-of-{key}"), operator_id=key, ends_at=ends))
    return Member(key, "operator", frozenset({channel}))


def _visitor(session: Session, number: int) -> Guest:
    who = new_id()
    session.add(Visitor(id=who, site_id=SITE, city="Москва", city_how="page", visits=1))
    session.flush()
    session.add(Visit(visitor_id=who, client_id=new_id(), source="Яндекс", device="Windows, Firefox", lang="ru"))
    return Guest(who, SITE)


def _talk(session: Session, guest: Guest, member: Member) -> Talk:
    """He writes first; the operator claims it."""
    now, tokens = utc_now(), Tokens([SECRET])
    carry_out = Orders(Recent()).carry_out
    [channel] = member.channels
    opening = Opening(ccid=new_id(), channel_id=channel, origin="incoming")
    cid, rid = new_id(), new_id()
    asked = Say(guest=guest, cid=cid, body="Сколько стоит угловая кухня?")
    [said] = carry_out(session, [Order(verb=asked, conv=None, now=now, key=(guest.id, cid), opening=opening)])
    assert isinstance(said, Done)
    claim = Claim(member=member, rid=rid)
    [held] = carry_out(session, [Order(verb=claim, conv=said.talk.id, now=now, key=(member.id, rid))])
    assert isinstance(held, Done)
    cookie = f"secret-of-{member.id}"
    return Talk(tokens.for_visitor(guest), tokens.for_page(digest(cookie)), cookie, held.talk.id, held.talk.lock)
