"""The widget on other people's pages: strict policies, rude styles, frameworks that replace everything."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserType, expect

from hosts import PLAIN, serve, tag
from people import DELIVERED, Shopper
from served import Demo
from sockets import asked, listen


def strict(demo: Demo) -> str:
    sockets = demo.chat.replace("http", "ws")
    return (
        f"default-src 'none'; script-src {demo.chat}; connect-src {demo.chat} {sockets}; img-src 'self' {demo.chat};"
        " style-src 'self'; require-trusted-types-for 'script'"
    )


def is_refusal(said: str) -> bool:
    """Each browser says it in its own words."""
    return bool(re.search("Content Security|settings blocked", said))


def test_under_a_strict_policy_nothing_is_refused(demo: Demo, shopper: Shopper) -> None:
    refused: list[str] = []
    shopper.page.on("console", lambda said: refused.append(said.text) if is_refusal(said.text) else None)
    shopper.page.on("pageerror", lambda error: refused.append(str(error)))
    serve(shopper, "/strict", PLAIN.format(head=tag(demo), body="<h1>Строго</h1>"), **{
        "content-security-policy": strict(demo)
    })  # fmt: skip
    shopper.walk_to("/strict")
    shopper.open_chat()
    shopper.say("Из-под строгой политики")
    expect(shopper.bubble("Из-под строгой политики").get_by_text("Отправлено")).to_be_attached()
    assert refused == []


def test_a_script_included_twice_is_harmless(demo: Demo, shopper: Shopper) -> None:
    listen(shopper.page)
    serve(shopper, "/twice", PLAIN.format(head=tag(demo) * 2, body=tag(demo)))
    shopper.walk_to("/twice")
    shopper.open_chat()
    shopper.say("Один раз")
    expect(shopper.bubble("Один раз").get_by_text("Отправлено")).to_be_attached()
    assert shopper.page.locator("samovar-chat").count() == 1
    assert asked(shopper.page) == ["socket"]


def test_rude_styles_of_the_page_do_not_reach_it_nor_its_own_the_page(demo: Demo, shopper: Shopper) -> None:
    rude = (
        "<style>*{box-sizing:content-box!important;margin:40px!important;font-size:40px!important;color:red!important}"
        "button,textarea,section{display:none!important}div{opacity:.1!important;transform:rotate(9deg)!important}"
        "samovar-chat{display:none!important}</style>"
    )
    body = "<section style='display:block'>Товар</section><p id=measure>Мера</p>"
    serve(shopper, "/rude", PLAIN.format(head=rude + tag(demo), body=body))
    shopper.page.goto(shopper.shop + "/rude")
    before = shopper.page.evaluate("JSON.stringify({...getComputedStyle(document.querySelector('#measure'))})")
    expect(shopper.launcher).to_be_visible()
    shopper.open_chat()
    box = shopper.launcher.bounding_box()
    assert box
    assert (round(box["width"]), round(box["height"])) == (60, 60)
    after = shopper.page.evaluate("JSON.stringify({...getComputedStyle(document.querySelector('#measure'))})")
    assert before == after


def test_it_survives_a_framework_that_replaces_the_body_and_turns_pages_itself(demo: Demo, shopper: Shopper) -> None:
    serve(shopper, "/app", PLAIN.format(head=tag(demo), body="<main>Первая</main>"))
    shopper.walk_to("/app")
    shopper.open_chat()
    shopper.say("До замены")
    shopper.page.evaluate("() => { document.body = document.createElement('body'); document.title = 'Вторая' }")
    shopper.page.evaluate("() => history.pushState({}, '', '/app/second')")
    expect(shopper.bubble("До замены")).to_be_visible()
    shopper.page.evaluate("() => document.documentElement.replaceChildren(document.head, document.body)")
    expect(shopper.launcher).to_be_visible()
    query = "SELECT count(*) FROM page_view WHERE url LIKE '%/app/second'"
    shopper.page.wait_for_timeout(300)
    for _ in range(30):
        if demo.count(query):
            break
        shopper.page.wait_for_timeout(100)
    assert demo.count(query) == 1


def test_the_page_speaks_to_it_before_it_has_loaded(demo: Demo, shopper: Shopper, desks) -> None:
    timur = desks("Тимур Ахметов")
    stub = (
        "<script>window.samovar=window.samovar||function(){(samovar.q=samovar.q||[]).push(arguments)};"
        "samovar('city','Казань');window.heard=[];samovar('on','open',()=>heard.push('open'));"
        "samovar('on','message',({body})=>heard.push(body));samovar('open')</script>"
    )
    serve(shopper, "/stub", PLAIN.format(head=stub + tag(demo, ""), body="<h1>Казань</h1>"))
    shopper.page.goto(shopper.shop + "/stub")
    expect(shopper.window).to_be_visible()
    shopper.say("Из Казани")
    expect(timur.waiting("Из Казани")).to_be_visible()
    timur.accept("Из Казани")
    timur.say("Слушаю вас", "Какая у вас кухня?", "Какой она формы?")
    expect(shopper.bubble("Какой она формы?")).to_be_visible()
    # His own words make a row of the list in which none of the above is the last.
    shopper.say("Угловая")
    expect(shopper.bubble("Угловая").get_by_text(DELIVERED)).to_be_attached()
    shopper.page.wait_for_function("heard.length >= 4")
    assert shopper.page.evaluate("heard") == ["open", "Слушаю вас", "Какая у вас кухня?", "Какой она формы?"]


def test_a_visitor_of_no_known_city_chooses_from_the_list(demo: Demo, shopper: Shopper, desks) -> None:
    timur = desks("Тимур Ахметов")
    serve(shopper, "/nowhere", PLAIN.format(head=tag(demo, ""), body="<h1>Без города</h1>"))
    shopper.walk_to("/nowhere")
    shopper.open_chat()
    shopper.window.get_by_role("button", name=re.compile("Казань")).click()
    shopper.say("Выбрала сама")
    timur.accept("Выбрала сама")
    expect(timur.card).to_contain_text("выбор посетителя")


@pytest.fixture
def remembering_browser(browser_type: BrowserType, browser_type_launch_args: dict[str, Any]) -> Iterator[Browser]:
    """A browser with its back-forward cache, which Playwright switches off in Chromium."""
    made = browser_type.launch(**browser_type_launch_args, ignore_default_args=["--disable-back-forward-cache"])
    yield made
    made.close()


def test_it_wakes_up_when_the_page_comes_back_from_the_cache(demo: Demo, remembering_browser: Browser, desks) -> None:
    anna = desks("Анна Соколова")
    shopper = Shopper.arrive(remembering_browser, demo.shop)
    shopper.walk_to("/kitchens")
    shopper.open_chat()
    shopper.say("Сейчас вернусь")
    anna.accept("Сейчас вернусь")
    shopper.page.evaluate("() => { addEventListener('pageshow', e => { window.restored = e.persisted }) }")
    shopper.page.goto(demo.shop + "/how")
    anna.say("Жду вас")
    shopper.page.evaluate("() => history.back()")
    shopper.page.wait_for_function("() => window.restored === true")
    expect(shopper.bubble("Жду вас")).to_be_visible()
    shopper.leave()
