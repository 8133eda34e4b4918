"""Marina forgets her password: a letter leads her back in, all else ends; from then on a second step is asked for."""

from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from letters import Letters
from served import Installation

BEFORE, AFTER = "пять ложек сахара", "шесть ложек сахара"


@pytest.fixture
def letters() -> Iterator[Letters]:
    made = Letters()
    yield made
    made.stop()


@pytest.fixture
def house(tmp_path: Path, letters: Letters) -> Iterator[Installation]:
    made = Installation(tmp_path / "data", SAMOVAR_SMTP=letters.url)
    yield made
    made.stop()


def sign_in(page: Page, house: Installation, password: str) -> None:
    page.goto(house.url + "/signin")
    page.locator("#email").fill("marina@olha.example")
    page.locator("#password").fill(password)
    page.keyboard.press("Enter")


def test_a_letter_leads_back_in_and_a_second_step_is_asked_for(
    house: Installation, letters: Letters, browser: Browser
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
    phone.goto(letters.to("marina@olha.example", r"http\S+/password/\S+")[1])
    phone.locator("#password").fill(AFTER)
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", name="Москва")).to_be_visible()
    expect(at_work.locator("a[href='/signin']")).to_be_visible(timeout=15_000)

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
