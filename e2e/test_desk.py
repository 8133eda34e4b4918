"""The operator's day at the console: who waits, what is in sight, where the focus stays, what others edit."""

import re

from playwright.sync_api import Browser, Locator, expect

from crowded import crowd
from people import PHONE, Desk, Shopper
from served import Demo

TRANSLATE = """() => {
  const texts = document.createTreeWalker(document.querySelector("#app"), NodeFilter.SHOW_TEXT), all = [];
  while (texts.nextNode()) all.push(texts.currentNode);
  for (const text of all) {
    const font = document.createElement("font");
    font.textContent = "[" + text.data + "]";
    text.replaceWith(font);
  }
}"""
"""What a browser's translator does to a page."""


def asks(browser: Browser, demo: Demo, *texts: str) -> Shopper:
    """A visitor who writes; to be left open while they are to be on the site."""
    made = Shopper.arrive(browser, demo.shop)
    made.walk_to("/")
    made.open_chat()
    for text in texts:
        made.say(text)
        expect(made.bubble(text)).to_be_visible()
    return made


def tap(it: Locator) -> None:
    """By a finger where Playwright has one: not in Firefox."""
    browser = it.page.context.browser
    if browser and browser.browser_type.name == "chromium":
        it.tap()
    else:
        it.click()


def groups(desk: Desk) -> list[str]:
    return [each.split("\n")[0] for each in desk.page.locator(".list h2").all_inner_texts()]


def row(desk: Desk, text: str) -> Locator:
    return desk.page.locator(".list li").filter(has_text=text)


# ---------------------------------------------------------------- who waits


def test_a_waiting_card_shows_the_question_and_how_much_came_after_it(browser: Browser, demo: Demo, desks) -> None:
    anna = desks("Анна Соколова")
    visitor = asks(browser, demo, "Сколько стоит кухня?", "Ау", "Есть кто?")
    card = anna.waiting("Сколько стоит кухня?")
    expect(card).to_contain_text("и ещё 2 сообщения")
    expect(card).to_contain_text(re.compile(r"Гость из Москвы.* · \d{3}-\d\d-\d\d"))
    visitor.leave()


def test_who_has_left_has_a_group_of_their_own_and_no_copper_button(browser: Browser, demo: Demo, desks) -> None:
    anna = desks("Анна Соколова")
    gone, here = asks(browser, demo, "Ушедший вопрос"), asks(browser, demo, "Живой вопрос")
    expect(anna.waiting("Ушедший вопрос")).to_be_visible()
    gone.leave()
    left = anna.page.locator("h2:has-text('Ушли без ответа') + ul")
    expect(left).to_contain_text("Ушедший вопрос", timeout=30_000)
    expect(left.locator(".btn--primary")).to_have_count(0)
    expect(anna.waiting("Живой вопрос").locator(".btn--primary")).to_have_count(1)
    anna.page.locator("#thread").focus()
    anna.page.keyboard.press("a")
    expect(anna.log).to_contain_text("Живой вопрос")
    here.leave()


def test_what_was_opened_and_not_answered_keeps_its_count_and_its_time(browser: Browser, demo: Demo, desks) -> None:
    anna = desks("Анна Соколова")
    visitor = asks(browser, demo, "Прочитано, но без ответа")
    anna.accept("Прочитано, но без ответа")
    own = row(anna, "Прочитано, но без ответа")
    expect(own.get_by_role("timer")).to_be_visible()
    expect(own.locator(".n")).to_contain_text("1")
    urgent = anna.page.get_by_role("button", name=re.compile("^Мои чаты")).locator(".n")
    before = int(re.search(r"\d+", urgent.inner_text())[0])
    anna.say("Отвечаю")
    expect(own.get_by_role("timer")).to_have_count(0)
    expect(urgent.filter(has_text="ждут вас").filter(has_text=str(before))).to_have_count(0)
    visitor.leave()


def test_rows_stay_under_the_mouse_and_sort_themselves_when_it_leaves(browser: Browser, demo: Demo, desks) -> None:
    anna = desks("Анна Соколова")
    first, second = asks(browser, demo, "Первый вопрос"), asks(browser, demo, "Второй вопрос")
    anna.accept("Первый вопрос")
    anna.accept("Второй вопрос")
    expect(row(anna, "Второй вопрос")).to_be_visible()
    row(anna, "Второй вопрос").hover()
    row(anna, "Первый вопрос").hover()
    before = [row(anna, text).bounding_box()["y"] for text in ("Первый вопрос", "Второй вопрос")]
    row(anna, "Второй вопрос").locator("a").click()
    anna.say("Второму отвечено")
    first.say("Первый ждёт дальше")
    expect(row(anna, "Первый ждёт дальше")).to_be_visible()
    after = [row(anna, text).bounding_box()["y"] for text in ("Первый ждёт дальше", "Второму отвечено")]
    assert after == before
    anna.page.mouse.move(900, 300)
    expect(anna.page.locator("h2:has-text('Мои') + ul li").first).to_contain_text("Первый ждёт дальше")
    for each in (first, second):
        each.leave()


def test_hundreds_wait_and_only_those_in_sight_are_drawn(browser: Browser, demo: Demo, desks) -> None:
    demo.stop()
    crowd(demo, 560)
    demo.start()
    anna = desks("Анна Соколова")
    expect(anna.page.locator("h2:has-text('Ушли без ответа') .n")).to_contain_text(re.compile(r"^5[67]\d"))
    assert groups(anna)[0] == "Мои"
    rows = anna.page.locator(".list li")
    assert rows.count() < 30
    anna.page.wait_for_function("() => document.querySelector('.list__body').scrollHeight > 560 * 100")
    seen = len(rows.all())
    anna.page.locator("#thread").focus()
    for _ in range(40):
        anna.page.keyboard.press("j")
    focused = anna.page.locator(":focus")
    expect(focused).to_have_attribute("data-row", re.compile("crowd-conversation"))
    assert focused.evaluate("it => it.closest('li').getAttribute('aria-posinset')") > "20"
    assert rows.count() < seen + 30
    box, place = anna.page.locator(".list__body"), focused.get_attribute("data-row")
    box.evaluate("it => it.scrollTo(0, it.scrollHeight)")
    expect(rows.last).to_be_in_viewport()
    assert anna.page.locator(":focus").get_attribute("data-row") == place
    assert rows.count() < seen + 30


# ---------------------------------------------------------------- writing


def test_escape_leaves_the_reply_and_single_keys_are_commands_again(browser: Browser, demo: Demo, desks) -> None:
    anna = desks("Анна Соколова")
    visitor = asks(browser, demo, "Вопрос про клавиши")
    anna.accept("Вопрос про клавиши")
    expect(anna.composer).to_be_focused()
    anna.composer.press_sequentially("Черновик")
    anna.page.keyboard.press("Escape")
    expect(anna.composer).not_to_be_focused()
    anna.page.keyboard.press("n")
    expect(anna.page.get_by_role("textbox", name="Заметка для своих")).to_be_focused()
    expect(anna.page.get_by_role("textbox", name="Заметка для своих")).to_have_value("Черновик")
    visitor.leave()


def test_ones_own_message_comes_into_sight_from_wherever_one_reads(browser: Browser, demo: Demo, desks) -> None:
    anna = desks("Анна Соколова")
    visitor = asks(browser, demo, "Длинный разговор")
    anna.accept("Длинный разговор")
    anna.say(*(f"Строка {n}" for n in range(40)))
    log = anna.page.locator("#log")
    log.evaluate("it => it.scrollTo(0, 0)")
    expect(anna.page.get_by_role("button", name="К последним сообщениям")).to_be_visible()
    anna.say("И вот ещё")
    expect(log.get_by_text("И вот ещё")).to_be_in_viewport()
    visitor.leave()


# ---------------------------------------------------------------- on a phone


def test_on_a_phone_the_keyboard_stays_and_every_back_goes_somewhere(browser: Browser, demo: Demo, desks) -> None:
    anna = desks("Анна Соколова", **PHONE)
    visitor = asks(browser, demo, "С телефона")
    anna.look()
    card = anna.waiting("С телефона")
    tap(card.get_by_role("button", name=re.compile("^Принять")))
    for text in ("Раз", "Два"):
        anna.composer.fill(text)
        tap(anna.page.get_by_role("button", name="Отправить"))
        expect(anna.log).to_contain_text(text)
        expect(anna.composer).to_be_focused()
    tap(anna.page.get_by_role("link", name=re.compile("Гость из Москвы")))
    expect(anna.card).to_be_visible()
    tap(anna.page.get_by_role("button", name="К чату"))
    expect(anna.composer).to_be_visible()
    anna.page.go_back()
    expect(anna.page.get_by_role("navigation", name="Разделы")).to_be_visible()
    visitor.leave()


def test_on_a_phone_tabs_lead_to_the_chats_ones_own_and_the_rest(demo: Demo, desks) -> None:
    anna = desks("Анна Соколова", **PHONE)
    tabs = anna.page.get_by_role("navigation", name="Разделы")
    tap(tabs.get_by_role("button", name=re.compile("Мои")))
    expect(anna.page.get_by_role("heading", name="Мои чаты")).to_be_visible()
    tap(tabs.get_by_role("button", name=re.compile("Чаты")))
    expect(anna.page.get_by_role("heading", name="Москва")).to_be_visible()
    tap(tabs.get_by_role("button", name="Ещё"))
    expect(anna.page.get_by_role("dialog")).to_contain_text("Анна Соколова")


# ---------------------------------------------------------------- look, and others' hands


def test_the_presence_fits_its_card_whatever_is_chosen(demo: Demo, desks) -> None:
    anna = desks("Анна Соколова", viewport={"width": 1280, "height": 800})
    card = anna.page.locator(".me")
    for presence in ("На телефоне", "Перерыв", "В сети"):
        card.get_by_role("radio", name=presence).click()
        expect(card.get_by_role("radio", name=presence)).to_be_checked()
        inside = card.evaluate(
            """it => [...it.querySelectorAll("[role=radio]")].every(each => each.scrollWidth <= each.clientWidth
              && each.getBoundingClientRect().right <= it.getBoundingClientRect().right)"""
        )
        assert inside, presence


def test_a_translated_page_goes_on(browser: Browser, demo: Demo, desks) -> None:
    anna = desks("Анна Соколова")
    html = anna.page.locator("html")
    expect(html).to_have_attribute("translate", "no")
    first, second = asks(browser, demo, "Вопрос Марии"), asks(browser, demo, "Вопрос Ольги")
    anna.accept("Вопрос Марии")
    expect(anna.waiting("Вопрос Ольги")).to_be_visible()
    heading, count = anna.page.locator(".bar h2"), anna.page.locator("h2:has-text('Ждут') .n")
    number = heading.locator(".named__n").inner_text()
    other = anna.waiting("Вопрос Ольги").locator(".named__n").inner_text()
    timer = anna.waiting("Вопрос Ольги").get_by_role("timer")
    anna.page.evaluate(TRANSLATE)
    expect(heading).to_have_text(f"[Гость из Москвы][{number}]")
    frozen = timer.inner_text()
    expect(timer).not_to_have_text(frozen)
    expect(timer).not_to_contain_text("[")
    anna.waiting("Вопрос Ольги").get_by_role("button", name=re.compile("Принять")).click()
    expect(heading).to_have_text(f"[Гость из Москвы]{other}")
    expect(anna.log).to_contain_text("Вопрос Ольги")
    expect(count).to_have_count(0)
    anna.say("Ответ после перевода")
    third = asks(browser, demo, "Ещё вопрос")
    expect(anna.waiting("Ещё вопрос")).to_be_visible()
    for each in (first, second, third):
        each.leave()
