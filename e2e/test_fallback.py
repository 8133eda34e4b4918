"""c13: a network that refuses WebSocket. The same talk over requests, and back to sockets when they pass again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserType, Page, expect

from people import DELIVERED, Desk, Shopper
from served import Demo
from twice_told import talk_over_a_killed_server
from wall import REFUSALS, Wall

Behind = Callable[..., Any]


@contextmanager
def walled(
    demo: Demo, refusal: str, browser_type: BrowserType, launch: dict[str, Any]
) -> Iterator[tuple[Wall, Browser]]:
    """A browser that reaches the chat through a wall; addresses and origins stay as they are."""
    wall = Wall(demo.port, REFUSALS[refusal])
    rule = f"--host-resolver-rules=MAP 127.0.0.1:{demo.port} 127.0.0.1:{wall.port}"
    browser = browser_type.launch(**{**launch, "args": [*launch["args"], rule]})
    try:
        yield wall, browser
    finally:
        browser.close()
        wall.stop()


@pytest.fixture
def behind(demo: Demo, browser_type: BrowserType, browser_type_launch_args: dict[str, Any]) -> Behind:
    return lambda refusal: walled(demo, refusal, browser_type, browser_type_launch_args)


def hear_sockets(page: Page) -> list[str]:
    """Every frame that comes to this page by a socket from now on."""
    frames: list[str] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda text: frames.append(str(text))))
    return frames


def welcomed_by_socket(page: Page, frames: list[str]) -> None:
    for _ in range(300):
        if any('"t":"welcome"' in frame for frame in frames):
            return
        page.wait_for_timeout(100)
    raise AssertionError("no socket has taken over")


def test_both_sides_talk_without_sockets_over_a_killed_server_and_find_back(demo: Demo, behind: Behind) -> None:
    with behind("403") as (wall, browser):
        anna, shopper = Desk.sit_down(browser, demo.chat, "Анна Соколова"), Shopper.arrive(browser, demo.shop)
        talk_over_a_killed_server(demo, shopper, anna)
        assert wall.upgraded == 0 and wall.refused > 0

        wall.refusal = None
        for person in (shopper, anna):
            frames = hear_sockets(person.page)
            person.page.reload()
            welcomed_by_socket(person.page, frames)
        shopper.expect_talk("До удара", "Слышу вас", "Во время удара", "Ничего не пропало")
        shopper.say("Снова по сокету")
        expect(shopper.bubble("Снова по сокету").get_by_text(DELIVERED)).to_be_attached()
        expect(anna.log.locator(".msg").filter(has_text="Снова по сокету")).to_have_count(1)


@pytest.mark.parametrize("refusal", ["400", "426", "cut"])
def test_however_sockets_are_refused_a_message_goes_out_and_the_next_page_begins_with_requests(
    demo: Demo, behind: Behind, refusal: str
) -> None:
    with behind(refusal) as (wall, browser):
        shopper = Shopper.arrive(browser, demo.shop)
        shopper.walk_to("/")
        shopper.open_chat()
        shopper.say("Слышно?")
        expect(shopper.bubble("Слышно?").get_by_text(DELIVERED)).to_be_attached(timeout=30_000)
        assert wall.upgraded == 0 and wall.refused >= 2
        asked: list[str] = []
        shopper.page.on("websocket", lambda socket: asked.append("socket"))
        shopper.page.on("request", lambda request: "/line/" in request.url and asked.append("request"))
        shopper.page.reload()
        shopper.expect_talk("Слышно?")
        assert asked[0] == "request"
