"""WCAG 2.2 AA by axe on every screen, in both themes and languages; and the keyboard alone."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from people import Shopper
from served import Demo
from wall import Wall

AXE = (Path(__file__).parents[1] / "node_modules/axe-core/axe.min.js").read_text("utf-8")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


SHOWN = """() => Promise.all(document.getAnimations()
  .filter(each => each.effect.getComputedTiming().endTime < 1000)
  .map(each => each.finished.catch(() => {})))"""
"""What comes into sight has come."""


def expect_no_findings(page: Page, where: str, inside: str | None = None) -> None:
    """axe finds nothing on the page, or inside one element of it."""
    page.evaluate(AXE)
    page.evaluate(SHOWN)
    scope = json.dumps({"include": [[inside]]}) if inside else "document"
    found = page.evaluate(f"() => axe.run({scope}, {json.dumps(RULES)})")
    said = [
        f"{each['id']}: {node['target']} {node['failureSummary']}"
        for each in found["violations"]
        for node in each["nodes"]
    ]
    assert said == [], f"{where}: {said}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_console(wall: Wall, shopper: Shopper, desks, scheme: str) -> None:
    anna = desks("Анна Соколова", reduced_motion="reduce", color_scheme=scheme)
    expect_no_findings(anna.page, "list")
    shopper.ask("Сколько стоит угловая кухня?")
    expect(anna.waiting("угловая кухня")).to_be_visible()
    expect_no_findings(anna.page, "a waiting talk")
    anna.accept("угловая кухня")
    anna.note("Заметка")
    expect_no_findings(anna.page, "thread and card")
    anna.page.get_by_role("button", name=re.compile("^Передать")).click()
    expect_no_findings(anna.page, "transfer")
    anna.page.keyboard.press("Escape")
    anna.page.get_by_role("button", name="Заметка", exact=True).click()
    field = anna.page.locator("#reply")
    for text in ("Вторая заметка", "Ответ"):
        field.fill(text)
        field.press("Enter")
        expect(field).to_have_accessible_name(re.compile("^Ответ"))
    expect(anna.page.get_by_text("Это увидит посетитель")).to_be_visible()
    expect_no_findings(anna.page, "the question after a note")
    anna.page.get_by_role("button", name=re.compile("Профиль и настройки")).first.click()
    anna.page.get_by_role("dialog").get_by_role("radio", name="Перерыв").click()
    expect(anna.page.get_by_role("textbox", name=re.compile("^Причина"))).to_be_visible()
    expect_no_findings(anna.page, "profile")
    anna.page.keyboard.press("Escape")
    wall.cut(anna)
    expect(anna.page.get_by_text("Связь пропала").first).to_be_visible()
    expect_no_findings(anna.page, "no connection")
    wall.mend(anna)
    expect(anna.page.get_by_text("Связь пропала")).to_have_count(0)
    anna.page.get_by_role("heading", name="Москва").click()
    anna.page.keyboard.press("Shift+?")
    expect_no_findings(anna.page, "help")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_where_talks_change_hands(demo: Demo, shopper: Shopper, desks, scheme: str) -> None:
    look = {"reduced_motion": "reduce", "color_scheme": scheme}
    anna, marina = desks("Анна Соколова", **look), desks("Марина Кузнецова", **look)
    shopper.ask("Сколько стоит угловая кухня?")
    anna.accept("угловая кухня")
    marina.page.goto(anna.page.url)
    marina.page.get_by_role("button", name="Забрать себе").click()
    taking = marina.page.get_by_role("dialog")
    expect(taking).to_be_visible()
    expect_no_findings(marina.page, "the question before taking over")
    taking.get_by_role("button", name="Забрать себе").click()
    expect(anna.page.locator(".toast")).to_be_visible()
    expect_no_findings(anna.page, "taken over")
    sign_in = marina.context.new_page()
    sign_in.goto(demo.chat)
    sign_in.get_by_role("button", name="Иван Ветров").click()
    expect(marina.page.get_by_role("heading", name="Чаты скрыты")).to_be_visible()
    expect_no_findings(marina.page, "stopped by another's sign-in")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_a_phone(demo: Demo, shopper: Shopper, desks, scheme: str) -> None:
    anna = desks("Анна Соколова", reduced_motion="reduce", color_scheme=scheme, viewport={"width": 390, "height": 844})
    expect_no_findings(anna.page, "list on a phone")
    shopper.page.set_viewport_size({"width": 390, "height": 844})
    shopper.ask("С телефона")
    anna.accept("С телефона")
    expect_no_findings(anna.page, "thread on a phone")
    expect_no_findings(shopper.page, "talk on a phone", "samovar-chat")


def test_axe_finds_nothing_in_the_widget_where_nobody_is_there(demo: Demo, shopper: Shopper) -> None:
    shopper.context.clock.install()
    for path, where in (("/?city=", "cities"), ("/?city=Москва", "nobody there")):
        shopper.walk_to(path)
        shopper.page.clock.run_for(30_000)
        expect(shopper.window).to_be_visible()
        expect_no_findings(shopper.page, f"greeting, {where}", "samovar-chat")
        shopper.launcher.click()
        shopper.launcher.click()
        expect(shopper.window).to_be_visible()
        expect_no_findings(shopper.page, f"window, {where}", "samovar-chat")
        shopper.context.clear_cookies()
        shopper.page.evaluate("localStorage.clear()")


def test_axe_finds_nothing_in_the_widget(demo: Demo, shopper: Shopper, desks) -> None:
    anna = desks("Анна Соколова")
    shopper.context.clock.install()
    shopper.walk_to("/")
    expect_no_findings(shopper.page, "launcher", "samovar-chat")
    shopper.page.clock.run_for(30_000)
    expect(shopper.window).to_be_visible()
    expect_no_findings(shopper.page, "greeting", "samovar-chat")
    shopper.say("Сколько стоит угловая кухня?")
    anna.accept("угловая кухня")
    anna.say("От 180 тысяч")
    expect(shopper.bubble("От 180 тысяч")).to_be_visible()
    expect_no_findings(shopper.page, "talk", "samovar-chat")
    shopper.window.get_by_role("button", name="Все чаты").click()
    expect_no_findings(shopper.page, "earlier talks", "samovar-chat")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_drawn_pages(demo: Demo, shopper: Shopper, scheme: str) -> None:
    shopper.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    for path in (
        "/",
        "/signin",
        "/signin?lang=en",
        "/setup/used",
        "/invite/used",
        "/nothing",
        "/password",
        "/password/used",
    ):
        shopper.page.goto(demo.chat + path)
        expect_no_findings(shopper.page, path)


@pytest.mark.parametrize("width", [1440, 800, 390])
def test_axe_finds_nothing_in_the_settings(demo: Demo, desks, width: int) -> None:
    """On every page that stands in their list."""
    look = {"color_scheme": "dark" if width == 390 else "light", "viewport": {"width": width, "height": 900}}
    page = desks("Марина Кузнецова", reduced_motion="reduce", **look).page
    for path in settings_of(demo, page):
        page.goto(demo.chat + path)
        expect_no_findings(page, f"{path} at {width}")


def settings_of(demo: Demo, page: Page) -> list[str]:
    """Paths of their pages."""
    page.goto(f"{demo.chat}/settings")
    listed = page.locator(".set__nav a").evaluate_all("all => all.map((each) => each.pathname)")
    assert "/settings/site" in listed
    return [*listed, "/settings/me/access", "/settings/me/code"]


def test_nothing_stands_out_at_the_side_of_the_settings(demo: Demo, desks) -> None:
    """At any width; Firefox's scroll bar takes room of its own."""
    page = desks("Марина Кузнецова").page
    for path in settings_of(demo, page):
        page.goto(demo.chat + path)
        for width in (1440, 800, 390):
            page.set_viewport_size({"width": width, "height": 900})
            out = page.evaluate("(page => page.scrollWidth - page.clientWidth)(document.documentElement)")
            assert out == 0, f"{path} at {width}"


def test_the_keyboard_alone_is_enough_for_the_visitor(demo: Demo, shopper: Shopper) -> None:
    shopper.walk_to("/")
    shopper.launcher.focus()
    shopper.page.keyboard.press("Enter")
    expect(shopper.window.get_by_role("textbox")).to_be_focused()
    shopper.page.keyboard.type("Без мыши")
    shopper.page.keyboard.press("Enter")
    expect(shopper.bubble("Без мыши").get_by_text("Отправлено")).to_be_attached()
    shopper.page.keyboard.press("Escape")
    expect(shopper.window).to_be_hidden()
    expect(shopper.launcher).to_be_focused()


def test_the_keyboard_alone_is_enough_for_the_operator(demo: Demo, shopper: Shopper, desks) -> None:
    anna = desks("Анна Соколова")
    anna.page.bring_to_front()
    anna.page.keyboard.press("a")
    expect(anna.page.get_by_text("На сайте сейчас никто не ждёт")).to_be_visible()
    shopper.ask("Вопрос в очереди")
    expect(anna.waiting("Вопрос в очереди")).to_be_visible()
    anna.page.bring_to_front()
    anna.page.keyboard.press("a")
    expect(anna.log).to_contain_text("Вопрос в очереди")
    expect(anna.composer).to_be_focused()
    anna.page.keyboard.press("Escape")
    anna.page.keyboard.press("r")
    expect(anna.composer).to_be_focused()
    anna.page.keyboard.type("С клавиатуры")
    anna.page.keyboard.press("Enter")
    expect(anna.log).to_contain_text("С клавиатуры")
    anna.composer.blur()
    anna.page.keyboard.press("t")
    expect(anna.page.get_by_role("dialog")).to_be_visible()
    anna.page.keyboard.press("Escape")
    expect(anna.page.get_by_role("dialog")).to_be_hidden()
    anna.page.keyboard.press("e")
    expect(anna.page.get_by_text("Чат закрыт").first).to_be_visible()
