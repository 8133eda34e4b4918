"""The widget's settings: what is typed is stored and reaches the widget, what cannot be is refused at its field, and
the preview tells the real widget what it would be told."""

import json
import re
from typing import Any

import pytest

from browser import Browser, browsing, csrf_of, says, words
from house import SHOP, Running
from peer import begin
from samovar.domain.channels.sites import DEFAULTS, WAYS, Category, Edges, People, SiteSettings, settings_of

WIDGET = "/settings/widget/site-of-the-shop00"
FORM: dict[str, Any] = {
    "colour": "#b3561b", "theme": "", "side": "right", "icon": "samovar", "desktop_aside": "24", "desktop_below": "24",
    "phone_aside": "24", "phone_below": "24", "greets": "1", "delay": "25", "closed_days": "7", "reopen_minutes": "60",
    "greet_device": "", "ways": list(WAYS),
}  # fmt: skip


def rev_of(html: str) -> str:
    found = re.search(r'name="rev" value="(\d+)"', html)
    assert found
    return found[1]


async def start(at: Running, **more: str) -> Any:
    """A page load of a visitor."""
    body = {
        "key": "shop",
        "visit": "a-visit-of-today-00",
        "page": {"url": SHOP},
        "city": "Москва",
        "lang": "ru",
        **more,
    }
    async with browsing(at) as browser:
        return (await browser.post("/widget/start", content=json.dumps(body), headers={"Origin": SHOP})).json()


async def save(browser: Browser, html: str, path: str = WIDGET, **said: Any) -> Any:
    fields = {"csrf": csrf_of(html), "rev": rev_of(html), **FORM, **said}
    kept = {name: value for name, value in fields.items() if value is not None}
    return await browser.post(path, data=kept, headers={"Origin": browser.origin})


def now(at: Running) -> SiteSettings:
    return settings_of(at.house.services.directory.site("site-of-the-shop00"))


async def test_what_is_typed_is_stored_shown_again_and_worn(on_each: Running):
    async with browsing(on_each, "secret-marina") as browser:
        answer = await save(
            browser, (await browser.get(WIDGET)).text, colour=" 2D69C0 ", theme="light dark", side="left", icon="mail",
            phone_below="80", delay="40", greeting_ru="Здравствуйте, {Имя}!\r\nЧем помочь?", greet_open="1",
            **{"greeting_channel-kazan-0000_ru": "Исәнмесез!"}, many_ru="мастера", whom_ru="мастера",
            greet_pages="/kuhni/*\r\n\r\n /stoly \n/kuhni/*", ways=["email", "phone"],
            categories="Замер / Measuring\nЦены", consent_ru="Согласен", link="https://olha.example/policy",
        )  # fmt: skip
        assert (answer.status_code, answer.headers["location"]) == (303, f"{WIDGET}?saved")
        shown = (await browser.get(f"{WIDGET}?saved")).text
        journal = words((await browser.get("/settings/journal")).text)
    found = now(on_each)
    assert (found.colour, found.theme, found.side, found.icon) == ("#2d69c0", "light dark", "left", "mail")
    assert (found.desktop, found.phone, found.delay_ms) == (Edges(), Edges(24, 80), 40_000)
    assert found.greeting == {"ru": "Здравствуйте, {Имя}!\nЧем помочь?"} and found.greet_open
    assert found.greetings == {"channel-kazan-0000": {"ru": "Исәнмесез!"}}
    assert found.people == {"ru": People("мастера", "мастера")} and found.greet_pages == ["/kuhni/*", "/stoly"]
    assert found.ways == ("phone", "email") and found.categories == [Category("Замер", "Measuring"), Category("Цены")]
    assert found.consent and (found.consent.version, found.consent.link) == (1, "https://olha.example/policy")
    assert 'value="#2d69c0"' in shown and "Замер / Measuring\nЦены" in shown and 'value="40"' in shown
    assert "Цвет: — → #2d69c0" in journal and "Сторона: — → Слева" in journal and "Марина" in journal
    assert "Отступы на телефоне: — → от края: 24, снизу: 80" in journal and "По телефону, По почте" in journal
    assert "Приветствия каналов: — → Казань: ru: Исәнмесез!" in journal
    started = await start(on_each, city="Казань")
    assert "#2d69c0" in started["style"]["css"] and started["greeting"] == "Исәнмесез!"


async def test_a_change_reaches_open_windows_and_what_is_as_it_was_is_not_stored(at: Running):
    mary = await begin(at)
    async with browsing(at, "secret-marina") as browser:
        await save(browser, (await browser.get(WIDGET)).text, greets=None)
        assert (await mary.expect("site"))["delay_ms"] == 0
        site = at.house.services.directory.site("site-of-the-shop00")
        assert site and site.settings == {"delay_ms": 0}
        shown = (await browser.get(WIDGET)).text
        assert 'name="delay" type="number"' in shown.replace("\n", "") and 'value="25"' in shown


async def test_each_change_of_the_consent_is_a_version_and_the_old_ones_stay(at: Running):
    async with browsing(at, "secret-marina") as browser:
        for text in ("Первый", "Второй", "Второй", ""):
            assert (await save(browser, (await browser.get(WIDGET)).text, consent_ru=text)).status_code == 303
        shown = words((await browser.get(WIDGET)).text)
    assert [(each.version, each.text) for each in now(at).consents] == [
        (1, {"ru": "Первый"}),
        (2, {"ru": "Второй"}),
        (3, {}),
    ]
    assert "Первый" in shown and "Второй" in shown


BAD = [
    ("colour", "красный", "colour_bad", {}),
    ("delay", "0", "number_bad", {"least": 1, "most": 3600}),
    ("delay", "٣", "number_bad", {"least": 1, "most": 3600}),
    ("phone_below", "401", "number_bad", {"least": 0, "most": 400}),
    ("theme", "pink", "form", {}),
    ("greeting_ru", "я" * 501, "text_long", {"n": 500}),
    ("greeting_en", "Hello {surname}", "place_unknown", {"place": "{surname}"}),
    ("greeting_channel-kazan-0000_ru", "{}", "place_unknown", {"place": "{}"}),
    ("many_ru", "мастера", "called_both", {}),
    ("greet_pages", "/a b", "pattern_bad", {"value": "/a b"}),
    ("hidden_pages", "/" + "a" * 200, "pattern_long", {"value": "/" + "a" * 39}),
    ("hidden_pages", "\n".join(f"/{n}" for n in range(51)), "patterns_many", {"n": 50}),
    ("ways", [], "ways_empty", {}),
    ("ways", ["pigeon"], "ways_empty", {}),
    ("categories", "/ Prices", "category_bad", {"value": "/ Prices", "n": 60}),
    ("categories", "Цены / a\nЦены / b", "categories_twice", {}),
    ("categories", "\n".join(f"Тема {n}" for n in range(21)), "categories_many", {"n": 20}),
    ("link", "javascript:alert(1)", "link_bad", {}),
    ("unasked", "1", "form", {}),
]


@pytest.mark.parametrize(("field", "value", "key", "places"), BAD)
async def test_a_bad_field_is_refused_at_it_and_nothing_is_stored(
    at: Running, field: str, value: Any, key: str, places: dict[str, Any]
):
    async with browsing(at, "secret-marina") as browser:
        said = {"consent_en": "Typed here", field: value}
        answer = await save(browser, (await browser.get(WIDGET)).text, **said)
        assert answer.status_code == 400 and says(answer.text, f"pages.errors.{key}", **places)
        assert "Typed here" in answer.text
    assert await at.house.services.journal.page() == []


async def test_two_at_one_form_overwrite_nothing_silently(on_each: Running):
    async with browsing(on_each, "secret-marina") as browser:
        slow = (await browser.get(WIDGET)).text
        assert (await save(browser, slow, colour="#2d69c0")).status_code == 303
        answer = await save(browser, slow, colour="#9b3440")
        assert answer.status_code == 409 and "Цвет: — → #2d69c0" in words(answer.text)
        assert 'value="#9b3440"' in answer.text and now(on_each).colour == "#2d69c0"


async def test_the_look_can_be_as_it_was_at_first_and_nobodys_words_are_lost(at: Running):
    async with browsing(at, "secret-marina") as browser:
        html = (await browser.get(WIDGET)).text
        await save(browser, html, colour="#2d69c0", side="left", greeting_ru="Свои слова", hidden_pages="/basket")
        shown = {"csrf": csrf_of(html), "rev": "0"}
        answer = await browser.post(f"{WIDGET}/defaults", data=shown, headers={"Origin": browser.origin})
        assert answer.status_code == 409 and says(answer.text, "settings.since.heading")
        assert now(at).colour == "#2d69c0", "a colleague has chosen it since this page was opened"
        found = re.search(r'name="rev" value="(\d+)"', answer.text)
        assert found and found[1] != "0"
        shown["rev"] = found[1]
        answer = await browser.post(f"{WIDGET}/defaults", data=shown, headers={"Origin": browser.origin})
        assert answer.status_code == 303
    found = now(at)
    assert (found.colour, found.side, found.hidden_pages) == (DEFAULTS.colour, "right", [])
    assert found.greeting == {"ru": "Свои слова"}


# ---------------------------------------------------------------- the preview


async def test_the_preview_says_what_the_widget_would_be_told_and_stores_nothing(at: Running):
    async with browsing(at, "secret-marina") as browser:
        html = (await browser.get(WIDGET)).text
        said = {"colour": "#777777", "greeting_en": "Hello from {company}", "preview_lang": "en"}
        played = (await save(browser, html, f"{WIDGET}/preview", **said)).json()
        moved = words((await save(browser, html, f"{WIDGET}/preview", **said | {"colour": "#777777"})).json()["colour"])
        assert "#767676" in moved and "4,5 : 1" in moved
        await save(browser, html, colour="#777777", greeting_en="Hello from {company}")
    # The very same answer as on a page, but for what is one visitor's.
    started, real = played["started"], await start(at, lang="en")
    for name in ("style", "greeting", "button", "people", "lang", "site", "build"):
        assert started.get(name) == real.get(name)
    assert (
        started["greeting"] == "Hello from Ольха"
        and played["greeting"]["show"]
        and played["frames"]["welcome"]["rows"][0]["conv"]
    )
    assert [each["seq"] for each in played["frames"]["batch"]["events"]] == [1, 2, 3, 4]


async def test_the_preview_works_while_something_is_refused_and_its_frame_may_stand_in_our_pages_only(at: Running):
    async with browsing(at, "secret-marina") as browser:
        html = await browser.get(WIDGET)
        played = await save(browser, html.text, f"{WIDGET}/preview", colour="#12", side="left")
        assert played.status_code == 200 and played.json()["colour"] == ""
        assert "left:0" in played.json()["started"]["style"]["css"]
        frame = await browser.get(f"{WIDGET}/preview?dark")
        assert 'data-theme="dark"' in frame.text
        assert "frame-ancestors 'self'" in frame.headers["content-security-policy"]
        assert html.headers["content-security-policy"].endswith("frame-src 'self'")
        browser.origin = "http://evil.example"
        assert (await save(browser, html.text, f"{WIDGET}/preview")).status_code == 400
    assert await at.house.services.journal.page() == []
