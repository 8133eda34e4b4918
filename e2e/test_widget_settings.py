"""An administrator dresses the widget: the one beside the form shows it at once, those in the shop once it is saved."""

import re

from playwright.sync_api import Locator, expect

from people import Shopper
from test_accessibility import expect_no_findings

COPPER, BLUE = "rgb(179, 86, 27)", "rgb(63, 98, 135)"
SOON = 15_000
"""Milliseconds in which a saved change is on pages that stand open: five seconds, and more where two browsers share the
machine."""


def stands_left(button: Locator) -> None:
    expect(button.locator("xpath=..")).to_have_css("left", "24px", timeout=SOON)


def test_a_change_is_seen_beside_the_form_at_once_and_in_the_shop_when_it_is_saved(shopper: Shopper, desks) -> None:
    shopper.walk_to("/")
    shopper.open_chat()
    shopper.window.get_by_role("textbox").fill("Начатая мысль")
    # Away from the button, which is darker under it.
    shopper.page.mouse.move(0, 0)
    expect(shopper.launcher).to_have_css("background-color", COPPER)
    marina = desks("Марина Кузнецова", viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page = marina.page
    page.bring_to_front()
    page.goto(f"{page.url.partition('/console')[0]}/settings/widget")
    tried = page.frame_locator("iframe").locator("samovar-chat")
    button, window = tried.get_by_role("button", name=re.compile("Открыть чат")), tried.get_by_role("dialog")
    expect(window.get_by_text("Подсказать, сколько будет стоить кухня")).to_be_visible()
    expect(button).to_have_css("background-color", COPPER)
    expect_no_findings(page, "settings of the widget", "main")

    page.get_by_role("button", name="Цвет #3f6287").click()
    expect(page.get_by_text("Белый текст читается, контраст 6,3 : 1")).to_be_visible()
    page.get_by_text("Слева", exact=True).click()
    page.get_by_label("Приветствие по-русски").first.fill("Здравствуйте, это {имя}")
    expect(button).to_have_css("background-color", BLUE)
    stands_left(button)
    expect(window.get_by_text("Здравствуйте, это Анна")).to_be_visible()
    page.get_by_text("Чат", exact=True).click()
    expect(window.get_by_role("log").get_by_text("Можно узнать о доставке?")).to_be_visible()
    expect(shopper.launcher).to_have_css("background-color", COPPER)

    page.get_by_label("Не показывать виджет на страницах").fill("/how*")
    page.get_by_role("button", name="Сохранить").click()
    shopper.look()
    expect(shopper.launcher).to_have_css("background-color", BLUE, timeout=SOON)
    stands_left(shopper.launcher)
    expect(shopper.window.get_by_role("textbox")).to_have_value("Начатая мысль")
    on_a_page_without_it(shopper)
    page.bring_to_front()
    expect(page.get_by_text("Сохранено", exact=True)).to_be_visible()


def on_a_page_without_it(shopper: Shopper) -> None:
    """It goes and comes as the page does, with and without a page load."""
    shopper.page.goto(f"{shopper.shop}/how")
    expect(shopper.page.get_by_role("heading", level=1)).to_be_visible()
    expect(shopper.launcher).to_have_count(0)
    shopper.page.evaluate("history.pushState(null, '', '/kitchens')")
    expect(shopper.launcher).to_have_css("background-color", BLUE)
    shopper.page.evaluate("history.pushState(null, '', '/how')")
    expect(shopper.launcher).to_have_count(0)
