"""Writes the demonstration into an empty database: people, channels, and the past talks.

Past talks go through the very verbs that live ones go through, only with the clock of then: what they leave
behind is what five weeks of work would have left.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from samovar.demo.catalogue import TITLES
from samovar.demo.people import CALLERS, CITIES, WORKERS, Caller
from samovar.demo.play import Cast, play, span
from samovar.demo.script import SOURCES, Talk
from samovar.demo.talks import STORY
from samovar.domain.channels.cities import fold
from samovar.domain.company.journal import record
from samovar.domain.conversation.batch import save
from samovar.domain.visitors.sources import source_of, utm_of
from samovar.storage import tables
from samovar.storage.engine.database import Session
from samovar.storage.queries import conversations
from samovar.storage.tables import Channel, City, Membership, PageView, Photo, Site, Visit, new_id

FACES = Path(__file__).parent / "faces"
ZONE = ZoneInfo("Europe/Moscow")
"""Moscow and Kazan share it."""
KEY = "olkha-demo"
"""Key of the shop in its script tag."""
HIRED = timedelta(days=60)
ON_A_PAGE = (22, 64, 37, 95, 48)
"""Seconds spent on the pages of a visit, over and over."""
GREETING = {
    "ru": "Здравствуйте! Подсказать, сколько будет стоить кухня в вашем размере?",
    "en": "Hello! Shall we work out what a kitchen of your size would cost?",
}
SETTINGS = {
    "greeting": GREETING,
    "latin": "Olkha",
    "people": {
        "ru": {"many": "дизайнеры", "whom": "дизайнера"},
        "en": {"many": "designers", "whom": "a designer"},
    },
}


@dataclass(slots=True)
class Written:
    """What was written so far, by the keys of the story."""

    site: Site
    channels: dict[str, Channel] = field(default_factory=dict)
    workers: dict[str, tables.Operator] = field(default_factory=dict)
    callers: dict[str, tables.Visitor] = field(default_factory=dict)

    def cast(self) -> Cast:
        """Who acts in the talks."""
        rooms = {each.key: frozenset(self.channels[name].id for name in each.channels) for each in WORKERS}
        return Cast(
            workers={key: (each.id, each.role, rooms[key]) for key, each in self.workers.items()},
            channels={name: each.id for name, each in self.channels.items()},
        )


def seed(session: Session, now: datetime, shop: str, origins: Sequence[str]) -> None:
    """The whole demonstration as of `now`. `shop`: the shop's address; `origins`: where its pages may come from."""
    written = _found(session, now - HIRED, origins)
    _hire(session, written, now - HIRED)
    cast, known = written.cast(), {each.key: each for each in CALLERS}
    for start, talk in sorted(((_start(talk, now), talk) for talk in STORY), key=lambda pair: pair[0]):
        visitor = _come(session, written, known[talk.caller], talk, start, shop)
        made = conversations.create(
            session,
            visitor,
            ccid=new_id(),
            channel_id=written.channels[talk.channel].id,
            origin=talk.origin,
            now=start,
            staffed=True,
        )
        play(made, talk, start, cast)
        save(session, [made])
        visitor.seen_at = min(now, made.updated_at)


def allow(session: Session, origins: Iterable[str]) -> None:
    """The shop may stand at these origins too: the ports of this run."""
    site = session.query(Site).filter_by(key=KEY).one()
    site.origins = sorted({*site.origins, *origins})


def _found(session: Session, at: datetime, origins: Sequence[str]) -> Written:
    written = Written(Site(key=KEY, name="Ольха", origins=list(origins), settings=SETTINGS, created_at=at))
    session.add(written.site)
    session.flush()
    record(
        session, None, "site", written.site.id, "added", {"origins": [[], written.site.origins]}, name="Ольха", at=at
    )
    for position, (name, towns) in enumerate(CITIES.items()):
        channel = Channel(site_id=written.site.id, name=name, fallback=position == 0, position=position, created_at=at)
        written.channels[name] = channel
        session.add(channel)
        session.flush()
        record(session, None, "channel", channel.id, "added", name=name, at=at)
        session.add_all(
            City(site_id=written.site.id, channel_id=channel.id, spelling=fold(spelling), name=town)
            for town, aliases in towns for spelling in (town, *aliases)
        )  # fmt: skip
    return written


def _hire(session: Session, written: Written, at: datetime) -> None:
    for each in WORKERS:
        face = Photo(media_type="image/png", content=(FACES / f"{each.key}.png").read_bytes())
        session.add(face)
        session.flush()
        # Nobody's password is known: people of the demonstration come in by the start page.
        worker = tables.Operator(
            name=each.name, latin=each.latin, grammar=each.grammar, title=each.title, title_latin=each.title_latin,
            email=each.email, role=each.role, photo_id=face.id, created_at=at,
        )  # fmt: skip
        written.workers[each.key] = worker
        session.add(worker)
        session.flush()
        record(session, None, "operator", worker.id, "added", {"role": ["", each.role]}, name=each.name, at=at)
        session.add_all(
            Membership(operator_id=worker.id, channel_id=written.channels[name].id) for name in each.channels
        )


def _start(talk: Talk, now: datetime) -> datetime:
    if not talk.at:
        return now - timedelta(minutes=talk.ago)
    hour, minute = map(int, talk.at.split(":"))
    day = now.astimezone(ZONE) - timedelta(days=talk.days)
    return day.replace(hour=hour, minute=minute, second=secrets.randbelow(60), microsecond=0)


def _come(session: Session, written: Written, caller: Caller, talk: Talk, start: datetime, shop: str) -> tables.Visitor:
    """The visitor, with the visit that led to the talk."""
    arrived = start - timedelta(seconds=sum(_stays(talk)))
    visitor = written.callers.get(caller.key) or _meet(session, written, caller, arrived)
    visitor.visits += 1
    source = SOURCES[talk.source]
    first = f"{shop}{talk.path[0]}{'?' + source.query if source.query else ''}"
    visit = Visit(
        visitor_id=visitor.id, client_id=new_id(), referrer=source.referrer, source=source_of(source.referrer, first),
        utm=utm_of(first), device=caller.device, lang="en" if talk.path[0] == "/en" else "ru", started_at=arrived,
        seen_at=start + timedelta(seconds=span(talk)),
        greeted_at=arrived + timedelta(seconds=25) if talk.origin == "invited" else None,
    )  # fmt: skip
    session.add(visit)
    session.flush()
    at = arrived
    for page, stay in zip(talk.path, _stays(talk), strict=True):
        url = first if page == talk.path[0] and at == arrived else f"{shop}{page}"
        session.add(PageView(visit_id=visit.id, url=url, title=TITLES[page], at=at))
        at += timedelta(seconds=stay)
    return visitor


def _meet(session: Session, written: Written, caller: Caller, at: datetime) -> tables.Visitor:
    made = tables.Visitor(
        site_id=written.site.id, name=caller.name, phone=caller.phone, email=caller.email, city=caller.city,
        city_how=caller.how, city_by=written.workers[caller.by].id if caller.by else None, created_at=at, seen_at=at,
    )  # fmt: skip
    written.callers[caller.key] = made
    session.add(made)
    session.flush()
    return made


def _stays(talk: Talk) -> list[int]:
    shift = len(talk.caller) + talk.days
    return [ON_A_PAGE[(shift + n) % len(ON_A_PAGE)] for n in range(len(talk.path))]
