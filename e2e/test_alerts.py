"""Somebody writes, and somebody hears it: whatever became of tabs, sessions and the people before."""

import re
import sqlite3
from contextlib import closing
from typing import Any

from playwright.sync_api import Page, expect

from people import Desk, Shopper
from served import Demo

ANNA, IVAN, MARINA = "Анна Соколова", "Иван Ветров", "Марина"
KITCHEN = "Сколько стоит кухня?"
SIGN_OUT = """token => fetch("/signout", {method: "POST", body: new URLSearchParams({token})}).then(({ok}) => ok)"""
TOKEN = """JSON.parse(document.getElementById("boot").textContent).token"""


def second_tab(desk: Desk) -> Page:
    page = desk.context.new_page()
    page.goto(desk.page.url)
    expect(page.get_by_role("heading", name="Москва").first).to_be_visible()
    return page


def sign_in_at(page: Page, chat: str, name: str) -> Page:
    """Choose a demo person in this browser; the console opens in a tab of its own."""
    page.goto(chat)
    with page.context.expect_page() as opened:
        page.get_by_role("button", name=name).click()
    expect(opened.value.get_by_role("heading", name="Москва").first).to_be_visible()
    return opened.value


def in_talk(shopper: Shopper, desks: Any) -> Desk:
    """Anna, who has taken the shopper's question."""
    shopper.ask(KITCHEN)
    anna: Desk = desks(ANNA)
    anna.accept(KITCHEN)
    return anna


def notified(page: Page, text: str) -> None:
    page.wait_for_function("text => window.shown.some(each => each.body.includes(text))", arg=text)


def count(page: Page) -> int:
    return int(page.evaluate("window.shown.length"))


def end_session(page: Page) -> None:
    """What the night does to a session: it ends, and both tabs learn of it."""
    assert page.evaluate(SIGN_OUT, page.evaluate(TOKEN))


def test_after_a_night_in_two_tabs_the_one_that_is_signed_in_again_rings(
    demo: Demo, desks: Any, shopper: Shopper
) -> None:
    anna = desks(ANNA)
    second = second_tab(anna)
    end_session(second)
    for page in (anna.page, second):
        expect(page.get_by_text("Вход кончился")).to_be_visible()
    morning = sign_in_at(second, demo.chat, ANNA)
    # The first tab is of use again, too: it is the same person's.
    expect(anna.page.get_by_text("Вход кончился")).to_be_hidden()
    shopper.ask("Есть кто-нибудь утром?")
    expect(morning.locator(".wait").filter(has_text="Есть кто-нибудь утром?")).to_be_visible()
    pages = (anna.page, morning)
    for _ in range(100):
        if sum(count(page) for page in pages):
            break
        morning.wait_for_timeout(50)
    assert sum(count(page) for page in pages) == 1, "rung once, in one tab"


def test_a_closed_tab_hands_the_bell_to_the_other(demo: Demo, desks: Any, shopper: Shopper) -> None:
    anna = desks(ANNA)
    second = second_tab(anna)
    anna.page.close()
    shopper.ask("Кто теперь звонит?")
    notified(second, "Кто теперь звонит?")


def test_whose_access_has_changed_reads_so_and_what_helps(demo: Demo, desks: Any) -> None:
    anna = desks(ANNA)
    with closing(sqlite3.connect(demo.database, timeout=10)) as database, database:
        database.execute("DELETE FROM membership WHERE operator_id = (SELECT id FROM operator WHERE name = ?)", (ANNA,))
    expect(anna.page.get_by_role("alert")).to_contain_text("Ваш доступ изменился", timeout=15_000)
    expect(anna.page.get_by_role("heading", name="Чаты скрыты")).to_be_visible()
    expect(anna.page.get_by_text("будет то, что вам теперь доступно")).to_be_visible()
    expect(anna.page.get_by_text("под прежним именем")).to_have_count(0)


def test_another_persons_sign_in_stops_the_page_in_words(demo: Demo, desks: Any) -> None:
    anna = desks(ANNA)
    anna.page.evaluate("localStorage.setItem('samovar.drafts.' + 'x', 'секрет')")
    ivan = sign_in_at(anna.context.new_page(), demo.chat, IVAN)
    expect(anna.page.get_by_role("alert")).to_contain_text(IVAN)
    expect(anna.page.locator(".list")).to_have_count(0)
    expect(anna.page.get_by_role("heading", name="Чаты скрыты")).to_be_visible()
    expect(anna.page.get_by_text("под прежним именем")).to_be_visible()
    mine = "JSON.parse(document.getElementById('boot').textContent).me.id"
    owner = ivan.evaluate(mine)
    kept = ivan.evaluate("Object.keys(localStorage).filter(name => /^samovar.(drafts|filter)/.test(name))")
    assert all(name.endswith(owner) for name in kept), kept
    anna.page.get_by_role("button", name=re.compile("^Обновить")).click()
    expect(anna.page.get_by_role("heading", name="Москва").first).to_be_visible()
    assert anna.page.evaluate(mine) == owner


def test_whoever_signs_out_is_told_what_is_unsent_and_leaves_nothing(demo: Demo, desks: Any, shopper: Shopper) -> None:
    anna = in_talk(shopper, desks)
    anna.composer.fill("Считаю, секрет фирмы")
    anna.page.get_by_role("button", name=re.compile("Профиль и настройки")).first.click()
    anna.page.get_by_role("button", name="Выйти").click()
    asked = anna.page.get_by_role("alertdialog")
    expect(asked).to_contain_text("Не дописан 1 черновик")
    asked.get_by_role("button", name="Остаться").click()
    expect(asked).to_be_hidden()
    anna.page.get_by_role("button", name="Выйти").click()
    asked.get_by_role("button", name="Выйти и удалить").click()
    anna.page.wait_for_url("**/signin")
    left = anna.page.evaluate(
        "async () => JSON.stringify([{...localStorage}, (await indexedDB.databases()).map(({name}) => name)])"
    )
    assert "секрет" not in left and "samovar-console" not in left and ".filter." not in left, left


def test_a_visitor_kept_for_somebody_who_left_calls_the_others(demo: Demo, desks: Any, shopper: Shopper) -> None:
    anna, ivan = in_talk(shopper, desks), desks(IVAN)
    anna.close()
    expect(anna.page.locator(".toast").first).to_be_visible()
    shopper.say("А доставка?")
    expect(ivan.waiting("А доставка?")).to_be_visible()
    before = count(ivan.page)
    anna.page.get_by_role("radio", name="Перерыв").first.click()
    ivan.page.wait_for_function("before => window.shown.length > before", arg=before)
    notified(ivan.page, "А доставка?")


def test_an_administrator_takes_a_talk_over_and_the_colleague_is_told(demo: Demo, desks: Any, shopper: Shopper) -> None:
    anna, marina = in_talk(shopper, desks), desks(MARINA)
    marina.page.goto(anna.page.url)
    marina.page.get_by_role("button", name="Забрать себе").click()
    marina.page.get_by_role("dialog").get_by_role("button", name="Забрать себе").click()
    expect(marina.composer).to_be_visible()
    expect(marina.log).to_contain_text("Вы забрали чат у коллеги: Анна")
    expect(anna.page.locator(".toast")).to_contain_text("Чат теперь ведёт Марина")
    expect(anna.composer).to_be_hidden()


def test_a_declined_transfer_is_told_to_whoever_offered_it(demo: Demo, desks: Any, shopper: Shopper) -> None:
    anna, ivan = in_talk(shopper, desks), desks(IVAN)
    anna.transfer("Иван", "Возьмёшь?")
    offer = ivan.page.locator(".wait--offer").filter(has_text="Возьмёшь?")
    offer.get_by_role("button", name=re.compile("^Не могу|^Отказ|^Откл")).click()
    expect(anna.page.locator(".toast")).to_contain_text("Иван не может принять чат")
    expect(anna.page.locator(".conv").filter(has_text="Иван не может принять чат")).to_be_visible()
    anna.page.wait_for_function("window.shown.some(each => each.title === 'Иван не может принять чат')")


def test_after_a_note_the_first_reply_asks_before_it_goes_out(demo: Demo, desks: Any, shopper: Shopper) -> None:
    anna = in_talk(shopper, desks)
    anna.page.get_by_role("button", name="Заметка", exact=True).click()
    field = anna.page.locator("#reply")
    field.fill("Считать со скидкой")
    field.press("Enter")
    expect(anna.log).to_contain_text("Считать со скидкой")
    field.fill("И позвонить в цех")
    field.press("Enter")
    expect(anna.page.get_by_text("Это увидит посетитель")).to_be_visible()
    assert demo.count("SELECT count(*) FROM entry WHERE body = 'И позвонить в цех'") == 0
    field.press("Enter")
    expect(shopper.bubble("И позвонить в цех")).to_be_visible()
