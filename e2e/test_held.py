"""Whom the start limits hold learns it where they look: the launcher's window says why and until when."""

import re

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from people import Shopper
from served import Demo
from test_accessibility import expect_no_findings

IN_MINUTES = re.compile(r"^Попробуем открыть чат через (59|60|61) минут[уы]?$")
CROWDED = "Из вашей сети сейчас слишком много новых гостей"


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """One new visitor an hour from here."""
    monkeypatch.setenv("SAMOVAR_LIMIT_STARTS_PER_HOUR", "1")


def _hold_once(page: Page, lang: str, text: str) -> None:
    """The first question of a page load is refused for a moment; the next one reaches the server."""
    refusal = {"code": "rate", "text": text, "lang": lang, "after_ms": 100}

    def answer(route: Route) -> None:
        route.fulfill(status=429, json=refusal, headers={"access-control-allow-origin": "*"})

    page.route("**/widget/start", answer, times=1)


def test_the_second_visitor_of_a_full_hour_reads_why_and_for_how_long(
    narrow: None, demo: Demo, browser: Browser, shopper: Shopper
) -> None:
    shopper.walk_to("/")
    late = Shopper.arrive(browser, demo.shop)
    late.walk_to("/")
    late.launcher.click()
    expect(late.window).to_contain_text(CROWDED)
    expect(late.window).to_be_focused()
    expect(late.window.get_by_text(IN_MINUTES)).to_be_visible()
    expect_no_findings(late.page, "who waits", "samovar-chat")
    late.page.keyboard.press("Escape")
    expect(late.window).to_have_count(0)
    expect(late.launcher).to_be_focused()
    late.leave()


def test_the_window_that_said_wait_becomes_the_chat_by_itself(shopper: Shopper) -> None:
    _hold_once(shopper.page, "ru", "Страницы открываются слишком часто")
    shopper.walk_to("/")
    shopper.launcher.click()
    expect(shopper.window).to_have_text(re.compile(r"слишком часто.*через 1?[05] секунд$"))
    expect(shopper.window.get_by_role("textbox")).to_be_visible(timeout=20_000)
    expect(shopper.window).to_have_count(1)
    shopper.say("Дождались")
    expect(shopper.bubble("Дождались")).to_be_visible()


def test_one_that_nobody_opened_becomes_a_launcher_and_until_then_does_as_the_page_wishes(shopper: Shopper) -> None:
    _hold_once(shopper.page, "en", "Pages are opened too often")
    shopper.page.goto(shopper.shop + "/")
    launcher = shopper.page.locator("samovar-chat").get_by_role("button", name="Open chat")
    expect(launcher).to_have_attribute("aria-expanded", "false")
    shopper.page.evaluate("samovar('open')")
    expect(shopper.window).to_have_text(re.compile(r"too often.*We will try to open the chat in 1?[05] seconds$"))
    shopper.page.evaluate("samovar('close')")
    expect(shopper.window).to_have_count(0)
    expect(shopper.launcher).to_have_attribute("aria-expanded", "false", timeout=20_000)
    expect(shopper.window).to_have_count(0)
