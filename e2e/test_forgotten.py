"""Marina forgets her password: a letter leads her back in, all else ends; from then on a second step is asked for."""

import re
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import pyotp
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from playwright.sync_api import Browser, Page, expect

from served import Installation, free_port

BEFORE, AFTER = "пять ложек сахара", "шесть ложек сахара"


class Letters(Message):
    """Keeps what it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def handle_message(self, message) -> None:
        plain = next(part for part in message.walk() if part.get_content_type() == "text/plain")
        self.texts.append(plain.get_payload(decode=True).decode())

    def link(self, within: float = 15) -> str:
        end = monotonic() + within
        while monotonic() < end:
            if found := [link for text in self.texts for link in re.findall(r"http\S+/password/\S+", text)]:
                return found[0]
            sleep(0.05)
        raise AssertionError("no letter with a link has come")


@pytest.fixture
def letters() -> Iterator[Controller]:
    made = Controller(Letters(), hostname="127.0.0.1", port=free_port())
    made.start()
    yield made
    made.stop()


@pytest.fixture
def house(tmp_path: Path, letters: Controller, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installation]:
    server = f"smtp://127.0.0.1:{letters.port}?tls=none&from=chat@olha.example"
    monkeypatch.setenv("SAMOVAR_SMTP", server)
    made = Installation(tmp_path / "data")
    yield made
    made.stop()


def sign_in(page: Page, house: Installation, password: str) -> None:
    page.goto(house.url + "/signin")
    page.locator("#email").fill("marina@olha.example")
    page.locator("#password").fill(password)
    page.keyboard.press("Enter")


def test_a_letter_leads_back_in_and_a_second_step_is_asked_for(
    house: Installation, letters: Controller, browser: Browser
) -> None:
    at_work, phone, later = [browser.new_context(locale="ru-RU").new_page() for _ in range(3)]
    at_work.goto(house.first_link())
    for field, value in {
        "name": "Марина", "email": "marina@olha.example", "password": BEFORE, "site": "Ольха",
        "origins": "https://olha.example", "channel": "Москва",
    }.items():  # fmt: skip
        at_work.locator(f"#{field}").fill(value)
    at_work.keyboard.press("Enter")
    at_work.wait_for_url("**/settings")
    at_work.goto(house.url + "/console")
    expect(at_work.get_by_role("heading", name="Москва")).to_be_visible()

    phone.goto(house.url + "/signin")
    phone.get_by_role("link", name="Не помню").click()
    phone.locator("#email").fill("marina@olha.example")
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", name="Проверьте почту")).to_be_visible()
    phone.goto(letters.handler.link())
    phone.locator("#password").fill(AFTER)
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", name="Москва")).to_be_visible()
    expect(at_work.locator("a[href='/signin']")).to_be_visible(timeout=5_000)

    phone.goto(house.url + "/settings/me/access")
    expect(phone.get_by_role("button", name="Завершить", exact=True)).to_have_count(0)
    phone.get_by_role("link", name="Включить").click()
    phone.locator("#code").fill(pyotp.TOTP(phone.locator(".howto code").inner_text()).now())
    phone.locator("#before").fill(AFTER)
    phone.keyboard.press("Enter")
    paper = phone.locator("#paper").inner_text().split()
    phone.get_by_role("link", name="Записано").click()
    expect(phone.get_by_text("включён", exact=True)).to_be_visible()

    sign_in(later, house, AFTER)
    later.wait_for_url("**/signin/code")
    expect(later.locator("#code")).to_be_focused()
    later.keyboard.type("000000")
    later.keyboard.press("Enter")
    expect(later.get_by_text("Код не подошёл")).to_be_visible()
    later.locator("#code").fill(paper[0])
    later.keyboard.press("Enter")
    expect(later.get_by_role("heading", name="Москва")).to_be_visible()
    phone.reload()
    expect(phone.get_by_text("осталось 9 кодов")).to_be_visible()
