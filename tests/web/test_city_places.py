"""Cities that no map of ours has: an administrator says where they lie."""

from typing import Any

import pytest

from browser import Browser, browsing, says, words
from house import Running
from opened import KAZAN, MOSCOW, SITE
from settings_forms import send

PATH = f"/settings/channels/{KAZAN}"
SAID = {
    "name": "Казань", "latin": "", "time_zone": "Europe/Moscow", "hours_id": "", "opens_on": "", "email": "",
    "answer_seconds": "30", "late_seconds": "60",
    "missed_minutes": "10", "away_minutes": "", "members": ["operator-timur-000"],
    "cities": "Казань\nМамадыш-9 / Мамадыш Новый",
}  # fmt: skip
FIELD = {"lies_of_0": "Мамадыш-9"}


async def place(browser: Browser, typed: str, **more: Any) -> Any:
    page = (await browser.get(PATH)).text
    return await send(browser, PATH, page, **SAID | FIELD | {"lies_0": typed} | more)


async def asked(browser: Browser, typed: str) -> str:
    return words((await browser.get("/settings/check-address", params={"from": typed})).text)


async def test_a_city_that_no_map_has_is_given_a_place_and_its_neighbours_come_there(on_each: Running):
    async with browsing(on_each, "secret-marina") as browser:
        list_page = (await browser.get("/settings/channels")).text
        await send(browser, "/settings/channels", list_page, site=SITE, radius="60", fallback=MOSCOW)
        await send(browser, PATH, (await browser.get(PATH)).text, **SAID)
        assert says((await browser.get(PATH)).text, "settings.channels.lies", city="Мамадыш-9")
        assert "Канал «Москва»" in await asked(browser, "56.0, 84.9")
        # Near a city that is known, and that has no channel.
        assert (await place(browser, "Томск")).status_code == 303
        near = await asked(browser, "56.0, 84.9")
        assert "Канал «Казань»" in near and "Это ближайший" in near
        assert "Канал «Казань»" in await asked(browser, "Северск")
        assert 'value="56.5005, 84.9822"' in (await browser.get(PATH)).text
        journal = words((await browser.get("/settings/journal")).text)
        assert "Где города" in journal and "Мамадыш-9: 56.5005, 84.9822" in journal
        # Other cities are written, and this one stays where it is.
        await send(browser, PATH, (await browser.get(PATH)).text, **SAID | {"cities": SAID["cities"] + "\nЕлабуга"})
        assert "Канал «Казань»" in await asked(browser, "Томск")
        # By coordinates; and by none at all.
        assert (await place(browser, "43.1, 131.9")).status_code == 303
        assert "Канал «Москва»" in await asked(browser, "Томск")
        assert "Канал «Казань»" in await asked(browser, "Владивосток")
        assert (await place(browser, "")).status_code == 303
        assert "Канал «Москва»" in await asked(browser, "Владивосток")


@pytest.mark.parametrize("typed", ["Нигдебург", "95, 20", "55.7, 181", "<b>", "55.7"])
async def test_a_place_that_is_none_is_refused_at_its_field_and_stays_typed(at: Running, typed: str):
    async with browsing(at, "secret-marina") as browser:
        await send(browser, PATH, (await browser.get(PATH)).text, **SAID)
        answer = await place(browser, typed)
        assert answer.status_code == 400 and says(answer.text, "pages.errors.place_unknown", city="Мамадыш-9")
        assert 'id="lies_0-bad"' in answer.text and f'value="{typed}"'.replace("<b>", "&lt;b&gt;") in answer.text


async def test_a_city_that_the_map_has_is_not_asked_for(at: Running):
    async with browsing(at, "secret-marina") as browser:
        assert "lies_" not in (await browser.get(PATH)).text
