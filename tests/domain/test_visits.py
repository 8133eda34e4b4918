"""A visitor arrives: his visit, its pages, his city, who greets him and how often."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from house import SHOP, Running, people, running
from peer import new_id, operator
from samovar.domain.conversation.batch import Committed
from samovar.domain.conversation.verbs import Opening, Say
from samovar.domain.visitors.visits import Arrival, Landing
from samovar.model.errors import NotFound
from samovar.model.people import Visitor
from samovar.storage import tables
from samovar.storage.engine.database import Session
from samovar.storage.tables import PageView, Photo, Site, Visit


async def land(at: Running, visitor: str | None = None, **landing: Any) -> Arrival:
    site = at.house.services.directory.site_by_key("shop")
    assert site
    values = {
        "visit": "a-visit-0000000000", "url": f"{SHOP}/", "title": "Кухни", "referrer": "", "city": "", "channel": None,
        "lang": "ru", "user_agent": "", "address": "203.0.113.7",
    }  # fmt: skip
    return await at.house.services.visits.arrive(site, visitor, Landing(**(values | landing)))


async def one(at: Running, table: Any) -> Any:
    return await at.house.services.database.read(lambda session: session.scalars(select(table)).one())


async def count(at: Running, table: Any) -> int:
    counting = select(func.count()).select_from(table)
    return await at.house.services.database.read(lambda session: session.execute(counting).scalar_one())


# ---------------------------------------------------------------- visits


async def test_a_first_visit_remembers_how_he_came(at: Running):
    await land(
        at, url=f"{SHOP}/kuhni?utm_source=vk&utm_campaign=may", referrer="https://yandex.ru/",
        user_agent="Mozilla/5.0 (iPhone) Safari/604",
    )  # fmt: skip
    visit, visitor = await one(at, Visit), await one(at, tables.Visitor)
    assert (visit.source, visit.referrer, visit.device) == ("ВКонтакте", "https://yandex.ru/", "iPhone, Safari")
    assert visit.utm == {"source": "vk", "campaign": "may"} and visitor.visits == 1


async def test_pages_of_one_visit_are_one_visit(at: Running):
    guest = (await land(at)).guest
    at.clock.ahead = timedelta(minutes=29)
    await land(at, guest.id, url=f"{SHOP}/kuhni", referrer=f"{SHOP}/")
    visit = await one(at, Visit)
    assert await count(at, PageView) == 2 and (await one(at, tables.Visitor)).visits == 1
    assert visit.seen_at - visit.started_at >= timedelta(minutes=29)


async def test_a_visit_after_half_an_hour_of_silence_is_a_new_one(at: Running):
    """Its id is the browser's, which makes a new one then."""
    guest = (await land(at)).guest
    at.clock.ahead = timedelta(minutes=31)
    await land(at, guest.id, visit="b-visit-0000000000")
    assert await count(at, Visit) == 2 and (await one(at, tables.Visitor)).visits == 2


async def test_a_reload_is_not_another_page(at: Running):
    guest = (await land(at, title="")).guest
    await land(at, guest.id, title="Кухни на заказ")
    assert (await one(at, PageView)).title == "Кухни на заказ"


async def test_a_page_without_a_page_load_counts_too(at: Running):
    guest = (await land(at)).guest
    await at.house.services.visits.turn(guest, "a-visit-0000000000", f"{SHOP}/stoly", "Столы")
    assert await count(at, PageView) == 2


@pytest.mark.parametrize("visit", ["b-visit-0000000000", ""])
async def test_nobody_turns_pages_of_a_visit_that_is_not_his(at: Running, visit: str):
    await land(at)
    other = (await land(at, visit="c-visit-0000000000")).guest
    for guest, name in (
        (other, "a-visit-0000000000"),
        (other, visit),
        (Visitor("ghost", "site"), "a-visit-0000000000"),
    ):
        with pytest.raises(NotFound):
            await at.house.services.visits.turn(guest, name, f"{SHOP}/stoly", "")
    assert await count(at, PageView) == 2


async def test_a_visitor_of_another_site_is_somebody_new_here(at: Running):
    there = at.house.services.directory.site_by_key("other")
    assert there
    landing = Landing(
        visit="a-visit-0000000000", url="http://other.example/", title="", referrer="", city="", channel=None, lang="",
        user_agent="", address="",
    )  # fmt: skip
    stranger = (await at.house.services.visits.arrive(there, None, landing)).guest
    assert (await land(at, stranger.id)).guest.id != stranger.id


async def test_two_tabs_at_once_are_one_visit(on_each: Running):
    guest = (await land(on_each)).guest
    await asyncio.gather(*(land(on_each, guest.id, visit="d-visit-0000000000") for _ in range(10)))
    assert await count(on_each, Visit) == 2 and await count(on_each, PageView) == 2


# ---------------------------------------------------------------- city


async def test_the_city_and_how_it_is_known_are_remembered(at: Running):
    arrival = await land(at, city="kazan")
    visitor = await one(at, tables.Visitor)
    assert arrival.route.channel and arrival.route.channel.name == "Казань"
    assert (visitor.city, visitor.city_how) == ("Казань", "page")


async def test_a_visitor_of_an_unknown_city_chooses(at: Running):
    arrival = await land(at)
    assert arrival.route.channel is None and [each.name for each in arrival.route.choose] == ["Казань", "Москва"]
    chosen = await land(at, arrival.guest.id, channel="channel-kazan-0000")
    assert chosen.route.channel and chosen.route.channel.name == "Казань"


async def test_what_an_operator_wrote_stays_until_he_changes_it(at: Running):
    guest = (await land(at, city="Москва")).guest

    def correct(session: Session) -> None:
        visitor = session.scalars(select(tables.Visitor)).one()
        visitor.city, visitor.city_how = "Казань", "operator"

    await at.house.services.database.write(correct)
    arrival = await land(at, guest.id)
    assert arrival.route.channel and arrival.route.channel.name == "Казань"
    # The page knows better where to send him, but the card keeps the operator's word.
    assert (await land(at, guest.id, city="Москва")).route.channel.name == "Москва"  # type: ignore[union-attr]
    assert (await one(at, tables.Visitor)).city == "Казань"


# ---------------------------------------------------------------- greeting

HELLO = {"text": "Здравствуйте!", "by": "", "name": "Москва"}


def hello(visit: tables.Visit, visitor: tables.Visitor) -> dict[str, str]:
    return HELLO


async def test_a_visit_is_greeted_once(at: Running):
    visits, guest = at.house.services.visits, (await land(at)).guest
    assert await visits.greet(guest, "a-visit-0000000000", hello) == HELLO
    assert await visits.greet(guest, "a-visit-0000000000", hello) is None
    assert (await land(at, guest.id)).greeted is True
    await land(at, guest.id, visit="b-visit-0000000000")
    assert await visits.greet(guest, "b-visit-0000000000", lambda visit, visitor: None) is None
    assert await visits.greet(guest, "b-visit-0000000000", hello) == HELLO


async def test_two_tabs_that_open_by_themselves_at_once_are_one_greeting(on_each: Running):
    guest = (await land(on_each)).guest
    greet = on_each.house.services.visits.greet
    shown = await asyncio.gather(*(greet(guest, "a-visit-0000000000", hello) for _ in range(10)))
    assert shown.count(None) == 9 and HELLO in shown


@pytest.mark.parametrize("visit", ["b-visit-0000000000", ""])
async def test_a_visit_nobody_knows_is_not_greeted(at: Running, visit: str):
    guest = (await land(at)).guest
    assert await at.house.services.visits.greet(guest, visit, hello) is None


async def test_nobody_is_greeted_over_an_open_conversation(at: Running):
    guest = (await land(at)).guest
    opening = Opening(ccid=new_id(), channel_id="channel-moscow-0000", origin="incoming")
    say = Say(by=guest, cid=new_id(), body="Здравствуйте", opening=opening)
    await at.house.services.desk.carry_out(say, None)
    assert await at.house.services.visits.greet(guest, "a-visit-0000000000", hello) is None
    arrival = await land(at, guest.id)
    assert arrival.open and arrival.unread == 0


async def test_only_operators_who_are_online_greet_those_with_a_face_first(tmp_path: Any):
    def faces(session: Session) -> None:
        people(session)
        session.add(Photo(id="face", media_type="image/webp", content=b"x"))
        session.flush()
        session.get_one(tables.Operator, "operator-ivan-000").photo_id = "face"
        session.get_one(Site, "site-of-the-shop00").name = "Ольха"

    async with running(tmp_path, work=faces) as at:
        services = at.house.services
        moscow = "channel-moscow-0000"
        assert list(services.team.of(moscow)) == []
        crowd = [operator(at, name) for name in ("anna", "ivan", "timur")]
        for each in crowd:
            await each.come_in()
        assert [each.name for each in services.team.of(moscow)] == ["Иван", "Анна"]
        await crowd[1].cmd("presence", presence="busy", why="на телефоне")
        assert [each.name for each in services.team.of(moscow)] == ["Анна"]
        for each in crowd:
            await each.leave()


# ---------------------------------------------------------------- beside messages


def say(at: Running, guest: Visitor, body: str, conv: str | None = None) -> asyncio.Future[Committed]:
    told: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
    opening = Opening(ccid=new_id(), channel_id="channel-moscow-0000", origin="incoming")
    say = Say(by=guest, cid=new_id(), body=body, opening=None if conv else opening)
    at.house.services.desk.submit(say, conv, told.set_result)
    return told


@pytest.mark.parametrize("messages", [1, 2])
async def test_who_comes_again_while_he_writes_is_shown_as_he_is_now(at: Running, messages: int):
    guest = (await land(at)).guest
    conv = (await say(at, guest, "Здравствуйте")).talk.id
    at.clock.ahead = timedelta(hours=1)
    again = asyncio.create_task(land(at, guest.id, visit="another-visit-000"))
    await asyncio.sleep(0)
    # All of it is one group.
    await asyncio.gather(*[say(at, guest, f"Сообщение {number}", conv) for number in range(messages)])
    await again
    assert (await one(at, tables.Visitor)).visits == 2
    assert (await say(at, guest, "Вы тут?", conv)).talk.guest_visits == 2
