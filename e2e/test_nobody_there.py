"""Moscow sleeps: a question with an address is left by keyboard alone, and answered when its visitor is gone; the link
of a letter leads back to the same talk, in another browser."""

import json
import sqlite3
from contextlib import closing

from playwright.sync_api import Browser, expect

from people import PHONE, Shopper
from samovar.web.guard.tokens import Tokens
from served import Demo
from test_accessibility import expect_no_findings

NEVER = (
    "INSERT INTO hours (id, site_id, name, week, country, rev)"
    " SELECT 'never', site_id, 'Никогда', ?, '', 0 FROM channel LIMIT 1"
)


def closes(demo: Demo) -> None:
    """Every channel is shut now and opens in the night, when nobody runs this: one minute a day."""
    with closing(sqlite3.connect(demo.database, timeout=10)) as database, database:
        database.execute(NEVER, (json.dumps([[[239, 240]]] * 7),))
        database.execute("UPDATE channel SET hours_id = 'never'")


def link(demo: Demo) -> str:
    """As the letter has it."""
    with closing(sqlite3.connect(demo.database, timeout=10)) as database:
        ids = "SELECT site_id, visitor_id, contact.id FROM contact JOIN visitor ON visitor.id = visitor_id"
        found = database.execute(ids).fetchone()
    keys = (demo.folder / "secret").read_text("utf-8").split()
    return f"{demo.shop}/#samovar={Tokens(keys).for_link(*found)}"


def test_a_question_is_left_where_nobody_is_there_and_a_letter_leads_back(demo: Demo, browser: Browser, desks) -> None:
    closes(demo)
    guest = Shopper.arrive(browser, demo.shop, reduced_motion="reduce")
    guest.walk_to("/")
    guest.launcher.press("Enter")
    # The server reads its hours anew every few seconds.
    expect(guest.window.get_by_text("3:59")).to_be_visible(timeout=10_000)
    guest.page.keyboard.press("Escape")
    guest.launcher.press("Enter")
    expect(guest.window.get_by_role("heading", name="Оставьте вопрос")).to_be_visible()
    expect(guest.window.get_by_label("Ваш вопрос")).to_be_focused()
    keys = guest.page.keyboard
    keys.type("Сколько ждать замера?")
    keys.press("Tab")
    keys.type("pavel@")
    keys.press("Enter")
    expect(guest.window.get_by_role("alert")).to_contain_text("опечатка")
    expect_no_findings(guest.page, "the form, refused", "samovar-chat")
    keys.type("home.example")
    keys.press("Enter")
    expect(guest.window.get_by_role("alert")).to_contain_text("Без согласия")
    guest.window.get_by_role("checkbox").focus()
    keys.press("Space")
    keys.press("Tab")
    keys.press("Enter")
    expect(guest.log).to_contain_text("Ответим: pavel@home.example")
    guest.leave()

    anna = desks("Анна Соколова")
    anna.accept("Сколько ждать замера?")
    expect(anna.page.get_by_role("link", name="pavel@home.example")).to_be_visible()
    expect(anna.page.get_by_text("Где ответить: e-mail. Согласие дано")).to_be_visible()
    anna.say("Три дня, запишу вас?")

    phone = Shopper.arrive(browser, demo.shop, **PHONE)
    phone.page.goto(link(demo))
    # By itself.
    expect(phone.window).to_be_visible()
    phone.expect_talk("Сколько ждать замера?", "Три дня, запишу вас?")
    assert "samovar" not in phone.page.url
    phone.leave()
