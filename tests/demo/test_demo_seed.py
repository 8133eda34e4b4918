"""The past talks are as consistent as talks that were really held."""

from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from house import fill
from samovar.demo.catalogue import KITCHENS, TITLES
from samovar.demo.people import CALLERS, WORKERS
from samovar.demo.play import span
from samovar.demo.seed import KEY, allow, seed
from samovar.demo.talks import STORY
from samovar.domain.channels.cities import fold
from samovar.domain.channels.routing import Known, Map, route
from samovar.storage.engine.database import Database, Session
from samovar.storage.tables import (
    Channel,
    City,
    Conversation,
    Entry,
    JournalEntry,
    Operator,
    PageView,
    Site,
    Visit,
    Visitor,
    utc_now,
)

SHOP = "http://127.0.0.1:8001"


@pytest.fixture
async def filled(tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'demo.db'}"
    now = utc_now()
    await fill(url, lambda session: seed(session, now, SHOP, [SHOP]))
    database = Database(url)
    yield database, now
    await database.close()


async def test_the_story_is_told_whole(filled: tuple[Database, datetime]):
    database, now = filled

    def look(session: Session) -> None:
        talks = session.scalars(select(Conversation)).all()
        assert len(talks) == len(STORY) >= 60
        assert Counter(each.state for each in talks)["waiting"] == 2
        assert Counter(each.state for each in talks)["held"] == 4
        oldest = min(each.opened_at for each in talks)
        assert timedelta(days=30) < now - oldest < timedelta(days=36)
        moscow = session.scalars(select(Channel.id).where(col(Channel.name) == "Москва")).one()
        assert sum(each.channel_id == moscow for each in talks) > 50, "the list must have a second page"

    await database.read(look)


async def test_the_journal_knows_where_all_of_it_came_from(filled: tuple[Database, datetime]):
    database, _ = filled

    def look(session: Session) -> None:
        written = Counter((each.what, each.verb) for each in session.scalars(select(JournalEntry)))
        assert written == {("site", "added"): 1, ("channel", "added"): 2, ("operator", "added"): len(WORKERS)}

    await database.read(look)


async def test_numbers_are_labels_and_times_run_forwards(filled: tuple[Database, datetime]):
    database, now = filled

    def look(session: Session) -> None:
        talks = session.scalars(select(Conversation).order_by(col(Conversation.opened_at))).all()
        assert len({each.number for each in talks}) == len(talks) and {len(str(each.number)) for each in talks} == {7}
        for talk in talks:
            log = session.scalars(
                select(Entry).where(col(Entry.conversation_id) == talk.id).order_by(col(Entry.seq))
            ).all()
            assert [each.seq for each in log] == list(range(1, talk.last_seq + 1))
            times = [each.at for each in log]
            assert times == sorted(times)
            assert times[-1] <= now
            assert talk.visible_seq == max(each.seq for each in log if each.audience == "all")
            last = next(each for each in reversed(log) if each.kind == "message")
            assert talk.last_text == last.body[:200]
            assert talk.last_message_seq == last.seq

    await database.read(look)


async def test_visits_lead_to_their_talks(filled: tuple[Database, datetime]):
    database, _ = filled

    def look(session: Session) -> None:
        assert session.scalar(select(func.count()).select_from(Visit)) == len(STORY)
        for visitor in session.scalars(select(Visitor)):
            mine = session.scalar(select(func.count()).where(col(Conversation.visitor_id) == visitor.id))
            assert visitor.visits == mine
        for visit, opened in session.execute(
            select(Visit, Conversation.opened_at).join(Conversation, col(Conversation.visit_id) == col(Visit.id))
        ):
            assert visit.started_at < opened
            pages = session.scalars(select(PageView).where(col(PageView.visit_id) == visit.id)).all()
            assert {each.title for each in pages} <= set(TITLES.values())
            assert all(each.url.startswith(SHOP) and each.at <= opened for each in pages)
            assert visit.greeted_at is None or visit.greeted_at <= opened

    await database.read(look)


async def test_cities_lead_to_their_channels_however_they_are_written(filled: tuple[Database, datetime]):
    database, _ = filled

    def look(session: Session) -> None:
        channels = session.scalars(select(Channel)).all()
        spellings = {each.spelling: (each.channel_id, each.name) for each in session.scalars(select(City))}
        for written, name in {
            "Москва": "Москва", "мск": "Москва", "Moscow": "Москва", "г. Мытищи": "Москва",
            "Kazan": "Казань", "Набережные Челны": "Казань", "Тула": "Москва",
        }.items():  # fmt: skip
            found = route(Map(channels, spellings), Known(page=written))
            assert found.channel is not None
            assert found.channel.name == name, (written, fold(written))
        for caller in CALLERS:
            assert fold(caller.city) in spellings or caller.how == "ip", caller

    await database.read(look)


async def test_people_have_faces_and_no_passwords(filled: tuple[Database, datetime]):
    database, _ = filled

    def look(session: Session) -> None:
        people = session.scalars(select(Operator)).all()
        assert {each.email for each in people} == {each.email for each in WORKERS}
        assert all(each.photo_id and not each.password for each in people)

    await database.read(look)


async def test_another_run_on_other_ports_may_carry_the_widget(filled: tuple[Database, datetime]):
    database, _ = filled
    await database.write(lambda session: allow(session, ["http://127.0.0.1:9001"]))

    def look(session: Session) -> None:
        site = session.scalars(select(Site)).one()
        assert site.key == KEY
        assert site.origins == [SHOP, "http://127.0.0.1:9001"]

    await database.read(look)


def test_what_is_going_on_now_fits_before_now():
    for talk in STORY:
        assert talk.at or span(talk) < talk.ago * 60, talk.lines[0].body


def test_one_person_talks_at_one_time():
    kept: dict[str, list[int]] = {}
    for talk in STORY:
        days = kept.setdefault(talk.caller, [])
        assert talk.days not in days, talk.caller
        days.append(talk.days)


def test_prices_in_the_talks_are_those_of_the_shop():
    said = " ".join(line.body for talk in STORY for line in talk.lines)
    for kitchen in KITCHENS:
        shown = f"{kitchen.price // 1000} {kitchen.price % 1000:03}"
        assert shown in said or kitchen.slug in ("ladoga", "onega", "volkhov"), kitchen.name
