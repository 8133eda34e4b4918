"""A colleague is invited, cuts their face out of a photo by the keyboard alone, and is shown the door again."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from served import Installation
from test_accessibility import expect_no_findings

PASSWORD = "пять ложек сахара"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Installation]:
    made = Installation(tmp_path / "data")
    yield made
    made.stop()


@pytest.fixture
def marina(house: Installation, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="ru-RU")
    page = context.new_page()
    page.goto(house.first_link())
    for field, value in {
        "name": "Марина", "email": "marina@olha.example", "password": PASSWORD, "site": "Ольха",
        "origins": "https://olha.example", "channel": "Москва",
    }.items():  # fmt: skip
        page.locator(f"#{field}").fill(value)
    page.locator("main form button:not([type=button])").click()
    page.wait_for_url("**/settings")
    yield page
    context.close()


@pytest.fixture
def petrs(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="ru-RU")
    yield context
    context.close()


def halves() -> bytes:
    """Red at the left, blue at the right."""
    picture, out = Image.new("RGB", (1200, 600), "red"), io.BytesIO()
    picture.paste("blue", (600, 0, 1200, 600))
    picture.save(out, "PNG")
    return out.getvalue()


def colour(photo: bytes) -> tuple[int, int, int]:
    """In the middle of its left half."""
    with Image.open(io.BytesIO(photo)) as drawn:
        return drawn.convert("RGB").getpixel((drawn.width // 4, drawn.height // 2))  # type: ignore[return-value]


def invite(marina: Page, address: str) -> str:
    """From a table as spreadsheets save it; the link as it stands on the page."""
    marina.goto(re.sub(r"(http://[^/]+)/.*", r"\1/settings/people", marina.url))
    expect_no_findings(marina, "people")
    table = f"Почта;Имя\r\n{address};Пётр\r\n".encode("cp1251")
    marina.get_by_label("Взять из файла CSV").set_input_files(
        {"name": "a.csv", "mimeType": "text/csv", "buffer": table}
    )
    expect(marina.get_by_label("Кого")).to_have_value(f"Почта;Имя\n{address};Пётр")
    marina.get_by_role("button", name="Отправить приглашение").click()
    expect(marina.get_by_role("status").filter(has_text="Готово 1 приглашение")).to_be_visible()
    marina.get_by_text("Открыть").click()
    expect_no_findings(marina, "an invitation")
    return marina.locator("code[id^=link]").inner_text()


def join(page: Page, link: str) -> None:
    page.goto(link)
    page.locator("#photo").set_input_files({"name": "me.png", "mimeType": "image/png", "buffer": halves()})
    frame = page.get_by_role("group", name="Какую часть фото увидят")
    expect(frame).to_be_focused()
    expect_no_findings(page, "the photo's frame")
    for key in ("+", "+", *["ArrowRight"] * 20, "ArrowLeft"):
        page.keyboard.press(key)
    page.get_by_label("Кто вы").fill("Дизайнер кухонь")
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="Войти в чаты").click()
    expect(page.get_by_role("heading", name="Москва")).to_be_visible()


def test_a_colleague_is_invited_shows_their_face_and_is_shown_the_door(
    marina: Page, petrs: BrowserContext, house: Installation
) -> None:
    petr = petrs.new_page()
    join(petr, invite(marina, "petr@olha.example"))

    marina.goto(f"{house.url}/settings/people")
    row = marina.get_by_role("row", name="Пётр")
    expect(row).to_contain_text("В сети")
    red, _, blue = colour(marina.request.get(house.url + row.locator("img").get_attribute("src")).body())
    assert blue > 200 > red, "the half that he moved to"

    row.get_by_role("link").click()
    marina.get_by_text("Закрыть доступ").click()
    expect_no_findings(marina, "a person")
    began = monotonic()
    marina.get_by_role("button", name="Закрыть сейчас").click()
    expect(petr.get_by_role("heading", name="Москва")).to_be_hidden(timeout=15_000)
    assert monotonic() - began < 5
    expect(marina.get_by_role("button", name="Открыть доступ")).to_be_visible()
