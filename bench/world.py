"""A database with people in it: visitors whose talks are held, each by an operator of his own, and visitors
who only look. A pair has a channel to itself, so that nobody else's list changes with its messages."""

from datetime import timedelta
from pathlib import Path

from bench.people import FILE, SECRET, SHOP, SITE, Asking, Talk, World
from samovar.domain.accounts import digest
from samovar.domain.orders import Done, Opening, Order, carry_out
from samovar.domain.people import Guest, Member
from samovar.domain.verbs import Claim, Say
from samovar.storage.database import Database, Session, sqlite_url
from samovar.storage.schema import migrate
from samovar.storage.tables import Channel, Membership, Operator, OperatorSession, Site, Visit, Visitor, new_id, utc_now
from samovar.web.tokens import Tokens


async def make_world(folder: Path, talks: int, lookers: int = 0, operators_each: int = 1, asking: int = 0) -> World:
    """Migrate a new database in a folder and fill it. `operators_each`: members of a pair's channel; `asking`:
    visitors who wait in the first."""
    folder.mkdir(exist_ok=True)
    database = Database(sqlite_url(folder / FILE))
    await migrate(database)
    made = await database.write(lambda session: _fill(session, folder, talks, operators_each, asking))
    looking = await database.write(lambda session: [_visitor(session, number) for number in range(lookers)])
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
    talks = [_talk(session, _visitor(session, number), member) for number, member in enumerate(members)]
    waiting = [_ask(session, _visitor(session, number), _channel(0)) for number in range(asking)]
    return World(folder, talks, [], waiting)


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
    [channel] = member.channels
    asked, rid, tokens = _ask(session, guest, channel), new_id(), Tokens([SECRET])
    claim = Claim(member=member, rid=rid)
    [held] = carry_out(session, [Order(verb=claim, conv=asked.conv, now=utc_now(), key=(member.id, rid))])
    assert isinstance(held, Done)
    cookie = f"secret-of-{member.id}"
    return Talk(asked.visitor, tokens.for_page(digest(cookie)), cookie, held.talk.id, held.talk.lock)


def _ask(session: Session, guest: Guest, channel: str) -> Asking:
    opening, cid = Opening(ccid=new_id(), channel_id=channel, origin="incoming"), new_id()
    verb = Say(guest=guest, cid=cid, body="Сколько стоит угловая кухня?")
    [said] = carry_out(session, [Order(verb=verb, conv=None, now=utc_now(), key=(guest.id, cid), opening=opening)])
    assert isinstance(said, Done)
    return Asking(Tokens([SECRET]).for_visitor(guest), said.talk.id)
