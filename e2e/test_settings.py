"""From the one-time link to a site that calls its chat; and a session that ends in the middle of a form."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from company import PASSWORD, SITE, set_up
from hosts import PLAIN
from served import Installation

WWW = "http://www.olha.example"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Installation]:
    made = Installation(tmp_path / "data")
    yield made
    made.stop()


def open_site(page: Page, address: str, code: str) -> None:
    """A page of the site, with the code that the settings showed."""
    html = PLAIN.format(head="", body=f"<h1>Кухни</h1>{code}")
    page.route(f"{address}/", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
    page.goto(f"{address}/")


def test_the_first_steps_lead_to_a_site_that_calls(house: Installation, browser: Browser) -> None:
    context = browser.new_context(locale="ru-RU")
    page, shop = context.new_page(), browser.new_context(locale="ru-RU").new_page()
    set_up(page, house)
    expect(page.locator(".steps .is-done")).to_have_count(2)

    page.get_by_role("link", name="Вставьте код на сайт").click()
    expect(page.get_by_text("Сайт ещё не звал чат")).to_be_visible()
    page.get_by_text("Google Tag Manager", exact=True).click()
    open_site(shop, SITE, page.locator("#gtm").inner_text())
    expect(page.get_by_text(f"Виден на {SITE}")).to_be_visible(timeout=10_000)
    open_site(shop, WWW, page.locator("#tag").inner_text())
    page.get_by_role("button", name="Добавить адрес").click(timeout=10_000)
    expect(page.get_by_text("Сохранено", exact=True)).to_be_visible()
    expect(page.locator("#origins")).to_have_value(f"{SITE}\n{WWW}")

    remember = "theme => localStorage.setItem(`samovar.choices.${document.querySelector('main').dataset.me}`, theme)"
    page.evaluate(remember, '{"theme": "dark"}')
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")

    page.locator("#name").fill("Ольха и клён")
    page.get_by_text("English", exact=True).click()
    context.clear_cookies()
    page.get_by_role("button", name="Сохранить").click()
    page.wait_for_url(re.compile("/signin"))
    page.locator("#email").fill("marina@olha.example")
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Вы вошли снова")).to_be_visible()
    expect(page.locator("#name")).to_have_value("Ольха и клён")
    expect(page.get_by_role("radio", name="English")).to_be_checked()
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_text("Сохранено", exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_text("Вы вошли снова")).to_be_hidden()
    page.get_by_role("link", name="Журнал").click()
    expect(page.get_by_text("Название: Ольха → Ольха и клён")).to_be_visible()
