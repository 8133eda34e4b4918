"""A company sets itself up from an empty folder; what is asked at night is answered by letters; somebody leaves, and
somebody is forgotten."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from email.message import EmailMessage
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser, Page, expect

from company import PASSWORD, SITE, Company
from dovecot import Box, dovecot
from people import PHONE, Shopper

BLUE = "rgb(63, 98, 135)"
WORDS = ("Сапфировая столешница", "Аметистовых нет")


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """The list of the world's cities is read when it is first needed, and two browsers share the machine here."""
    expect.set_options(timeout=20_000)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture(scope="module")
def box() -> Iterator[Box]:
    with dovecot() as made:
        yield made


@pytest.fixture
def company(tmp_path: Path, box: Box, browser: Browser) -> Iterator[Company]:
    made = Company(tmp_path, box, browser)
    yield made
    made.stop()
    for each in browser.contexts:
        each.close()


def saved(page: Page) -> None:
    expect(page.get_by_text("Сохранено", exact=True)).to_be_visible()


def steps(page: Page, done: int, then: str) -> None:
    """So many first steps are done; the next one is taken."""
    page.goto(re.sub(r"(http://[^/]+)/.*", r"\1/settings", page.url))
    expect(page.locator(".steps .is-done")).to_have_count(done)
    page.get_by_role("link", name=then).click()


def write_hours(page: Page) -> None:
    """A lunch, a Friday that ends on Saturday; the channel keeps them at once."""
    page.locator("#name").fill("Салоны")
    for day in range(7):
        page.locator(f"#day_{day}").fill("9–13, 14–2" if day == 4 else "9–13, 14–21")
    page.locator("[name=own_day]").first.fill(str(date.today() + timedelta(days=40)))
    page.locator("[name=own_reason]").first.fill("Переучёт")
    page.get_by_role("button", name="Добавить", exact=True).click()
    expect(page.get_by_text("По этим часам работают: Москва")).to_be_visible()


def add_channel(page: Page, name: str, *cities: str, opens_on: date | None = None) -> None:
    page.get_by_role("link", name="Добавить канал").click()
    page.locator("#name").fill(name)
    for city in cities:
        page.locator(".chips input").fill(city)
        page.locator(".chips input").press("Enter")
    if opens_on:
        page.locator("#opens_on").fill(str(opens_on))
    page.get_by_role("button", name="Добавить канал").click()
    saved(page)
    page.get_by_role("link", name="Все каналы").click()


def take_mail(page: Page, company: Company) -> None:
    """Questions to Moscow go to an address once its reader says yes."""
    page.get_by_role("link", name="Москва").click()
    page.locator("#email").fill("moscow@olha.example")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_text("ещё не подтверждена")).to_be_visible()
    letter, link = company.letters.to("moscow@olha.example", r"http\S+/channel-address/\S+")
    assert letter["Subject"] == "Подтвердите почту канала «Москва»: Ольха"
    page.goto(link)
    page.get_by_role("button", name="Да, присылайте сюда").click()
    expect(page.get_by_role("heading", name="Почта подтверждена")).to_be_visible()


def invite(page: Page) -> None:
    page.get_by_label("Кого").fill("anna@olha.example; Анна\nnobody@olha.example; Пётр")
    page.locator("#invite").get_by_label("Москва").check()
    page.get_by_role("button", name="Отправить приглашение").click()
    expect(page.get_by_text("Отправлены 2 приглашения")).to_be_visible()


def wear_blue(page: Page, guest: Shopper) -> None:
    guest.open_chat()
    expect(guest.window.get_by_role("button")).to_contain_text(["Москва", "Казань"])
    expect(guest.window.get_by_text("Самара")).to_have_count(0)
    guest.page.mouse.move(700, 0)
    page.bring_to_front()
    page.goto(re.sub(r"(http://[^/]+)/.*", r"\1/settings/widget", page.url))
    page.get_by_role("button", name="Цвет #3f6287").click()
    page.get_by_role("button", name="Сохранить").click()
    saved(page)
    guest.look()
    expect(guest.launcher).to_have_css("background-color", BLUE, timeout=15_000)


def ask_at_night(guest: Shopper) -> None:
    """Nobody is there; the city is chosen first."""
    guest.walk_to("/kitchens")
    guest.open_chat()
    guest.window.get_by_role("button", name="Москва").click()
    expect(guest.window.get_by_role("heading", name="Оставьте вопрос")).to_be_visible()
    expect(guest.window.get_by_text("Москва: ответим сегодня с 9:00")).to_be_visible()
    guest.window.get_by_label("Ваш вопрос").fill("Сколько ждать замера?")
    guest.window.get_by_label("Телефон или e-mail").fill("pavel@home.example")
    guest.window.get_by_role("checkbox").check()
    guest.window.get_by_role("button", name="Отправить").click()
    expect(guest.log).to_contain_text("Ответим: pavel@home.example")


def answer(company: Company, link: str) -> Page:
    """By the link of the channel's letter; one has to sign in first."""
    anna = company.someone()
    anna.goto(link)
    anna.locator("#email").fill("anna@olha.example")
    anna.locator("#password").fill(PASSWORD)
    anna.keyboard.press("Enter")
    anna.get_by_role("button", name="Принять").last.click()
    field = anna.get_by_role("textbox", name=re.compile("^Ответ"))
    field.fill("Три дня, запишу вас?")
    field.press("Enter")
    # It is with the server before the clock moves on.
    expect(anna.get_by_role("log").get_by_text("Отправлено").last).to_be_attached()
    return anna


def reply(letter: EmailMessage, text: str) -> bytes:
    """As a mail program writes it, with the letter below."""
    head = (
        f"From: pavel@home.example\r\nTo: {letter['Reply-To']}\r\nSubject: Re: {letter['Subject']}\r\n"
        "Message-ID: <one@home.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    )
    return f"{head}{text}\r\n\r\n> Три дня, запишу вас?\r\n".encode()


def test_a_company_sets_itself_up_and_answers_by_mail_what_is_asked_at_night(company: Company) -> None:
    page = company.marina()
    steps(page, 2, "Укажите часы работы")
    write_hours(page)
    steps(page, 3, "Добавьте города")
    add_channel(page, "Казань", "Казань", "Набережные Челны / Челны")
    add_channel(page, "Самара", opens_on=date.today() + timedelta(days=10))
    expect(page.get_by_role("row", name="Самара")).to_contain_text("откроется")
    take_mail(page, company)
    steps(page, 3, "Пригласите людей")
    invite(page)
    anna = company.joins("anna@olha.example")
    page.reload()
    expect(page.get_by_text("No such user here")).to_be_visible()
    expect(page.get_by_role("button", name="Скопировать ссылку")).to_be_visible()
    steps(page, 4, "Вставьте код на сайт")
    code = page.locator("#tag").inner_text()
    guest = company.guest(code)
    guest.walk_to("/")
    page.bring_to_front()
    expect(page.get_by_text(f"Виден на {SITE}")).to_be_visible(timeout=10_000)
    wear_blue(page, guest)

    anna.bring_to_front()
    anna.get_by_role("radio", name="Перерыв").first.click()
    expect(anna.get_by_role("radio", name="Перерыв").first).to_be_checked()
    anna.context.close()
    company.clock.comes_to(3)
    ask_at_night(guest)
    guest.leave()
    # Who is asked waits half a minute: perhaps there is more to come.
    _, link = company.letters.to("moscow@olha.example", r"http\S+/console/c/\S+", lambda: company.clock.passes(5))
    company.clock.comes_to(9, 5)
    anna = answer(company, link)
    letter, back = company.letters.to("pavel@home.example", r"http\S+#samovar=\S+", lambda: company.clock.passes(5))
    company.box.bring(reply(letter, "Да, в субботу."))
    expect(anna.get_by_role("log")).to_contain_text("Да, в субботу.", timeout=15_000)
    phone = company.guest(code, **PHONE)
    phone.page.goto(back)
    # By itself.
    expect(phone.window).to_be_visible()
    phone.expect_talk("Сколько ждать замера?", "Три дня, запишу вас?", "Да, в субботу.")


def talk_with_ivan(company: Company, ivan: Page, guest: Shopper) -> None:
    guest.ask(WORDS[0])
    ivan.get_by_role("button", name=re.compile("^Принять")).first.click()
    field = ivan.get_by_role("textbox", name=re.compile("^Ответ"))
    field.fill(WORDS[1])
    field.press("Enter")
    expect(guest.log).to_contain_text(WORDS[1])


def close_the_door(page: Page, ivan: Page) -> None:
    page.get_by_role("link", name="Иван").click()
    page.get_by_text("Закрыть доступ", exact=True).click()
    page.get_by_role("button", name="Закрыть сейчас").click()
    expect(ivan.get_by_role("heading", name="Москва")).to_be_hidden(timeout=15_000)
    saved(page)


def files_with(company: Company, words: str) -> list[str]:
    folder = Path(company.house.environment["SAMOVAR_DATA"])
    return [each.name for each in folder.rglob("*") if each.is_file() and words.encode() in each.read_bytes()]


def test_a_colleague_leaves_and_a_visitor_is_forgotten(company: Company) -> None:
    page = company.marina()
    page.goto(f"{company.house.url}/settings/people")
    page.get_by_label("Кого").fill("ivan@olha.example; Иван")
    page.locator("#invite").get_by_label("Москва").check()
    page.get_by_role("button", name="Отправить приглашение").click()
    ivan = company.joins("ivan@olha.example")
    page.goto(f"{company.house.url}/settings/site")
    guest = company.guest(page.locator("#tag").inner_text())
    talk_with_ivan(company, ivan, guest)

    page.goto(f"{company.house.url}/settings/people")
    close_the_door(page, ivan)
    console = page.context.new_page()
    console.goto(f"{company.house.url}/console")
    console.get_by_role("button", name=re.compile("^Принять")).first.click()
    expect(console.get_by_role("log")).to_contain_text(WORDS[1])
    expect(console.get_by_role("log")).to_contain_text("Иван здесь больше не работает, чат вернулся в очередь")
    number = console.get_by_text(re.compile(r"^\W*\d{3}-\d\d-\d\d$")).first.inner_text().strip(" ·")
    assert files_with(company, WORDS[0])

    page.goto(f"{company.house.url}/settings/data")
    page.get_by_role("searchbox").fill(number)
    page.keyboard.press("Enter")
    page.locator(".journal a").first.click()
    with page.expect_download() as fetched:
        page.get_by_role("button", name="Скачать архив").click()
    with ZipFile(fetched.value.path()) as archive:
        texts = [archive.read(name).decode() for name in ("visitor.html", "visitor.json")]
    assert all(word in text for word in WORDS for text in texts)
    page.get_by_text("Стереть этого посетителя").click()
    page.get_by_role("button", name="Стереть навсегда").click()
    expect(page.get_by_text("Стёрто")).to_be_visible()
    expect(console.get_by_text(WORDS[0])).to_have_count(0)
    assert [files_with(company, word) for word in WORDS] == [[], []]
