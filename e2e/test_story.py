"""The main job: a visitor talks with the designer of his city. Steps as in the issue that asked for it."""

import re

from playwright.sync_api import expect

from people import DELIVERED, Shopper
from twice_told import talk_over_a_killed_server
from wall import Wall

GREETING = "Подсказать, сколько будет стоить кухня"
QUESTION = "Сколько стоит угловая кухня?"
GREETING = "Подсказать, сколько будет стоить кухня в вашем размере?"


def test_a_visitor_talks_with_the_designer_of_his_city(demo, shopper: Shopper, desks) -> None:
    anna, ivan, timur = desks("Анна Соколова"), desks("Иван Ветров"), desks("Тимур Ахметов")
    marina = desks("Марина Кузнецова")

    # 1. The window opens by itself after 25 s over two pages, with the face of somebody online in his city.
    shopper.context.clock.install()
    shopper.walk_to("/")
    shopper.page.clock.run_for(15_000)
    expect(shopper.window).to_be_hidden()
    shopper.walk_to("/kitchens")
    shopper.page.clock.run_for(15_000)
    expect(shopper.window).to_be_visible()
    expect(shopper.window).to_contain_text(re.compile("Анна Соколова|Иван Ветров"))
    expect(shopper.window.get_by_role("img").or_(shopper.window.locator("img")).first).to_be_visible()

    # 2. His message goes from "sending" to "sent".
    shopper.say(QUESTION)
    expect(shopper.bubble(QUESTION)).to_be_visible()
    expect(shopper.bubble(QUESTION).get_by_text("Отправлено")).to_be_attached()

    # 3. Both Moscow operators see it waiting, at the top, with its time, and get a notification; Kazan nothing.
    for desk in (anna, ivan):
        expect(desk.waiting(QUESTION)).to_be_visible()
        expect(desk.waiting(QUESTION).get_by_role("timer")).to_be_visible()
        desk.expect_notification(QUESTION)
    expect(marina.page.get_by_text(QUESTION).first).to_be_visible()
    expect(timur.page.get_by_text(QUESTION)).to_have_count(0)
    timur.expect_no_notification()

    # 4. Anna opens it: hers. Ivan's row locks at once.
    anna.accept(QUESTION)
    expect(ivan.page.get_by_text("занято: Анна").first).to_be_visible()
    expect(ivan.page.get_by_text(QUESTION)).to_have_count(0)

    # 5. The card, the answer, typing and ticks.
    card = anna.card
    for words in ("Москва", "по странице", "первый раз", "Кухни", "сейчас"):
        expect(card).to_contain_text(re.compile(words, re.IGNORECASE))
    expect(shopper.log).to_contain_text("Анна подключилась")
    anna.composer.press_sequentially("Здр")
    expect(shopper.log.get_by_text("печатает")).to_be_attached()
    anna.say("Здравствуйте! От 180 тысяч.")
    expect(shopper.bubble("От 180 тысяч")).to_be_visible()
    expect(shopper.bubble(QUESTION).get_by_text("Прочитано")).to_be_attached()
    shopper.window.get_by_role("textbox").press_sequentially("А с ост")
    expect(anna.page.get_by_text(re.compile("печатает")).first).to_be_visible()
    shopper.say("А с островом?")
    expect(anna.log).to_contain_text("А с островом?")

    # 6. Reload, another page, another tab: the same talk everywhere, nothing doubled.
    shopper.page.reload()
    shopper.expect_talk(GREETING, QUESTION, "От 180 тысяч", "А с островом?")
    shopper.walk_to("/projects")
    shopper.expect_talk(GREETING, QUESTION, "От 180 тысяч", "А с островом?")
    second = Shopper(shopper.context, shopper.context.new_page(), shopper.shop)
    second.walk_to("/salons")
    second.expect_talk(GREETING, QUESTION, "От 180 тысяч", "А с островом?")
    second.say("Это из второй вкладки")
    shopper.expect_talk(GREETING, QUESTION, "От 180 тысяч", "А с островом?", "Это из второй вкладки")
    second.page.close()

    # 7. Anna → Ivan with a note → Kazan's channel; Timur sees it all, answers, closes. The visitor sees no note.
    anna.transfer("Иван", "Хочет смету к вечеру")
    expect(timur.page.get_by_text("Хочет смету")).to_have_count(0)
    ivan.take_offer("Хочет смету к вечеру")
    expect(shopper.log).to_contain_text("Иван подключился")
    ivan.note("Мерил там в октябре")
    ivan.move("Казань", "Живёт в Казани")
    timur.accept("А с островом?")
    for words in (QUESTION, "От 180 тысяч", "Хочет смету к вечеру", "Мерил там в октябре", "Живёт в Казани"):
        expect(timur.log).to_contain_text(words)
    timur.say("Здравствуйте, это Казань")
    expect(shopper.bubble("это Казань")).to_be_visible()
    timur.close()
    expect(shopper.log).to_contain_text("завершён")
    for secret in ("Хочет смету", "Мерил там", "Живёт в Казани"):
        expect(shopper.page.get_by_text(secret)).to_have_count(0)

    # 8a. Within the hour he writes again: it reopens and waits for Timur first.
    shopper.say("Ещё вопрос про мойку")
    expect(timur.waiting("Ещё вопрос про мойку")).to_be_visible()
    timur.accept("Ещё вопрос про мойку")
    expect(timur.log).to_contain_text(QUESTION)
    timur.close()


def test_later_a_new_conversation_starts_and_both_read_the_old_one(demo, shopper: Shopper, desks) -> None:
    anna = desks("Анна Соколова")
    shopper.walk_to("/")
    shopper.open_chat()
    shopper.say("Первый разговор")
    anna.accept("Первый разговор")
    anna.say("Ответ на первый")
    expect(shopper.bubble("Ответ на первый")).to_be_visible()
    anna.close()
    expect(shopper.log).to_contain_text("завершён")
    demo.turn_clock_back(hours=2)

    shopper.page.reload()
    shopper.open_chat()
    shopper.say_new("Второй разговор")
    anna.accept("Второй разговор")
    expect(anna.page.locator(".msg").filter(has_text="Ответ на первый")).to_have_count(1)
    shopper.window.get_by_role("button", name="Все чаты").click()
    shopper.window.get_by_role("button", name=re.compile("Ответ на первый")).click()
    expect(shopper.bubble("Первый разговор")).to_be_visible()
    expect(shopper.bubble("Второй разговор")).to_have_count(0)


def test_what_was_written_without_a_network_goes_out_in_order_once(wall: Wall, shopper: Shopper, desks) -> None:
    anna = desks("Анна Соколова")
    shopper.walk_to("/")
    shopper.open_chat()
    shopper.say("До туннеля")
    anna.accept("До туннеля")
    wall.cut(shopper)
    shopper.say("Первое в туннеле")
    shopper.say("Второе в туннеле")
    expect(shopper.bubble("Второе в туннеле").get_by_text("Ждёт отправки")).to_be_attached()
    expect(anna.log.get_by_text("Первое в туннеле")).to_have_count(0)
    wall.mend(shopper)
    for text in ("Первое в туннеле", "Второе в туннеле"):
        expect(shopper.bubble(text).get_by_text(DELIVERED)).to_be_attached(timeout=30_000)
        expect(anna.log.locator(".msg").filter(has_text=text)).to_have_count(1)
    said = anna.log.locator(".msg").filter(has_text="туннеле").all_inner_texts()
    assert ["Первое" in said[0], "Второе" in said[1]] == [True, True]


def test_both_sides_come_back_after_the_server_was_killed(demo, shopper: Shopper, desks) -> None:
    talk_over_a_killed_server(demo, shopper, desks("Анна Соколова"))


def test_filters_work_over_more_than_a_page(demo, desks) -> None:
    anna, marina = desks("Анна Соколова"), desks("Марина Кузнецова")
    for desk in (anna, marina):
        desk.page.get_by_role("button", name=re.compile("Закрытые")).click()
    stored = demo.count("SELECT count(*) FROM conversation WHERE state = 'closed'")
    assert stored > 50, "the demo has more closed talks than a page holds"
    marina.expect_rows_after_scrolling(at_least=51)
    mine = demo.count(
        "SELECT count(*) FROM conversation c JOIN operator o ON o.id = c.last_owner_id"
        " WHERE c.state = 'closed' AND o.name LIKE 'Анна%'"
    )
    anna.page.get_by_role("switch", name="Только мои").click()
    anna.expect_rows_after_scrolling(exactly=mine)
