"""What a site's owner has set reaches the widget: its look, its words, the pages without it, and changes at once."""

import json
import re
from typing import Any

import pytest

from browser import browsing
from house import SHOP, Running
from peer import Frame, arrive, begin, enter
from samovar.domain.channels.sites import DEFAULTS, Edges, SiteSettings
from samovar.domain.topics import PEOPLE
from samovar.storage.engine.database import Session
from samovar.storage.tables import Channel, Hours, Site
from samovar.web.present.dress import site_frame, style_of

VISIT, MOSCOW, KAZAN = "a-visit-of-today-00", "channel-moscow-0000", "channel-kazan-0000"


async def ask(at: Running, question: str, **body: Any) -> Any:
    async with browsing(at) as browser:
        answer = await browser.post(f"/widget/{question}", content=json.dumps(body), headers={"Origin": SHOP})
    assert answer.is_success, answer.text
    return answer.json() if answer.content else None


async def start(at: Running, path: str = "/kuhni", title: str = "Нева", **more: Any) -> Frame:
    body = {"key": "shop", "visit": VISIT, "page": page(path, title), "city": "Москва", "lang": "ru"} | more
    return dict(await ask(at, "start", **body))


def page(path: str, title: str = "", referrer: str = "") -> dict[str, str]:
    return {"url": SHOP + path, "title": title, "referrer": referrer}


async def change(at: Running, **settings: Any) -> None:
    """As a settings page does, and the next look of any process at the database."""

    def work(session: Session) -> None:
        session.get_one(Site, "site-of-the-shop00").settings = settings

    await at.house.services.database.write(work)
    await look_again(at)


async def look_again(at: Running) -> None:
    assert await at.house.services.directory.refresh()
    at.house.services.hub.publish(PEOPLE, None)


async def close_moscow(at: Running) -> None:
    def work(session: Session) -> None:
        hours = Hours(site_id="site-of-the-shop00", name="Never", week=[[]] * 7)
        session.add(hours)
        session.flush()
        session.get_one(Channel, MOSCOW).hours_id = hours.id

    await at.house.services.database.write(work)
    await look_again(at)


# ---------------------------------------------------------------- look


def test_a_site_as_it_comes_sends_no_style():
    assert style_of(DEFAULTS) is None
    frame = site_frame(DEFAULTS)
    assert (frame.delay_ms, frame.closed_days, frame.reopen_ms, frame.style) == (25_000, 7, 3_600_000, None)


@pytest.mark.parametrize(
    ("settings", "has", "has_not"),
    [
        ({"colour": "#2d69c0"}, [r"\.sv\{--accent:#2d69c0;", r'dark"\]\) \.sv\{--accent:#'], ["inset", "#241003}"]),
        ({"colour": "#ffd34d"}, [r"--ink:#241003", r"\.b\{color:#241003\}"], ["inset"]),
        ({"side": "left"}, [r"\.sv\{inset:auto auto 24px 24px\}", "right:auto;left:0"], ["accent", "480px){.sv{"]),
        ({"desktop": {"below": 90}}, [r"inset:auto 24px 90px auto", r"100vh - 178px"], ["left:0"]),
        ({"phone": {"aside": 8, "below": 64}}, [r"480px\)\{\.sv\{inset:auto 8px 64px auto\}\}"], ["section"]),
        ({"icon": "bubble"}, [r"\.i:first-child\{display:none\}"], ["accent", "inset"]),
    ],
)  # fmt: skip
async def test_what_the_owner_picked_comes_as_css_and_nothing_else(
    at: Running, settings: dict[str, Any], has: list[str], has_not: list[str]
):
    await change(at, **settings)
    style = (await start(at))["style"]
    assert all(re.search(each, style["css"]) for each in has), style["css"]
    assert not any(each in style["css"] for each in has_not) and style["css"].count("{") == style["css"].count("}")
    assert bool(style.get("icon")) is ("icon" in settings)


def test_a_theme_is_sent_as_it_is_and_equal_edges_are_said_once():
    themed, near = style_of(SiteSettings(theme="dark")), style_of(SiteSettings(desktop=Edges(8, 8), phone=Edges(8, 8)))
    assert themed and (themed.theme, themed.css) == ("dark", "")
    assert near and near.css.count("inset:auto 8px 8px auto") == 1


async def test_the_button_is_called_in_the_visitors_language(at: Running):
    await change(at, people={"en": {"many": "designers", "whom": "a designer"}})
    assert (await start(at, lang="en"))["button"]["online"] == "Online now: designers"
    assert (await start(at))["button"]["open"] == "Открыть чат"


# ---------------------------------------------------------------- changes


async def test_open_windows_learn_of_a_change_and_other_sites_do_not(at: Running):
    mary = await begin(at)
    await change(at, delay_ms=0, colour="#2d69c0", reopen_minutes=5)
    told = await mary.expect("site")
    assert (told["delay_ms"], told["closed_days"], told["reopen_ms"]) == (0, 7, 300_000)
    assert told["style"]["css"] == (await start(at))["style"]["css"]
    await change(at)
    assert (await mary.expect("site", lambda frame: frame["delay_ms"]))["style"] is None
    other = at.house.services.site_changes.since_start("another-site-here0")
    assert other is None and at.house.services.site_changes.since_start("site-of-the-shop00")


async def test_who_connects_after_a_change_learns_it_too(at: Running):
    mary = await arrive(at)
    await change(at, closed_days=1)
    await mary.come_in()
    assert (await mary.expect("site"))["closed_days"] == 1


# ---------------------------------------------------------------- pages without the widget


async def test_the_widget_is_hidden_on_named_pages_but_for_a_talk_that_goes_on(at: Running):
    await change(at, hidden_pages=["/basket*"])
    shown, hidden = await start(at), await start(at, "/basket/pay")
    assert "hidden" not in shown and hidden["hidden"] is True and hidden["channel"]["id"] == MOSCOW
    asked = {"token": hidden["token"], "visit": VISIT, "channel": MOSCOW}
    assert await ask(at, "page", page=page("/basket"), **asked) == {"hidden": True}
    assert await ask(at, "page", page=page("/kuhni"), **asked) == {"hidden": False}
    mary = await begin(at)
    assert "hidden" not in await start(at, "/basket", token=mary.token)


async def test_sites_that_hide_nothing_answer_a_page_turn_with_nothing(at: Running):
    token = (await start(at))["token"]
    assert await ask(at, "page", page=page("/basket"), token=token, visit=VISIT) is None


async def test_the_widget_may_hide_while_the_visitors_channel_is_closed(at: Running):
    await change(at, hide_closed=True)
    assert "hidden" not in await start(at)
    await close_moscow(at)
    assert (await start(at))["hidden"] is True and "hidden" not in await start(at, city="Казань")


# ---------------------------------------------------------------- words, and where they are said


async def test_a_channel_greets_in_its_own_words_with_what_they_mention(at: Running):
    await change(
        at, greeting={"ru": "Здравствуйте из {город}!"}, greetings={MOSCOW: {"ru": "Я {имя}. Смотрите «{страница}»?"}}
    )
    token = (await start(at))["token"]
    await enter(at, "anna")
    assert (await start(at))["greeting"] == "Я Анна. Смотрите «Нева»?"
    assert (await start(at, city="Казань"))["greeting"] == "Здравствуйте из Казань!"
    asked = {"token": token, "visit": VISIT, "channel": MOSCOW}
    said = await ask(at, "greeting", page=page("/kuhni", "  Нева-2 "), **asked)
    assert said["text"] == "Я Анна. Смотрите «Нева-2»?" and said["operator"]["name"] == "Анна"


@pytest.mark.parametrize(
    ("rule", "path"),
    [
        ({"greet_pages": ["/kuhni*"]}, "/stoly"),
        ({"greet_referrers": ["yandex.ru*"]}, "/kuhni"),
        ({"greet_device": "phone"}, "/kuhni"),
        ({"greet_open": True}, "/kuhni"),
    ],
)
async def test_where_the_site_does_not_want_it_nobody_is_greeted_and_the_visit_still_may_be(
    at: Running, rule: dict[str, Any], path: str
):
    await change(at, **rule)
    await close_moscow(at)
    asked = {"token": (await start(at))["token"], "visit": VISIT, "channel": MOSCOW}
    assert await ask(at, "greeting", page=page(path), **asked) == {
        "show": False,
        "channel": {"id": MOSCOW, "name": "Москва", "latin": "Moscow"},
    }
    await change(at)
    assert (await ask(at, "greeting", page=page(path), **asked))["show"] is True
