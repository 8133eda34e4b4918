"""What is written fast, long, or on a line that goes: it arrives, or the screen says in words what holds it."""

import re
from typing import Any

from playwright.sync_api import Browser, expect

from people import DELIVERED, Desk, Shopper
from served import Demo
from wall import Wall

GONE_MS = 3_000
WRITE_FAST = """(field, texts) => {
  for (const text of texts) {
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
  }
}"""
"""Faster than a test can press keys in every browser."""


def test_a_dozen_short_messages_written_fast_all_arrive_and_say_what_they_wait_for(
    demo: Demo, browser: Browser
) -> None:
    """In three of six windows one kept its clock until something else was written. The words are the window's, not the
    browser's."""
    shoppers = [Shopper.arrive(browser, demo.shop, locale=lang) for lang in ("en-US", "ru-RU", "en-US")]
    for shopper in shoppers:
        shopper.walk_to("/")
        shopper.open_chat()
        field = shopper.window.get_by_role("textbox")
        field.evaluate(WRITE_FAST, [f"слово {n:02}" for n in range(12)])
        expect(shopper.log.get_by_text(re.compile("лишком часто.* Отправим через 5 секунд")).first).to_be_visible()
        expect(shopper.log.get_by_text("Отправим через")).to_have_count(1)
        expect(shopper.window.locator(".strip")).to_have_count(0)
    for shopper in shoppers:
        for n in range(12):
            expect(shopper.bubble(f"слово {n:02}").get_by_text(DELIVERED)).to_be_attached(timeout=20_000)
        said = shopper.log.locator(".b").all_inner_texts()
        assert [text[:8] for text in said] == [f"слово {n:02}" for n in range(12)]
        expect(shopper.log.get_by_text("Отправим через")).to_have_count(0)
        shopper.leave()


def test_emoji_and_pastes_of_any_length_arrive_or_are_refused_where_they_are_written(
    shopper: Shopper,
) -> None:
    shopper.walk_to("/")
    shopper.open_chat()
    shopper.say("😀" * 4_200)
    expect(shopper.bubble("😀😀").get_by_text(DELIVERED)).to_be_attached()
    field = shopper.window.get_by_role("textbox")
    shopper.say("ж" * 17_000)
    expect(shopper.window.get_by_role("alert")).to_have_text("Лишних знаков: 12000")
    expect(field).to_have_value("ж" * 17_000)
    send = shopper.window.get_by_role("button", name="Отправить")
    expect(send).to_be_disabled()
    shopper.say("\u200b\u2800\u3164\u00ad\ufe0f")
    expect(send).to_be_disabled()
    shopper.say("❤️")
    expect(shopper.bubble("❤️").get_by_text(DELIVERED)).to_be_attached()
    expect(shopper.log.locator(".b")).to_have_count(2)


def test_the_console_says_within_three_seconds_that_the_network_is_gone(wall: Wall, desks: Any) -> None:
    anna: Desk = desks("Анна Соколова")
    expect(anna.page.get_by_text(re.compile(r"^Связь( есть| \d+ мс)$")).first).to_be_visible()
    wall.cut(anna)
    expect(anna.page.get_by_text("Нет связи").first).to_be_visible(timeout=GONE_MS)
    expect(anna.page.get_by_text("Связь пропала").first).to_be_visible(timeout=GONE_MS)
    wall.mend(anna)
    expect(anna.page.get_by_text(re.compile(r"^Связь( есть| \d+ мс)$")).first).to_be_visible(timeout=10_000)
