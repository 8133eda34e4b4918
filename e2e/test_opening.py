"""What a first opening fetches, which is what the byte budgets of build.mjs count; and what comes when it is needed."""

import re
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from people import DELIVERED, Shopper
from served import Demo

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def _scripts(page: Page) -> list[str]:
    """The widget's scripts by name, as they are asked for from now on."""
    asked: list[str] = []
    named = re.compile(r"/widget[./](?:([\w.]+)\.)?js(\?|$)")

    def note(url: str) -> None:
        found = named.search(url)
        if found:
            asked.append(found[1] or "widget")

    page.on("request", lambda request: note(request.url))
    return asked


def _say(shopper: Shopper, text: str) -> None:
    """Until the server has it: whatever the opening fetches was asked for by then."""
    shopper.say(text)
    expect(shopper.bubble(text).get_by_text(DELIVERED)).to_be_attached()


def test_a_first_opening_fetches_the_loader_and_the_window_and_nothing_else(demo: Demo, shopper: Shopper) -> None:
    asked = _scripts(shopper.page)
    shopper.walk_to("/")
    assert asked == ["widget"], "before anybody opens anything"
    shopper.open_chat()
    _say(shopper, "Есть вопрос")
    assert asked == ["widget", "panel.ru"]


def test_on_a_phone_the_back_button_comes_besides(demo: Demo, browser: Browser) -> None:
    context = browser.new_context(locale="ru-RU", **PHONE)  # type: ignore[arg-type]
    shopper = Shopper(context, context.new_page(), demo.shop)
    asked = _scripts(shopper.page)
    shopper.walk_to("/")
    shopper.open_chat()
    _say(shopper, "С телефона")
    assert asked == ["widget", "panel.ru", "back"]


UNLOADED = "Не загрузилось. Пробуем ещё раз"


def _without(part: str, shopper: Shopper) -> Locator:
    """In a talk on a page where this part cannot be fetched; returns the strip that says so."""
    shopper.page.route(f"**/widget/{part}.js*", lambda route: route.abort())
    shopper.walk_to("/")
    shopper.open_chat()
    return shopper.window.get_by_role("alert").filter(has_text=UNLOADED)


def _told_until_it_comes(shopper: Shopper, strip: Locator) -> None:
    """The talk goes on with it, and without it."""
    expect(strip).to_be_visible()
    _say(shopper, "А так?")
    shopper.page.unroute_all()
    expect(strip).to_have_count(0, timeout=10_000)
    _say(shopper, "И дальше")


def test_a_menu_that_cannot_be_fetched_says_so_and_comes_by_itself(shopper: Shopper) -> None:
    strip = _without("more.ru", shopper)
    _say(shopper, "Есть кто?")
    expect(shopper.window.get_by_role("button", name="Все чаты")).to_be_visible()
    shopper.window.get_by_role("button", name="Ещё").click()
    _told_until_it_comes(shopper, strip)
    expect(shopper.window.get_by_role("button", name="Звук")).to_be_visible()


def test_links_that_cannot_be_fetched_say_so_and_come_by_themselves(shopper: Shopper) -> None:
    strip = _without("links", shopper)
    _say(shopper, "Вот: https://example.com/tea")
    _told_until_it_comes(shopper, strip)
    expect(shopper.log.get_by_role("link", name="https://example.com/tea")).to_be_visible()


def test_a_tone_that_cannot_be_fetched_says_so(shopper: Shopper, desks: Any) -> None:
    strip = _without("notice", shopper)
    _say(shopper, "Есть кто?")
    anna = desks("Анна Соколова")
    anna.accept("Есть кто?")
    anna.say("Слышу вас")
    shopper.look()
    expect(shopper.bubble("Слышу вас")).to_be_visible()
    _told_until_it_comes(shopper, strip)


def test_a_way_into_the_pages_dialog_that_cannot_be_fetched_says_so(shopper: Shopper) -> None:
    strip = _without("modal", shopper)
    shopper.page.evaluate("document.body.append(document.createElement('dialog'))")
    shopper.page.evaluate("document.querySelector('dialog').show()")
    _told_until_it_comes(shopper, strip)


def test_a_back_button_that_cannot_be_fetched_says_so_on_a_phone(demo: Demo, browser: Browser) -> None:
    context = browser.new_context(locale="ru-RU", **PHONE)  # type: ignore[arg-type]
    shopper = Shopper(context, context.new_page(), demo.shop)
    _told_until_it_comes(shopper, _without("back", shopper))
    context.close()
