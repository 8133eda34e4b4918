"""Pages that stayed open over an update of the server: they read in words that they have to be reloaded, and are whole
after that."""

from typing import Any

from playwright.sync_api import Page, expect

from people import DELIVERED, Shopper

OLD = """
if (!localStorage.renewed) WebSocket = new Proxy(WebSocket, {
  construct(Real, given) {
    const made = new Real(...given);
    const send = made.send.bind(made);
    made.send = (text) => send(text.replace(/^\\{"t":"hello","v":\\d+/, '{"t":"hello","v":1'));
    return made;
  },
});
"""
"""Until it is renewed the page greets the server as one of the first version does."""


def grow_old(page: Page) -> None:
    """From the next page load on."""
    page.add_init_script(OLD)


def renew(page: Page) -> None:
    """The next load is of today."""
    page.evaluate("localStorage.renewed = 1")


def test_a_visitor_reads_that_the_page_has_to_be_reloaded_and_what_was_written_goes_out_then(shopper: Shopper) -> None:
    grow_old(shopper.page)
    shopper.walk_to("/")
    shopper.open_chat()
    shopper.say("Вы ещё открыты?")
    expect(shopper.window.get_by_role("alert")).to_have_text("Чат прервался. Обновите страницу")
    renew(shopper.page)
    shopper.page.reload()
    shopper.expect_talk("Вы ещё открыты?")
    expect(shopper.bubble("Вы ещё открыты?").get_by_text(DELIVERED)).to_be_attached(timeout=30_000)


def test_an_operator_reads_that_there_is_a_new_version_and_one_click_brings_it(desks: Any) -> None:
    anna = desks("Анна Соколова")
    grow_old(anna.page)
    anna.page.reload()
    told = anna.page.get_by_role("alert").filter(has_text="Вышла новая версия")
    expect(told).to_be_visible()
    renew(anna.page)
    told.get_by_role("button", name="Обновить").click()
    expect(anna.page.locator(".wait").first).to_be_visible()
    expect(told).to_have_count(0)
