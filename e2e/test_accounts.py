"""From an empty folder to two people at the console: set-up, the script tag, an invitation, signing in and out."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from served import Installation

PASSWORD = "пять ложек сахара"


def colours(face: Locator) -> list[str]:
    return face.evaluate("it => [getComputedStyle(it).color, getComputedStyle(it).backgroundColor]")  # type: ignore[no-any-return]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Installation]:
    made = Installation(tmp_path / "data")
    yield made
    made.stop()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="ru-RU")
    yield context.new_page()
    context.close()


def test_an_empty_folder_leads_to_the_first_set_up(house: Installation, page: Page, browser: Browser) -> None:
    page.goto(house.url)
    expect(page.get_by_role("heading")).to_be_visible()
    assert page.url.endswith("/setup")

    page.goto(house.first_link())
    page.get_by_label("Имя", exact=False).first.fill("Марина")
    page.get_by_label("E-mail").or_(page.get_by_label("Почта")).first.fill("marina@olha.example")
    page.locator("#password").fill(PASSWORD)
    page.locator("#site").fill("Ольха")
    page.locator("#origins").fill("https://olha.example")
    page.locator("#channel").fill("Москва")
    page.locator("main form button:not([type=button])").click()
    page.wait_for_url("**/settings")
    page.goto(house.url + "/console")
    expect(page.get_by_role("heading", name="Москва")).to_be_visible()

    other = browser.new_context(locale="ru-RU").new_page()
    other.goto(house.first_link())
    expect(other.locator("#password")).to_have_count(0)

    link = re.search(
        r"http\S+/invite/\S+", house.run("invite", "anna@olha.example", "--name", "Анна", "--channel", "Москва")
    )
    assert link
    other.goto(link[0])
    expect(other.get_by_text("anna@olha.example")).to_be_visible()
    assert colours(other.locator(".host .ava")) == colours(page.locator(".me .ava").first), "one person, two colours"
    other.locator("#password").fill("1234567890")
    other.locator("main form button:not([type=button])").click()
    expect(other.locator("#password-bad")).to_be_visible()
    other.locator("#password").fill(PASSWORD)
    other.locator("main form button:not([type=button])").click()
    expect(other.get_by_role("heading", name="Москва")).to_be_visible()

    other.goto(link[0])
    expect(other.locator("#password")).to_have_count(0)


def test_signing_out_closes_the_console_in_every_tab(house: Installation, page: Page) -> None:
    page.goto(house.first_link())
    for field, value in {
        "name": "Марина", "email": "marina@olha.example", "password": PASSWORD, "site": "Ольха",
        "origins": "https://olha.example", "channel": "Москва",
    }.items():  # fmt: skip
        page.locator(f"#{field}").fill(value)
    page.locator("main form button:not([type=button])").click()
    page.wait_for_url("**/settings")
    page.goto(house.url + "/console")
    second = page.context.new_page()
    second.goto(house.url + "/console")
    expect(second.get_by_role("heading", name="Москва")).to_be_visible()

    page.get_by_role("button", name=re.compile("Профиль|Марина")).first.click()
    page.get_by_text("Выйти").click()
    for tab in (page, second):
        tab.wait_for_url("**/signin")

    page.locator("#email").fill("marina@olha.example")
    page.locator("#password").fill("не тот пароль")
    page.locator("main form button:not([type=button])").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.locator("#password").fill(PASSWORD)
    page.locator("main form button:not([type=button])").click()
    expect(page.get_by_role("heading", name="Москва")).to_be_visible()
