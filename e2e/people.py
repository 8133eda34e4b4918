"""The people of the stories, with verbs. They find things as people do: by role and name."""

import re
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

NOTIFICATIONS = """
window.shown = [];
const Real = window.Notification;
window.Notification = class extends Real {
  constructor(title, options) {
    super(title, options);
    window.shown.push({title, body: options?.body ?? "", it: this});
  }
};
"""
"""Keeps what desktop notifications were shown."""


@dataclass
class Shopper:
    """A visitor in the shop."""

    context: BrowserContext
    page: Page
    shop: str

    @classmethod
    def arrive(cls, browser: Browser, shop: str, **context: Any) -> "Shopper":
        made = browser.new_context(locale="ru-RU", viewport={"width": 1280, "height": 800}, **context)
        return cls(made, made.new_page(), shop)

    def walk_to(self, path: str) -> None:
        self.page.goto(self.shop + path)
        expect(self.launcher).to_be_visible()

    @property
    def launcher(self) -> Locator:
        return self.page.locator("samovar-chat").get_by_role("button", name=re.compile("Открыть чат|Свернуть чат"))

    @property
    def window(self) -> Locator:
        return self.page.locator("samovar-chat").get_by_role("dialog")

    @property
    def log(self) -> Locator:
        return self.window.get_by_role("log")

    def open_chat(self) -> None:
        self.launcher.click()
        expect(self.window).to_be_visible()

    def say(self, text: str) -> None:
        field = self.window.get_by_role("textbox")
        field.fill(text)
        field.press("Enter")

    def bubble(self, text: str) -> Locator:
        return self.log.locator(".sv-msg").filter(has_text=text)

    def leave(self) -> None:
        self.context.close()


@dataclass
class Desk:
    """An operator at the console."""

    context: BrowserContext
    page: Page
    name: str

    @classmethod
    def sit_down(cls, browser: Browser, chat: str, name: str, **options: Any) -> "Desk":
        viewport = options.pop("viewport", {"width": 1440, "height": 900})
        context = browser.new_context(locale="ru-RU", viewport=viewport, **options)
        context.grant_permissions(["notifications"], origin=chat)
        context.add_init_script(NOTIFICATIONS)
        page = context.new_page()
        page.goto(chat)
        page.get_by_role("button", name=name).click()
        page.wait_for_url("**/console**")
        return cls(context, page, name)

    def leave(self) -> None:
        self.context.close()
