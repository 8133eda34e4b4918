"""The settings by keyboard alone: all that can be used is reached in reading order, and one sees where one is."""

from itertools import pairwise
from typing import Any

from playwright.sync_api import Page, expect

from served import Demo

MOST = 200
"""Stops on one page: further on the focus goes in a circle."""
STOP = """() => {
  const at = document.activeElement;
  if (!at || at === document.body || ("reached" in at.dataset && at !== window.before)) return null;
  at.dataset.reached = "";
  window.before = at; // Dates and frames have several stops within.
  const drawn = [at, ...(at.closest("label")?.querySelectorAll("span") ?? [])].map((each) => getComputedStyle(each));
  const seen = drawn.some((style) => style.outlineStyle !== "none" || style.boxShadow !== "none");
  const order = [...document.querySelectorAll("*")].indexOf(at);
  return { order, seen: seen || at.tagName === "IFRAME", what: `${at.tagName} ${at.id || at.name || at.textContent}` };
}"""
MISSED = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
  .filter((each) => !("reached" in each.dataset) && !each.disabled && each.tabIndex >= 0 && each.checkVisibility())
  .filter((each) => each.type !== "hidden")
  .filter((each) => each.type !== "radio" || !document.querySelector(`[name="${each.name}"][data-reached]`))
  .map((each) => each.outerHTML)"""


def stops(page: Page) -> list[Any]:
    """Where Tab leads, until it leaves the page or has been everywhere."""
    page.evaluate("document.activeElement.blur()")
    found: list[Any] = []
    while len(found) < MOST:
        page.keyboard.press("Tab")
        if (stop := page.evaluate(STOP)) is None:
            break
        found.append(stop)
    return found


def test_the_keyboard_alone_is_enough_for_the_settings(demo: Demo, desks) -> None:
    page = desks("Марина Кузнецова", reduced_motion="reduce").page
    page.goto(f"{demo.chat}/settings")
    listed = page.locator(".set__nav a").evaluate_all("all => all.map((each) => each.pathname)")
    for path in (*listed, "/settings/me/access"):
        page.goto(demo.chat + path, wait_until="networkidle")
        found = stops(page)
        assert 10 < len(found) < MOST, path
        assert [each["what"] for each in found if not each["seen"]] == [], path
        order = [each["order"] for each in found]
        # Once round, from wherever the page has put the cursor.
        assert sum(after < before for before, after in pairwise(order)) <= 1, path
        assert page.evaluate(MISSED) == [], path
    expect_the_cursor_in_what_was_refused(page, demo)


def expect_the_cursor_in_what_was_refused(page: Page, demo: Demo) -> None:
    """In the first field of it as one reads, whatever its kind."""
    page.goto(f"{demo.chat}/settings/people")
    page.locator("#who").fill("petr@olha.example")
    page.keyboard.press("Tab")
    page.locator("[name=channels]").first.focus()
    for box in page.locator("[name=channels]:checked").all():
        box.uncheck()
    page.keyboard.press("Enter")
    expect(page.locator(".bad").first).to_be_visible()
    expect(page.locator("[name=channels]").first).to_be_focused()
    page.goto(f"{demo.chat}/settings/me")
    page.locator("#name").fill("")
    page.locator("#title").fill("\u202eя")
    page.keyboard.press("Enter")
    expect(page.locator("#name")).to_be_focused()
