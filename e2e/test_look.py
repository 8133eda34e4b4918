"""What the eye finds fault with, measured: nothing lies on words, nobody is faceless, nothing is said twice."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from hosts import PLAIN, serve, tag
from people import PHONE, Desk, Shopper
from served import Demo

AWAY = "Сейчас нас нет. Ответим, как только вернёмся"
GREETING = "Здравствуйте"
MOON = "path[d^='M21 12.8A9']"
SOON = """() => {
  const name = Object.keys(localStorage).find(name => name.startsWith('samovar:'));
  const kept = JSON.parse(localStorage[name]);
  kept.stay.ms = 24500;
  localStorage[name] = JSON.stringify(kept);
}"""
"""The window opens by itself in half a second."""
WORDS = """it => {
  const all = document.createTreeWalker(it, NodeFilter.SHOW_TEXT), boxes = [];
  while (all.nextNode()) {
    const range = document.createRange();
    range.selectNodeContents(all.currentNode);
    if (all.currentNode.data.trim()) boxes.push(...range.getClientRects());
  }
  return boxes.map(({ left, top, right, bottom }) => [left, top, right, bottom]);
}"""
"""Where the words of an element stand, line by line."""
LAMPS = ((560, 128, 632, 173), (706, 150, 778, 195))
"""In the picture of the shop's front page, which is 1440 × 660."""
Box = tuple[float, float, float, float]


def words(it: Locator) -> list[Box]:
    return [tuple(box) for box in it.evaluate(WORDS)]


def box(it: Locator) -> Box:
    found = it.bounding_box()
    assert found
    return found["x"], found["y"], found["x"] + found["width"], found["y"] + found["height"]


def meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def lamps(page: Page) -> list[Box]:
    """Where they hang: the picture fills its place and keeps its right edge."""
    left, top, right, bottom = box(page.locator(".hero__pic img"))
    scale = max((right - left) / 1440, (bottom - top) / 660)
    x, y = right - 1440 * scale, (top + bottom - 660 * scale) / 2
    return [(x + a * scale, y + b * scale, x + c * scale, y + d * scale) for a, b, c, d in LAMPS]


def middle(it: Locator) -> float:
    _, top, _, bottom = box(it)
    return (top + bottom) / 2


def greeted(shopper: Shopper) -> Locator:
    shopper.page.evaluate(SOON)
    expect(shopper.window).to_be_visible(timeout=10_000)
    expect(shopper.window.get_by_text(GREETING)).to_be_visible()
    return shopper.window.locator(".warm")


def steam(warm: Locator) -> Box:
    """What is drawn of it, with half a stroke around; its element has room besides."""
    left, top, right, bottom = box(warm.locator(".steam path"))
    return left - 2, top - 2, right + 2, bottom + 2


def still(shopper: Shopper) -> None:
    """Nothing rises any more: boxes stand where they will."""
    shopper.page.emulate_media(reduced_motion="reduce")


# ---------------------------------------------------------------- the window


def test_a_window_opened_by_a_click_has_a_face_and_a_sentence_in_its_middle(
    demo: Demo, shopper: Shopper, desks: Any
) -> None:
    """It was a white void of 500 px."""
    desks("Анна Соколова")
    still(shopper)
    shopper.walk_to("/")
    shopper.open_chat()
    face = shopper.log.locator(".face")
    expect(face).to_have_count(1)
    expect(face.locator("img")).to_be_visible()
    expect(shopper.log).to_contain_text(GREETING)
    assert box(face)[2] - box(face)[0] >= 60
    assert abs(middle(shopper.log.locator(".wait")) - middle(shopper.log)) < 40


def test_where_nobody_is_there_a_moon_and_one_sentence_say_it(demo: Demo, shopper: Shopper) -> None:
    still(shopper)
    shopper.walk_to("/")
    shopper.open_chat()
    expect(shopper.log.locator(MOON)).to_be_visible()
    expect(shopper.window.get_by_text(AWAY)).to_have_count(1)
    expect(shopper.window.locator(".head")).not_to_contain_text(AWAY)
    assert abs(middle(shopper.log.locator(".wait")) - middle(shopper.log)) < 40


def test_a_greeting_of_nobody_has_a_moon_one_sentence_and_a_letter_that_fills_its_circle(
    demo: Demo, shopper: Shopper
) -> None:
    still(shopper)
    shopper.walk_to("/")
    warm = greeted(shopper)
    expect(warm.locator(MOON)).to_be_visible()
    expect(shopper.window.get_by_text(AWAY)).to_have_count(1)
    face = warm.locator(".who .face")
    size = face.evaluate("it => parseFloat(getComputedStyle(it).fontSize) / it.clientWidth")
    assert size > 0.35, "a letter of 14 px was lost in a circle of 72"


@pytest.mark.parametrize("somebody", [True, False])
def test_no_steam_runs_through_words(demo: Demo, shopper: Shopper, desks: Any, somebody: bool) -> None:
    if somebody:
        desks("Анна Соколова")
    still(shopper)
    shopper.walk_to("/")
    warm = greeted(shopper)
    assert words(warm) and not [line for line in words(warm) if meet(line, steam(warm))]


def test_on_a_phone_the_greeting_stands_at_the_lower_edge_with_nothing_left_over(demo: Demo, browser: Browser) -> None:
    context = browser.new_context(locale="ru-RU", **PHONE)  # type: ignore[arg-type]
    shopper = Shopper(context, context.new_page(), demo.shop)
    still(shopper)
    shopper.walk_to("/")
    warm = greeted(shopper)
    assert 844 - box(shopper.window)[3] <= 16
    expect(shopper.page.locator("samovar-chat .launch")).to_be_hidden()
    assert not [line for line in words(warm) if meet(line, steam(warm))]
    shopper.leave()


def test_whoever_reads_english_reads_names_in_latin_letters(demo: Demo, shopper: Shopper, desks: Any) -> None:
    anna: Desk = desks("Анна Соколова")
    page = PLAIN.replace("lang=ru", "lang=en").format(head=tag(demo, ""), body="<h1>Kitchens</h1>")
    serve(shopper, "/english", page)
    shopper.page.goto(f"{shopper.shop}/english")
    shopper.page.locator("samovar-chat").get_by_role("button", name="Open chat").click()
    expect(shopper.window.get_by_role("button", name="Kazan")).to_be_visible()
    shopper.window.get_by_role("button", name="Moscow").click()
    head = shopper.window.locator(".head")
    expect(head).to_contain_text("Moscow")
    shopper.say("How much is a kitchen?")
    anna.accept("How much is a kitchen?")
    expect(head.locator("h2")).to_have_text("Anna Sokolova")
    expect(head).to_contain_text("Kitchen designer, Moscow")
    anna.say("Good afternoon")
    expect(shopper.bubble("Good afternoon")).to_be_visible()
    expect(shopper.log).to_contain_text("Anna")
    shopper.window.get_by_role("button", name="All chats").click()
    expect(shopper.window.locator(".row")).to_contain_text("Anna Sokolova")
    assert not [letter for letter in shopper.window.inner_text() if "а" <= letter.lower() <= "я"]


# ---------------------------------------------------------------- the shop


def test_the_shops_headline_stops_short_of_the_lamps(demo: Demo, shopper: Shopper) -> None:
    page = shopper.page
    page.goto(shopper.shop)
    page.evaluate("document.fonts.ready.then(() => {})")
    for width in (761, 800, 900, 1020, 1021, 1100, 1280, 1366, 1440, 1600, 1920):
        page.set_viewport_size({"width": width, "height": 800})
        headline = page.locator(".hero h1")
        lines = words(headline)
        assert lines and not [line for line in lines for lamp in lamps(page) if meet(line, lamp)], width


# ---------------------------------------------------------------- the console


def test_a_closed_row_of_a_colleague_says_whose_it_was(demo: Demo, desks: Any) -> None:
    anna: Desk = desks("Анна Соколова")
    anna.page.locator("#thread").focus()
    anna.page.keyboard.press("2")
    rows = anna.page.locator(".conv.locked")
    expect(rows.first).to_be_visible()
    for row in rows.all()[:6]:
        expect(row.locator(".t")).to_have_text(re.compile(r"Был у коллеги: [А-Я][а-яё]+"))
        expect(row.locator(".by .ava")).to_be_visible()


def test_an_empty_console_has_one_picture(demo: Demo, desks: Any) -> None:
    """Two cups stood at different heights."""
    marina: Desk = desks("Марина")
    marina.page.get_by_role("button", name="Мои чаты").first.click()
    expect(marina.page.locator(".list .empty")).to_be_visible()
    expect(marina.page.locator(".thread .empty")).to_be_visible()
    expect(marina.page.locator(".empty > svg:visible")).to_have_count(1)
