"""The people of the stories, with verbs. They find things as people do: by role and name."""

import re
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

DELIVERED = re.compile("Отправлено|Прочитано")
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


STANDS_OPEN = """() => {
  const stands = document.querySelector('samovar-chat')?.shadowRoot.querySelector('[aria-expanded=true]');
  try {
    return Boolean(stands) || Object.keys(sessionStorage).some(name => name.startsWith('samovar:'));
  } catch {
    return Boolean(stands);
  }
}"""
"""The window is open, or was on the page before and is about to be; a browser may keep nothing."""

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
"""What a browser is told that plays one."""


@dataclass
class Shopper:
    """A visitor in the shop."""

    context: BrowserContext
    page: Page
    shop: str
    side: str = "visitor"

    @classmethod
    def arrive(cls, browser: Browser, shop: str, **context: Any) -> "Shopper":
        made = browser.new_context(**{"locale": "ru-RU", "viewport": {"width": 1280, "height": 800}} | context)
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

    def look(self) -> None:
        """Firefox has one window in front, and tells pages which; whoever does something does it there."""
        self.page.bring_to_front()

    def open_chat(self) -> None:
        """By a click, unless it was open on the page before and is about to stand so again."""
        if not self.page.evaluate(STANDS_OPEN):
            self.launcher.click()
        expect(self.window).to_be_visible()

    def say(self, text: str) -> None:
        self.look()
        field = self.window.get_by_role("textbox")
        field.fill(text)
        field.press("Enter")

    def bubble(self, text: str) -> Locator:
        return self.log.locator(".b").filter(has_text=text)

    def say_new(self, text: str) -> None:
        """Start a new conversation, wherever the window stands."""
        expect(self.window).to_be_visible()
        new = self.window.get_by_role("button", name="Новый вопрос")
        if new.is_visible():
            new.click()
        self.say(text)
        expect(self.bubble(text).get_by_text(DELIVERED)).to_be_attached()

    def ask(self, text: str) -> None:
        """Come to the shop with a question."""
        self.walk_to("/")
        self.open_chat()
        self.say_new(text)

    def expect_talk(self, *texts: str) -> None:
        """Exactly these messages, once each, in this order."""
        if not self.window.is_visible():
            self.open_chat()
        for text in texts:
            expect(self.bubble(text)).to_have_count(1)
        expect(self.log.locator(".b")).to_contain_text(texts)

    def leave(self) -> None:
        self.context.close()


@dataclass
class Desk:
    """An operator at the console."""

    context: BrowserContext
    page: Page
    name: str
    side: str = "operator"

    @classmethod
    def sit_down(cls, browser: Browser, chat: str, name: str, **options: Any) -> "Desk":
        viewport = options.pop("viewport", {"width": 1440, "height": 900})
        context = browser.new_context(locale="ru-RU", viewport=viewport, **options)
        context.grant_permissions(["notifications"], origin=chat)
        context.add_init_script(NOTIFICATIONS)
        page = context.new_page()
        page.goto(chat)
        with context.expect_page() as opened:
            page.get_by_role("button", name=name).click()
        page.close()
        desk = cls(context, opened.value, name)
        expect(
            desk.page.get_by_role("heading", name="Москва").or_(desk.page.get_by_role("heading", name="Казань")).first
        ).to_be_visible()
        return desk

    def waiting(self, text: str) -> Locator:
        """The card of a waiting conversation, by its question."""
        return self.page.locator(".wait").filter(has_text=text)

    def look(self) -> None:
        """Firefox has one window in front, and tells pages which; whoever does something does it there."""
        self.page.bring_to_front()

    def accept(self, text: str) -> None:
        self.look()
        self.waiting(text).get_by_role("button", name=re.compile("^Принять")).click()
        expect(self.log).to_contain_text(text)

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log")

    @property
    def composer(self) -> Locator:
        return self.page.get_by_role("textbox", name=re.compile("^Ответ"))

    def say(self, *texts: str) -> None:
        """One after another, without waiting for those before to arrive."""
        self.look()
        for text in texts:
            self.composer.fill(text)
            self.composer.press("Enter")
        expect(self.log.locator(".msg").filter(has_text=texts[-1]).get_by_text(DELIVERED)).to_be_attached()

    def note(self, text: str) -> None:
        self.page.get_by_role("button", name="Заметка", exact=True).click()
        field = self.page.get_by_role("textbox", name="Заметка для своих")
        field.fill(text)
        field.press("Enter")
        expect(self.log).to_contain_text(text)
        self.page.get_by_role("button", name="Ответ", exact=True).click()

    def transfer(self, to: str, note: str) -> None:
        dialog = self._transfer_dialog()
        self._choose(dialog, to, note)
        expect(dialog).to_be_hidden()

    def move(self, to: str, note: str) -> None:
        dialog = self._transfer_dialog()
        dialog.get_by_text("В другой город").click()
        self._choose(dialog, to, note)
        expect(dialog).to_be_hidden()

    def _transfer_dialog(self) -> Locator:
        self.page.get_by_role("button", name=re.compile("^Передать")).click()
        return self.page.get_by_role("dialog")

    def _choose(self, dialog: Locator, to: str, note: str) -> None:
        dialog.get_by_role("radio", name=re.compile(to)).check()
        dialog.get_by_role("textbox").fill(note)
        dialog.get_by_role("button", name=re.compile("^Передать (Ив|в )|^Передать: ")).click()

    def take_offer(self, note: str) -> None:
        offer = self.page.locator(".wait--offer").filter(has_text=note)
        offer.get_by_role("button", name=re.compile("^Принять")).click()
        expect(self.composer).to_be_visible()

    def close(self) -> None:
        self.page.get_by_role("button", name=re.compile("^Закрыть")).last.click()

    @property
    def card(self) -> Locator:
        return self.page.get_by_role("complementary")

    def expect_notification(self, text: str) -> None:
        self.page.wait_for_function("text => window.shown.some(each => each.body.includes(text))", arg=text)

    def expect_no_notification(self) -> None:
        assert self.page.evaluate("window.shown.length") == 0

    @property
    def rows(self) -> Locator:
        return self.page.locator(".conv")

    def expect_rows_after_scrolling(self, *, exactly: int | None = None, at_least: int = 0) -> None:
        """Scroll the list to its end, and count the rows that come by: only what is in sight is there at a time."""
        seen: set[str] = set()
        for _ in range(80):
            drawn = self.page.locator(".list li")
            seen |= set(drawn.evaluate_all("all => all.map(each => each.dataset.conv)"))
            self.page.locator(".list__body").evaluate("it => it.scrollBy(0, it.clientHeight / 2)")
            self.page.wait_for_timeout(60)
        assert len(seen) >= at_least
        assert exactly is None or len(seen) == exactly, len(seen)

    def leave(self) -> None:
        self.context.close()
