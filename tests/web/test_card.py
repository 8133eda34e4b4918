"""The visitor's card: who he is, how he came, what he reads now, and corrections an operator makes."""

import itertools
from datetime import timedelta
from pathlib import Path

from house import SHOP, Running, running
from peer import Peer, begin, enter, held, visitor
from samovar.domain.visitors.visits import Landing
from samovar.storage.engine.database import Session
from samovar.storage.tables import Visitor


async def turn(at: Running, mary: Peer, url: str, title: str) -> None:
    guest = at.house.services.tokens.visitor(mary.token)
    site = at.house.services.directory.site_by_key("shop")
    assert site
    landing = Landing(
        visit="the-visit-00000000", url=url, title=title, referrer="", city="", channel=None, lang="ru", user_agent="",
        address="",
    )  # fmt: skip
    await at.house.services.visits.arrive(site, guest.id, landing)


async def test_the_card_tells_how_he_came_and_what_he_read(at: Running):
    mary = await begin(at, visit="the-visit-00000000")
    at.clock.ahead = timedelta(minutes=2)
    await turn(at, mary, f"{SHOP}/stoly", "Столы")
    [anna] = await enter(at, "anna")
    await anna.claim(mary.conv)
    card = await anna.ask("look", conv=mary.conv)
    assert (card["city"], card["city_how"], card.get("visits", 1)) == ("Москва", "page", 1)
    visit = card["visit"]
    assert (visit["source"], visit["referrer"], visit["device"]) == ("Яндекс", "https://yandex.ru/", "iPhone, Safari")
    assert visit["utm"] == {"source": "yandex", "campaign": "uglovye"} and visit["here"]
    newest, oldest = visit["pages"]
    assert newest["title"] == "Столы" and "ms" not in newest
    assert oldest["title"] == "Кухни" and 119_000 <= oldest["ms"] <= 125_000
    assert 119_000 <= visit["on_site_ms"] <= 125_000


async def test_time_on_site_runs_while_he_is_here_and_stands_when_he_is_gone(at: Running):
    mary = await begin(at, visit="the-visit-00000000")
    [anna] = await enter(at, "anna")
    await anna.claim(mary.conv)
    at.clock.ahead = timedelta(minutes=10)
    assert (await anna.ask("look", conv=mary.conv))["visit"]["on_site_ms"] >= 600_000
    await mary.leave()
    await at.has_gone(mary.id)
    at.clock.ahead = timedelta(minutes=11)
    visit = (await anna.ask("look", conv=mary.conv))["visit"]
    assert "here" not in visit and visit["on_site_ms"] >= 600_000
    assert visit["pages"][0]["ms"] >= 600_000


async def test_how_long_one_who_left_was_on_the_site_outlives_the_process(tmp_path: Path):
    async with running(tmp_path) as at:
        mary = await begin(at)
        at.clock.ahead = timedelta(seconds=64)
        at.house.services.visitors.flips()
    async with running(tmp_path, filled=False) as at:
        at.clock.ahead = timedelta(minutes=30)
        [marina] = await enter(at, "marina")
        visit = (await marina.ask("look", conv=mary.conv))["visit"]
        assert 64_000 <= visit["on_site_ms"] < 75_000
        assert 64_000 <= visit["pages"][0]["ms"] < 75_000


async def test_a_returning_visitor_has_as_many_visits_as_he_made(at: Running):
    mary = await begin(at)
    guest, site = at.house.services.tokens.visitor(mary.token), at.house.services.directory.site_by_key("shop")
    assert site
    for n in range(2):
        landing = Landing(
            visit=f"visit-{n}-0000000000", url=SHOP, title="", referrer="", city="", channel=None, lang="",
            user_agent="", address="",
        )  # fmt: skip
        await at.house.services.visits.arrive(site, guest.id, landing)
    [marina] = await enter(at, "marina")
    assert (await marina.ask("look", conv=mary.conv))["visits"] == 3
    assert (await marina.rows())[0]["visitor"]["visits"] == 3


async def test_an_operator_corrects_the_city_and_the_card_remembers_who_did(at: Running):
    mary, anna = await held(at)
    assert (await anna.cmd("correct", mary.conv, field="city", value=" Тверь "))["t"] == "ok"
    card = await anna.ask("look", conv=mary.conv)
    assert (card["city"], card["city_how"], card["city_by"]["name"]) == ("Тверь", "operator", "Анна")
    told = await anna.expect("ev", lambda frame: frame["e"]["kind"] == "card")
    assert told["e"]["data"] == {"field": "city", "was": "Москва", "now": "Тверь"}
    row = (await anna.expect("summary", lambda frame: frame["row"]["visitor"].get("city") == "Тверь"))["row"]
    assert row["seq"] == 3
    assert (await mary.rows())[0]["seq"] == 2


async def test_consoles_know_cities_and_channels_in_latin_letters(at: Running):
    mary, anna = await held(at)
    assert (await anna.rows())[0]["visitor"]["city_latin"] == "Moscow"
    assert (await anna.ask("look", conv=mary.conv))["city_latin"] == "Moscow"
    channels = (await anna.expect("people"))["channels"]
    assert {room["name"]: room["latin"] for room in channels} == {"Москва": "Moscow", "Казань": "Kazan"}
    await anna.cmd("correct", mary.conv, field="city", value="Дальние Выселки")
    card = await anna.ask("look", conv=mary.conv)
    assert card["city"] == "Дальние Выселки" and "city_latin" not in card


async def test_a_name_that_an_operator_wrote_stays_with_the_operators(on_each: Running):
    at = on_each
    mary, anna = await held(at)
    await anna.cmd("correct", mary.conv, field="name", value="Грубиянка")
    await mary.say("Это я")
    await anna.say("Здравствуйте", lock=anna.lock)
    await mary.expect("ev", lambda frame: frame["e"].get("body") == "Здравствуйте")
    back = visitor(at, visitor_id=at.house.services.tokens.visitor(mary.token).id)
    await back.come_in(epoch=at.house.services.epoch, cursors=[{"conv": mary.conv, "seq": 0}])
    for answer in (await back.ask("get", conv=mary.conv), await back.ask("list", state="all")):
        assert answer["t"] in ("batch", "page")
    assert "Грубиянка" not in str([*mary.frames, *back.frames])
    assert (await anna.rows())[0]["visitor"]["name"] == "Грубиянка"
    assert (await anna.ask("look", conv=mary.conv))["name"] == "Грубиянка"


async def test_the_name_that_the_visitor_gave_survives_the_one_that_operators_wrote(at: Running):
    mary, anna = await held(at)
    person = at.house.services.tokens.visitor(mary.token).id

    def gave(session: Session) -> None:
        session.get_one(Visitor, person).name = "Маша"

    await at.house.services.database.write(gave)
    await anna.cmd("correct", mary.conv, field="name", value="Мария Лебедева")
    found = await at.house.services.database.read(lambda session: session.get_one(Visitor, person))
    assert (found.name, found.called) == ("Маша", "Мария Лебедева")


async def test_an_empty_correction_is_refused(on_each: Running):
    mary, anna = await held(on_each)
    for field, value in itertools.product(("city", "name"), ("", "   ", "\u0000", "\u0000 \u0000")):
        refused = await anna.cmd("correct", mary.conv, field=field, value=value)
        assert (refused["t"], refused["code"]) == ("no", "empty")
    assert (await anna.ask("look", conv=mary.conv))["city"] == "Москва"


async def test_a_correction_repeated_is_one_entry(at: Running):
    mary, anna = await held(at)
    first = await anna.cmd("correct", mary.conv, rid="the-same-rid-0000", field="city", value="Тверь")
    again = await anna.cmd("correct", mary.conv, rid="the-same-rid-0000", field="city", value="Тверь")
    assert first["seq"] == again["seq"] and again["dup"]
    kinds = [event["kind"] for event in (await anna.ask("get", conv=mary.conv))["events"]]
    assert kinds == ["message", "claimed", "card"]


async def test_a_colleague_cannot_correct_what_he_does_not_hold(at: Running):
    mary, _ = await held(at)
    ivan, timur, marina = await enter(at, "ivan", "timur", "marina")
    assert (await ivan.cmd("correct", mary.conv, field="city", value="Тверь"))["code"] == "taken"
    assert (await timur.cmd("correct", mary.conv, field="city", value="Тверь"))["code"] == "not_found"
    assert (await marina.cmd("correct", mary.conv, field="city", value="Тверь"))["t"] == "ok"


async def test_the_operator_sees_the_page_the_visitor_opens_next(at: Running):
    mary = await begin(at, visit="the-visit-00000000")
    [anna] = await enter(at, "anna")
    await anna.claim(mary.conv)
    await anna.ask("get", conv=mary.conv)
    await turn(at, mary, f"{SHOP}/stoly", "Столы")
    page = (await anna.expect("eph", lambda frame: frame["kind"] == "page"))["page"]
    assert (page["url"], page["title"]) == (f"{SHOP}/stoly", "Столы")
