"""Keys of an input method are its own: Enter confirms a candidate, Escape gives it up, in widget and console."""

import pytest
from playwright.sync_api import Locator, expect

from people import Shopper
from served import Demo

PRESS = """(field, [key, how]) => field.dispatchEvent(new KeyboardEvent("keydown",
    {key, code: key, bubbles: true, composed: true, cancelable: true, ...how}))"""
COMPOSING = {"isComposing": True}
SAFARI = {"keyCode": 229}
"""It ends the composition first; the code alone tells."""


def press(field: Locator, key: str, how: dict[str, object]) -> bool:
    """Whether the browser would do with it what it does with such a key."""
    return bool(field.evaluate(PRESS, [key, how]))


@pytest.mark.parametrize("how", [COMPOSING, SAFARI], ids=["composing", "safari"])
def test_they_neither_send_nor_close_nor_throw_away(
    demo: Demo, shopper: Shopper, desks, how: dict[str, object]
) -> None:
    shopper.walk_to("/kitchens")
    shopper.open_chat()
    shopper.say("Здравствуйте")
    field = shopper.window.get_by_role("textbox")
    field.fill("にほん")
    press(field, "Enter", how)
    press(field, "Escape", how)
    expect(shopper.window).to_be_visible()
    expect(field).to_have_value("にほん")
    anna = desks("Анна Соколова")
    anna.accept("Здравствуйте")
    anna.composer.fill("にほん")
    anna.composer.focus()
    press(anna.composer, "Enter", how)
    press(anna.composer, "Escape", how)
    expect(anna.composer).to_have_value("にほん")
    expect(anna.composer).to_be_focused()
    anna.card.get_by_role("button", name="Изменить имя").click()
    name = anna.card.get_by_role("textbox")
    name.fill("にほん")
    press(name, "Escape", how)
    expect(name).to_have_value("にほん")
    name.press("Escape")
    anna.page.get_by_role("button", name="Передать").first.click()
    dialog = anna.page.get_by_role("dialog")
    # No made-up key closes a dialog: whether the browser may is what tells.
    assert not press(dialog.get_by_role("textbox"), "Escape", how)
    assert press(dialog.get_by_role("textbox"), "Escape", {})
    expect(dialog).to_be_visible()
