"""The channels' pages: cities, people, mail, order, how far they reach, and their end."""

import asyncio
import contextlib
import json
import re
from typing import Any

import httpx2
import pytest
from sqlalchemy import select

from browser import Browser, browsing, says, words
from house import Running
from opened import KAZAN, MOSCOW, SITE, change
from peer import begin, enter
from samovar.storage.queries import channels as rows
from samovar.storage.tables import Mail
from settings_forms import post, rev_of, send

LIST = "/settings/channels"
SAID = {
    "name": "Самара", "latin": "", "time_zone": "Europe/Samara", "hours_id": "", "opens_on": "", "cities": "",
    "email": "", "answer_seconds": "30", "late_seconds": "60",
    "missed_minutes": "10", "away_minutes": "",
}  # fmt: skip


async def save(browser: Browser, path: str, **said: Any) -> httpx2.Response:
    """The form as it is opened now, with these values."""
    return await send(browser, path, (await browser.get(path)).text, **SAID | said)


async def added(browser: Browser, **said: Any) -> str:
    answer = await save(browser, f"{LIST}/new", **said)
    assert answer.status_code == 303, words(answer.text)
    return answer.headers["location"].removesuffix("?saved").rpartition("/")[2]


async def asked(browser: Browser, typed: str) -> str:
    return words((await browser.get("/settings/check-address", params={"from": typed})).text)


async def test_a_new_channel_named_as_a_city_has_that_city_and_takes_its_visitors(on_each: Running):
    async with browsing(on_each, "secret-marina") as browser:
        await added(browser, members=["operator-anna-000", "operator-ivan-000"])
        page = words((await browser.get(LIST)).text)
        assert "Самара" in page and "0:00–24:00 UTC+04:00" in page, "hours of another's clock say which"
        assert "Канал «Самара»" in await asked(browser, "самара")
        assert "Новокуйбышевск" in await asked(browser, "Новокуйбышевск")
        made = on_each.house.services.directory.channels(SITE)[-1]
        members = {each.id for each in on_each.house.services.directory.members([made.id])}
        assert members == {"operator-anna-000", "operator-ivan-000"} and not made.fallback
        assert "Канал «Самара»: добавлено" in words((await browser.get("/settings/journal")).text)


async def test_cities_keep_their_other_names_as_they_were_written(at: Running):
    async with browsing(at, "secret-marina") as browser:
        made = await added(browser, cities="Самара / Куйбышев / Запасная столица\nИннополис-2")
        page = (await browser.get(f"{LIST}/{made}")).text
        assert "Самара / Запасная столица / Куйбышев" in page and "Иннополис-2" in page
        for typed in ("запасная столица", "КУЙБЫШЕВ", "иннополис 2"):
            assert "Канал «Самара»" in await asked(browser, typed)
        # What is saved as it was is no change, and the journal says nothing.
        await save(browser, f"{LIST}/{made}", cities="Иннополис-2\nСамара / Запасная столица / Куйбышев")
        assert rev_of((await browser.get(f"{LIST}/{made}")).text) == "0"


async def test_a_city_without_a_channel_goes_to_the_nearest_or_to_the_fallback(on_each: Running):
    async with browsing(on_each, "secret-marina") as browser:
        made = await added(browser)
        assert "Канал «Москва»" in await asked(browser, "Тольятти")
        page = (await browser.get(LIST)).text
        answer = await send(browser, LIST, page, site=SITE, radius="80", fallback=MOSCOW)
        assert answer.status_code == 303
        near = await asked(browser, "Тольятти")
        assert "Канал «Самара»" in near and re.search(r"Это ближайший: [56]\d км", near)
        assert "Канал «Самара»" in await asked(browser, "53.5, 49.4")
        assert "Канал «Москва»" in await asked(browser, "Владивосток")
        await send(browser, LIST, (await browser.get(LIST)).text, site=SITE, radius="0", fallback=made)
        assert "Канал «Самара»" in await asked(browser, "Владивосток")
        await send(browser, LIST, (await browser.get(LIST)).text, site=SITE, radius="0", fallback="")
        assert "окна там не будет" in await asked(browser, "Владивосток")
        journal = words((await browser.get("/settings/journal")).text)
        assert "Ближайший, до км: 0 → 80" in journal or "Ближайший, до км: — → 80" in journal
        assert "Все остальные города: Москва → Самара" in journal


async def test_addresses_are_not_looked_up_without_a_base_and_the_page_says_so(at: Running):
    async with browsing(at, "secret-marina") as browser:
        assert "SAMOVAR_GEOIP_DB" in await asked(browser, "203.0.113.7")


BAD = [
    ("name", "", "channel_empty", {}),
    ("name", "к" * 101, "channel_long", {"n": 100}),
    ("name", "Казань", "channel_taken", {"value": "Казань"}),
    ("time_zone", "Mars/Olympus", "time_zone_bad", {}),
    ("hours_id", "nobodys", "hours_id_bad", {}),
    ("opens_on", "первого", "date_bad", {}),
    ("cities", "Самара\nмск", "city_taken", {"value": "мск", "channel": "Москва"}),
    ("cities", "г" * 101, "city_long", {"value": "г" * 30 + "…", "n": 100}),
    ("cities", "\n".join(f"Город {n}" for n in range(501)), "cities_many", {"n": 500}),
    ("email", "спросите Анну", "email_bad", {}),
    ("email", "a@b.example\nBcc: c@d.example", "email_bad", {}),
    ("answer_seconds", "скоро", "number_between", {"least": 5, "most": 86400}),
    ("answer_seconds", "0", "number_between", {"least": 5, "most": 86400}),
    ("late_seconds", "10", "late_seconds", {}),
    ("away_minutes", "-1", "number_between", {"least": 0, "most": 1440}),
]


@pytest.mark.parametrize(("field", "value", "key", "places"), BAD)
async def test_what_cannot_be_is_refused_at_its_field_and_stays_typed(
    at: Running, field: str, value: str, key: str, places: dict[str, Any]
):
    async with browsing(at, "secret-marina") as browser:
        answer = await save(browser, f"{LIST}/new", **{field: value})
        assert answer.status_code == 400 and says(answer.text, f"pages.errors.{key}", **places), words(answer.text)
        assert f'id="{field}-bad"' in answer.text
        assert value.split("\n")[0][:100] in answer.text or field in ("time_zone", "hours_id")
    assert len(at.house.services.directory.channels(SITE)) == 2


async def test_a_name_of_another_site_is_free(at: Running):
    async with browsing(at, "secret-marina") as browser:
        await added(browser, name="Другой")


async def test_the_second_of_two_at_one_channel_is_told_and_nothing_is_overwritten(at: Running):
    async with browsing(at, "secret-marina") as browser:
        page = (await browser.get(f"{LIST}/{KAZAN}")).text
        kazan = {"name": "Казань", "time_zone": "Europe/Moscow", "members": ["operator-timur-000"]}
        quick = await send(browser, f"{LIST}/{KAZAN}", page, **SAID | kazan | {"cities": "Казань\nЗеленодольск"})
        assert quick.status_code == 303
        slow = await send(browser, f"{LIST}/{KAZAN}", page, **SAID | kazan | {"cities": "Казань\nЕлабуга"})
        assert slow.status_code == 409 and "Казань\nЕлабуга" in slow.text
        assert "Города: Казань → Зеленодольск, Казань" in words(slow.text)
        assert "Канал «Москва»" in await asked(browser, "Елабуга")
        assert (
            await send(browser, f"{LIST}/{KAZAN}", slow.text, **SAID | kazan | {"cities": "Казань\nЕлабуга"})
        ).is_redirect
        assert "Канал «Казань»" in await asked(browser, "Елабуга")


async def test_channels_stand_in_the_order_that_was_chosen(at: Running):
    def order() -> list[str]:
        return [each.name for each in at.house.services.directory.channels(SITE)]

    async with browsing(at, "secret-marina") as browser:
        await added(browser)
        for way, name, expected in (
            ("up", "Самара", -2),
            ("up", "Самара", -3),
            ("up", "Самара", -3),
            ("down", "Самара", -2),
        ):
            found = next(each.id for each in at.house.services.directory.channels(SITE) if each.name == name)
            await post(browser, f"{LIST}/{found}/move", (await browser.get(LIST)).text, way=way)
            assert order().index(name) - 3 == expected


# ---------------------------------------------------------------- mail


async def letters(at: Running) -> list[Mail]:
    return await at.house.services.database.read(lambda session: list(session.scalars(select(Mail))))


async def test_a_channels_address_counts_once_whoever_reads_it_has_said_yes(on_each: Running):
    directory = on_each.house.services.directory
    async with browsing(on_each, "secret-marina") as browser:
        made = await added(browser, email="Samara@Olha.example")
        [mail] = await letters(on_each)
        assert (mail.kind, mail.recipient) == ("confirm_channel_address", "samara@olha.example")
        assert "не подтверждена" in words((await browser.get(LIST)).text)
    path = mail.places["path"]
    assert (mail.places["site"], mail.places["zone"]) == ("Ольха", "Europe/Samara")
    async with browsing(on_each) as reader:
        asks = await reader.get(path)
        # Opening the link is no answer: programs that look into letters open it, too.
        assert "samara@olha.example" in words(asks.text) and directory.channel(made).email_confirmed_at is None  # type: ignore[union-attr]
        done = await post(reader, path, asks.text)
        assert says(done.text, "pages.message.address_confirmed.title")
        assert (await reader.get(path[:-2])).status_code == 410
    assert directory.channel(made).email_confirmed_at is not None  # type: ignore[union-attr]
    async with browsing(on_each, "secret-marina") as browser:
        await save(browser, f"{LIST}/{made}", cities="Самара", email="other@olha.example")
        changed = directory.channel(made)
        assert changed and changed.email == "other@olha.example" and changed.email_confirmed_at is None
    async with browsing(on_each) as reader:
        assert (await reader.get(path)).status_code == 410


async def test_nobody_is_troubled_with_many_letters(at: Running):
    async with browsing(at, "secret-marina") as browser:
        made = await added(browser, email="samara@olha.example")
        answer = await post(browser, f"{LIST}/{made}/ask", (await browser.get(f"{LIST}/{made}")).text)
    assert answer.status_code == 400 and "Письмо на этот адрес уже ушло" in words(answer.text)
    assert len(await letters(at)) == 1


# ---------------------------------------------------------------- the end of a channel


async def test_a_channel_is_closed_when_its_talks_have_gone_elsewhere(on_each: Running):
    directory = on_each.house.services.directory
    mary = await begin(on_each)
    await mary.come_in()
    [timur] = await enter(on_each, "timur")
    async with browsing(on_each, "secret-marina") as browser:
        page = (await browser.get(f"{LIST}/{MOSCOW}")).text
        refused = await post(browser, f"{LIST}/{MOSCOW}/close", page, to="nowhere")
        assert refused.status_code == 400 and "Здесь открыт 1 чат" in words(refused.text)
        assert (await post(browser, f"{LIST}/{MOSCOW}/close", refused.text, to=KAZAN)).status_code == 303
        await timur.expect("summary", lambda frame: frame["row"]["channel"] == KAZAN)
        moscow = directory.channel(MOSCOW)
        assert moscow and moscow.closed_at and not moscow.fallback
        assert "закрыт" in words((await browser.get(LIST)).text)
        assert "Канал закрыт: посетители" in words((await browser.get(f"{LIST}/{MOSCOW}")).text)
        assert (await post(browser, f"{LIST}/{MOSCOW}/reopen", page)).status_code == 303
        moscow = directory.channel(MOSCOW)
        assert moscow and moscow.closed_at is None
        journal = words((await browser.get("/settings/journal")).text)
        assert "Канал «Москва»: канал закрыт" in journal and "Канал «Москва»: канал открыт снова" in journal


async def test_whoever_was_stopped_in_the_middle_of_closing_presses_again(
    on_each: Running, monkeypatch: pytest.MonkeyPatch
):
    for _ in range(3):
        await begin(on_each)
    services, left = on_each.house.services, 1
    carry_out = services.desk.carry_out

    async def dies(verb: Any, conv: str | None) -> Any:
        nonlocal left
        if not left:
            raise asyncio.CancelledError
        left -= 1
        return await carry_out(verb, conv)

    async def open_in(channel: str) -> int:
        return len(await services.database.read(rows.open_talks, channel))

    async with browsing(on_each, "secret-marina") as browser:
        page = (await browser.get(f"{LIST}/{MOSCOW}")).text
        with monkeypatch.context() as dying, contextlib.suppress(httpx2.HTTPError):
            dying.setattr(services.desk, "carry_out", dies)
            await post(browser, f"{LIST}/{MOSCOW}/close", page, to=KAZAN)
        assert (await open_in(MOSCOW), await open_in(KAZAN)) == (2, 1)
        await services.directory.refresh()
        moscow = services.directory.channel(MOSCOW)
        assert moscow and moscow.closed_at is None, "no talk is ever left in a channel that is closed"
        page = (await browser.get(f"{LIST}/{MOSCOW}")).text
        assert (await post(browser, f"{LIST}/{MOSCOW}/close", page, to=KAZAN)).status_code == 303
        assert (await open_in(MOSCOW), await open_in(KAZAN)) == (0, 3)
        moscow = services.directory.channel(MOSCOW)
        assert moscow and moscow.closed_at


async def test_a_channel_without_talks_closes_at_once_the_last_one_too(at: Running):
    async with browsing(at, "secret-marina") as browser:
        for each in (KAZAN, MOSCOW):
            page = (await browser.get(f"{LIST}/{each}")).text
            assert (await post(browser, f"{LIST}/{each}/close", page)).status_code == 303
        assert "окна там не будет" in await asked(browser, "Казань")


# ---------------------------------------------------------------- what is offered


async def test_cities_are_offered_in_the_readers_language(at: Running):
    async with browsing(at, "secret-marina") as browser:
        offered = json.loads((await browser.get("/settings/cities", params={"begins": "набер"})).text)
        assert offered == [["Набережные Челны", "RU"]]
        assert json.loads((await browser.get("/settings/cities")).text) == []


async def test_a_channel_that_opens_later_says_so_in_the_list(at: Running):
    async with browsing(at, "secret-marina") as browser:
        await added(browser, opens_on="2099-12-01")
        assert "откроется 1 декабря" in words((await browser.get(LIST)).text)
        assert "Канал «Москва»" in await asked(browser, "Самара")
        await change(at, KAZAN, email="k@olha.example")
        assert "не подтверждена" in words((await browser.get(LIST)).text)
