"""A house on an empty folder with its mail, its clock and its people: what stories of a whole company begin with."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, Page, expect

from dovecot import Box
from hosts import PLAIN
from letters import Letters
from people import Shopper
from served import Installation

PASSWORD = "пять ложек сахара"
SITE = "http://olha.example"


def set_up(page: Page, house: Installation) -> None:
    """Marina opens the one-time link, makes herself, the site and the first channel."""
    page.goto(house.first_link())
    for field, value in {
        "name": "Марина", "email": "marina@olha.example", "password": PASSWORD, "site": "Ольха", "origins": SITE,
        "channel": "Москва",
    }.items():  # fmt: skip
        page.locator(f"#{field}").fill(value)
    page.get_by_role("button", name="Готово").click()
    page.wait_for_url("**/settings")


class Clock:
    """The server's."""

    def __init__(self, file: Path) -> None:
        self.file, self.ahead = file, 0.0
        self.passes(0)

    def passes(self, seconds: float) -> None:
        self.ahead += seconds
        self.file.write_text(str(self.ahead))

    def comes_to(self, hour: int, minute: int = 0) -> None:
        """So late in Moscow, today or tomorrow."""
        now = (datetime.now(UTC) + timedelta(seconds=self.ahead)).astimezone(ZoneInfo("Europe/Moscow"))
        then = now.replace(hour=hour, minute=minute, second=0)
        self.passes((then - now).total_seconds() + 86_400 * (then < now))


class Company:
    """Its server, its mail, and what everybody does in it."""

    def __init__(self, folder: Path, box: Box, browser: Browser) -> None:
        self.letters, self.box, self.browser, self.clock = Letters(), box, browser, Clock(folder / "clock")
        mail = {"SAMOVAR_SMTP": self.letters.url, "SAMOVAR_IMAP": box.url}
        program = (str(Path(__file__).parent / "moved.py"), str(self.clock.file))
        self.house = Installation(folder / "data", program, **mail)

    def stop(self) -> None:
        self.house.stop()
        self.letters.stop()

    def someone(self) -> Page:
        return self.browser.new_context(locale="ru-RU", viewport={"width": 1440, "height": 900}).new_page()

    def marina(self) -> Page:
        page = self.someone()
        set_up(page, self.house)
        return page

    def joins(self, address: str) -> Page:
        """By the link of the letter that has come."""
        page = self.someone()
        page.goto(self.letters.to(address, r"http\S+/invite/\S+")[1])
        page.locator("#password").fill(PASSWORD)
        page.get_by_role("button", name="Войти в чаты").click()
        expect(page.get_by_role("heading", name="Москва")).to_be_visible()
        return page

    def guest(self, code: str, **more: object) -> Shopper:
        """At the site, whose pages have the code from the settings."""
        head = '<meta name="viewport" content="width=device-width">'
        html = PLAIN.format(head=head, body=f"<h1>Кухни</h1>{code}")
        made = Shopper.arrive(self.browser, SITE, **more)
        answer = {"body": html, "content_type": "text/html; charset=utf-8"}
        made.context.route(f"{SITE}/**", lambda route: route.fulfill(**answer))  # type: ignore[arg-type]
        return made
