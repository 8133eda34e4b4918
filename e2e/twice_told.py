"""Talks that more than one story goes through."""

from playwright.sync_api import expect

from people import DELIVERED, Desk, Shopper
from served import Demo


def talk_over_a_killed_server(demo: Demo, shopper: Shopper, anna: Desk) -> None:
    """They talk, the server is killed with kill -9 and started again, they talk on: nothing lost, nothing doubled."""
    shopper.walk_to("/")
    shopper.open_chat()
    shopper.say("До удара")
    anna.accept("До удара")
    anna.say("Слышу вас")
    expect(shopper.bubble("Слышу вас")).to_be_visible()

    demo.kill()
    shopper.say("Во время удара")
    expect(shopper.bubble("Во время удара").get_by_text("Ждёт отправки")).to_be_attached()
    demo.start()

    expect(shopper.bubble("Во время удара").get_by_text(DELIVERED)).to_be_attached(timeout=40_000)
    expect(anna.log.locator(".msg").filter(has_text="Во время удара")).to_have_count(1, timeout=40_000)
    anna.say("Ничего не пропало")
    expect(shopper.bubble("Ничего не пропало")).to_be_visible()
    shopper.expect_talk("До удара", "Слышу вас", "Во время удара", "Ничего не пропало")
