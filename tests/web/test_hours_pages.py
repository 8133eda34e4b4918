"""Hours and holidays: a week as people write it, own days with a reason, and channels that keep them."""

from datetime import date
from typing import Any

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from browser import Browser, browsing, says, words
from house import Running
from opened import MOSCOW, SITE, change
from samovar.domain.channels.editing_hours import BadSpans, spans_of, written
from settings_forms import post, rev_of, send

PATH = "/settings/hours"
WEEK = ("9–13, 14–21",) * 4 + ("9–13, 14–2", "10–20", "")
SAID: dict[str, Any] = {"name": "Салоны", "country": "RU", **{f"day_{n}": text for n, text in enumerate(WEEK)}}
OWN = {
    "own_day": ["2026-12-31", ""], "own_hours": ["10-15", ""], "own_reason": ["Короткий день", ""],
    "own_reason_en": ["", ""],
}  # fmt: skip


async def save(browser: Browser, path: str = f"{PATH}/new", **said: Any) -> httpx2.Response:
    return await send(browser, path, (await browser.get(path)).text, **SAID | OWN | said)


async def made(at: Running, browser: Browser, **said: Any) -> str:
    answer = await save(browser, **said)
    assert answer.status_code == 303, words(answer.text)
    return answer.headers["location"].removesuffix("?saved").rpartition("/")[2]


async def test_hours_are_written_down_kept_by_a_channel_and_say_when_it_opens(on_each: Running):
    directory = on_each.house.services.directory
    async with browsing(on_each, "secret-marina") as browser:
        hours = await made(on_each, browser)
        page = (await browser.get(f"{PATH}/{hours}")).text
        for text in ("9:00–13:00, 14:00–21:00", "9:00–13:00, 14:00–2:00", "Короткий день", "2026-12-31", "10:00–15:00"):
            assert f'value="{text}"' in page, text
        assert "Новогодние каникулы" in words(page)
        assert "По этим часам работают: Казань, Москва" in words(page), "a company's first hours are everybody's"
        later = (await browser.get(f"{PATH}/{await made(on_each, browser, name='Склад')}")).text
        assert "никто не работает" in words(later)
        moscow = directory.channel(MOSCOW)
        assert moscow and directory.hours(moscow).spans_on(date(2026, 12, 31)) == ((600, 900),)
        assert directory.hours(moscow).spans_on(date(2026, 3, 6)) == ((540, 780), (840, 1560))
        refused = await post(browser, f"{PATH}/{hours}/remove", page)
        assert refused.status_code == 400 and says(refused.text, "pages.errors.hours_kept")
        for channel in directory.channels(SITE):
            await change(on_each, channel.id, hours_id=None)
        assert (await post(browser, f"{PATH}/{hours}/remove", page)).status_code == 303
    assert [each.name for each in directory.hours_of_site(SITE)] == ["Склад"]


async def test_a_change_says_in_the_journal_which_days_are_different(at: Running):
    async with browsing(at, "secret-marina") as browser:
        hours = await made(at, browser)
        await save(browser, f"{PATH}/{hours}", day_0="10–21", own_day=[], own_hours=[], own_reason=[], own_reason_en=[])
        journal = words((await browser.get("/settings/journal")).text)
        assert "Понедельник: 9:00–13:00, 14:00–21:00 → 10:00–21:00" in journal
        assert "Свои дни: 2026-12-31 10:00–15:00 Короткий день → —" in journal and "Вторник" not in journal
        await save(browser, f"{PATH}/{hours}", day_0="10–21", own_day=[], own_hours=[], own_reason=[], own_reason_en=[])
        assert rev_of((await browser.get(f"{PATH}/{hours}")).text) == "1"


async def test_two_at_one_form_of_hours(at: Running):
    async with browsing(at, "secret-marina") as browser:
        hours = f"{PATH}/{await made(at, browser)}"
        page = (await browser.get(hours)).text
        assert (await send(browser, hours, page, **SAID | OWN | {"day_0": "10–20"})).status_code == 303
        slow = await send(browser, hours, page, **SAID | OWN | {"day_0": "8–12"})
        assert slow.status_code == 409 and 'value="8–12"' in slow.text and "10:00–20:00" in words(slow.text)
        other = await send(browser, hours, page, **SAID | OWN | {"day_0": "9–13, 14–21", "day_6": "12–14"})
        assert other.status_code == 409, "Monday was changed by another, and would go back"


BAD = [
    ("name", "", "name", "hours_empty", {}),
    ("country", "XX", "country", "country_bad", {}),
    ("day_1", "с утра", "day_1", "spans_bad", {"value": "с утра"}),
    ("day_1", "9–25", "day_1", "spans_bad", {"value": "9–25"}),
    ("day_1", "9–14, 13–20", "day_1", "spans_bad", {"value": "9–14, 13–20"}),
    ("day_5", "1–20", "day_5", "spans_clash", {}),
    ("own_day", ["31 декабря"], "own", "own_day_bad", {"value": "31 декабря"}),
    ("own_day", ["2026-12-31", "2026-12-31"], "own", "own_twice", {}),
    ("own_hours", ["до обеда", ""], "own", "own_hours_bad", {"value": "до обеда"}),
    ("own_reason", ["п" * 201, ""], "own", "own_reason_long", {"n": 200}),
]


@pytest.mark.parametrize(("field", "value", "at_field", "key", "places"), BAD)
async def test_hours_that_cannot_be_are_refused_at_their_field(
    at: Running, field: str, value: Any, at_field: str, key: str, places: dict[str, Any]
):
    async with browsing(at, "secret-marina") as browser:
        answer = await save(browser, **{field: value})
        assert answer.status_code == 400 and says(answer.text, f"pages.errors.{key}", **places), words(answer.text)
        assert f'id="{at_field}-bad"' in answer.text and ("Короткий день" in answer.text or field == "own_reason")
    assert at.house.services.directory.hours_of_site(SITE) == []


async def test_two_hours_of_one_name_are_refused(at: Running):
    async with browsing(at, "secret-marina") as browser:
        await made(at, browser)
        assert says((await save(browser)).text, "pages.errors.hours_taken", value="Салоны")


async def test_what_nobody_has_is_not_found(at: Running):
    async with browsing(at, "secret-marina") as browser:
        assert (await browser.get(f"{PATH}/nobodys")).status_code == 404
        page = (await browser.get(f"{PATH}/new")).text
        assert (await post(browser, f"{PATH}/nobodys/remove", page)).status_code == 404


# ---------------------------------------------------------------- hours as people write them


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("", ()),
        ("9-13", ((540, 780),)),
        ("9:00–13:00,14.30—21", ((540, 780), (870, 1260))),
        ("14 - 21; 9 - 13", ((540, 780), (840, 1260))),
        ("22–6", ((1320, 1800),)),
        ("10–0", ((600, 1440),)),
        ("10–24", ((600, 1440),)),
        ("24", ((0, 1440),)),
        ("0–24", ((0, 1440),)),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, spans: Any):
    assert spans_of(text) == spans


@pytest.mark.parametrize(
    "text", ["9", "9–9", "25–26", "9:60–10", "9–24:30", "с 9 до 13", "9–13–15", "9–14, 13–15", "-5–3"]
)
def test_what_is_no_hours_is_refused(text: str):
    with pytest.raises(BadSpans):
        spans_of(text)


@given(st.lists(st.integers(0, 1439), min_size=2, max_size=6, unique=True))
def test_what_is_written_is_read_again_as_the_same(minutes: list[int]):
    ordered = sorted(minutes)
    spans = tuple(zip(ordered[::2], ordered[1::2], strict=False))
    assert spans_of(written(spans)) == spans
    late = (*spans[:-1], (spans[-1][0], spans[-1][0] + 1440 - 1)) if spans[-1][0] else spans
    assert spans_of(written(late)) == late
