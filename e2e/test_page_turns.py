"""The window over page loads, and the Back button of a phone."""

import re
from typing import Any

from playwright.sync_api import Browser, expect

from hosts import PLAIN, serve, tag
from people import DELIVERED, PHONE, Desk, Shopper
from served import Demo

ROUTER = """<meta name=viewport content="width=device-width">
<script>window.turns = []; addEventListener('popstate', () => turns.push(location.pathname));
history.replaceState({page: 1}, '')</script>"""

STAY = """const name = Object.keys(localStorage).find(name => name.startsWith('samovar:'));
const kept = JSON.parse(localStorage[name]); %s; localStorage[name] = JSON.stringify(kept)"""
LATER = "() => addEventListener('pagehide', () => { " + STAY % "kept.stay.seen -= 40 * 60000" + " })"
"""The next page comes after 40 min."""
SOON = "() => { " + STAY % "kept.stay.ms = 24500" + " }"
"""The window opens by itself in half a second."""


MORE = re.compile("more.*[.]js")
"""What the way down the log is drawn with: where it cannot be fetched a strip over the log says so."""
PLACE = """(log, text) => [...log.querySelectorAll('.b')].find(each => each.textContent.includes(text))
  .getBoundingClientRect().top - log.getBoundingClientRect().top"""
"""How far under the log's upper edge a message begins."""


def talking(shopper: Shopper, path: str = "/kitchens") -> None:
    shopper.walk_to(path)
    shopper.open_chat()
    shopper.say("Сколько стоит кухня?")
    expect(shopper.bubble("Сколько стоит кухня?").get_by_text(DELIVERED)).to_be_attached()


def test_an_open_window_stays_open_over_page_loads_with_its_draft_and_its_place(demo: Demo, shopper: Shopper) -> None:
    talking(shopper)
    shopper.say("Строка\n" * 60)
    expect(shopper.bubble("Строка").get_by_text(DELIVERED)).to_be_attached()
    field = shopper.window.get_by_role("textbox")
    field.fill("Недописанное")
    shopper.page.route(MORE, lambda route: route.abort())
    shopper.log.evaluate("log => { log.scrollTop = -150 }")
    expect(shopper.window.get_by_role("alert")).to_be_visible()
    before = shopper.log.evaluate(PLACE, "Строка")
    shopper.page.unroute(MORE)
    shopper.walk_to("/how")
    expect(shopper.window).to_be_visible()
    expect(field).to_have_value("Недописанное")
    expect(shopper.bubble("Строка")).to_be_attached()
    expect(shopper.window.get_by_role("button", name="Новые сообщения")).to_be_visible()
    expect(shopper.window.get_by_role("alert")).to_be_hidden()
    assert abs(shopper.log.evaluate(PLACE, "Строка") - before) < 2, "the line that they read stands where it stood"
    assert shopper.page.evaluate("document.activeElement.localName") != "samovar-chat", "nobody asked for the focus"
    shopper.window.get_by_role("button", name="Свернуть").click()
    shopper.walk_to("/kitchens")
    shopper.page.wait_for_function("document.querySelector('samovar-chat')")
    expect(shopper.window).to_be_hidden()


def test_ones_own_message_comes_into_sight_wherever_one_was_reading(demo: Demo, shopper: Shopper) -> None:
    talking(shopper)
    shopper.say("Строка\n" * 60)
    expect(shopper.bubble("Строка").get_by_text(DELIVERED)).to_be_attached()
    shopper.log.evaluate("log => { log.scrollTop = -400 }")
    expect(shopper.window.get_by_role("button", name="Новые сообщения")).to_be_visible()
    shopper.say("Вот она")
    expect(shopper.bubble("Вот она")).to_be_in_viewport()


def test_another_tab_and_another_visit_have_a_window_of_their_own(demo: Demo, shopper: Shopper) -> None:
    talking(shopper)
    other = Shopper(shopper.context, shopper.context.new_page(), shopper.shop)
    other.walk_to("/how")
    expect(other.window).to_be_hidden()
    other.page.close()
    shopper.page.evaluate(LATER)
    shopper.walk_to("/how")
    expect(shopper.page.locator("samovar-chat [aria-expanded=false]")).to_be_visible()
    expect(shopper.window).to_be_hidden()


def test_on_a_phone_back_closes_the_window_and_then_leaves(demo: Demo, browser: Browser) -> None:
    shopper = _phone(browser, demo)
    serve(shopper, "/app", PLAIN.format(head=ROUTER + tag(demo), body="<h1>Приложение</h1>"))
    shopper.walk_to("/how")
    talking(shopper, "/app")
    shopper.page.wait_for_function("history.state.samovar")
    assert shopper.page.evaluate("history.state.page") == 1, "the router's own state is still there"
    before = shopper.page.evaluate("history.length")
    shopper.page.evaluate("history.back()")
    expect(shopper.window).to_be_hidden()
    assert shopper.page.url.endswith("/app") and shopper.page.evaluate("history.state") == {"page": 1}
    shopper.page.evaluate("history.forward()")
    expect(shopper.window).to_be_visible()
    shopper.window.get_by_role("button", name="Свернуть").click()
    shopper.page.wait_for_function("!history.state.samovar")
    assert shopper.page.evaluate("history.length") == before
    assert set(shopper.page.evaluate("turns")) <= {"/app"}, "a router is nowhere else than it was"
    expect(shopper.window).to_be_hidden()
    shopper.page.evaluate("history.back()")
    shopper.page.wait_for_function("location.pathname === '/how'")
    shopper.leave()


def test_the_pages_own_turns_are_left_alone(demo: Demo, browser: Browser) -> None:
    shopper = _phone(browser, demo)
    serve(shopper, "/app", PLAIN.format(head=ROUTER + tag(demo), body="<h1>Приложение</h1>"))
    talking(shopper, "/app")
    shopper.page.wait_for_function("history.state.samovar")
    shopper.page.evaluate("() => { samovar('close'); history.pushState({page: 2}, '', '/app/second') }")
    expect(shopper.window).to_be_hidden()
    shopper.page.evaluate("() => new Promise(done => setTimeout(done, 100))")
    assert shopper.page.url.endswith("/app/second")
    shopper.page.evaluate("() => { history.pushState({page: 3}, '', '/app/third'); history.back() }")
    shopper.page.wait_for_function("turns.length === 1")
    assert shopper.page.evaluate("turns") == ["/app/second"]
    shopper.leave()


def _phone(browser: Browser, demo: Demo) -> Shopper:
    context = browser.new_context(locale="ru-RU", **PHONE)  # type: ignore[arg-type]
    return Shopper(context, context.new_page(), demo.shop)


def test_whoever_has_no_city_yet_is_greeted_and_asked(demo: Demo, shopper: Shopper, desks) -> None:
    timur = desks("Тимур Ахметов")
    serve(shopper, "/nowhere", PLAIN.format(head=tag(demo, ""), body="<h1>Без города</h1>"))
    shopper.walk_to("/nowhere")
    shopper.page.evaluate(SOON)
    expect(shopper.window).to_be_visible(timeout=10_000)
    expect(shopper.window).to_contain_text("Из какого вы города?")
    shopper.window.get_by_role("button", name=re.compile("Казань")).click()
    shopper.say("Ответ на приглашение")
    expect(timur.waiting("Ответ на приглашение")).to_be_visible()
    assert demo.count("SELECT count(*) FROM conversation WHERE origin = 'invited' AND last_text LIKE 'Ответ на%'") == 1


LATER_ON = "() => { const now = Date.now; Date.now = () => now() + 301_000 }"
"""Five minutes pass."""


def test_a_window_never_opened_learns_who_came_and_left_after_a_few_minutes(
    demo: Demo, shopper: Shopper, desks: Any
) -> None:
    """The dot at the button was as old as the page."""
    asked: list[str] = []
    shopper.page.on("request", lambda request: asked.append(request.url.partition("/widget/")[2]))
    shopper.walk_to("/")
    expect(shopper.launcher).not_to_have_class(re.compile(r"\bon\b"))
    anna: Desk = desks("Анна Соколова")
    shopper.look()
    shopper.page.evaluate(LATER_ON)
    expect(shopper.launcher).to_have_class(re.compile(r"\bon\b"))
    expect(shopper.launcher).to_have_accessible_name(re.compile("Сейчас в сети"))
    anna.look()
    anna.page.get_by_role("radio", name="Перерыв").first.click()
    expect(anna.page.get_by_role("radio", name="Перерыв").first).to_be_checked()
    shopper.look()
    shopper.page.evaluate(LATER_ON)
    expect(shopper.launcher).not_to_have_class(re.compile(r"\bon\b"))
    assert asked.count("start") == 3, "once at first, and once each few minutes"
    assert not [each for each in asked if each.startswith("panel")]
