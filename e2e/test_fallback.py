"""c13: a network that refuses WebSocket. The same talk over requests, and back to sockets when they pass again."""

from typing import Any

import pytest
from playwright.sync_api import expect

from people import DELIVERED, Shopper
from served import Demo
from sockets import asked, listen, welcomed_by_socket
from twice_told import talk_over_a_killed_server
from wall import REFUSALS, Wall


def test_both_sides_talk_without_sockets_over_a_killed_server_and_find_back(
    demo: Demo, wall: Wall, shopper: Shopper, desks: Any
) -> None:
    wall.refusal = REFUSALS["403"]
    anna = desks("Анна Соколова")
    talk_over_a_killed_server(demo, shopper, anna)
    assert wall.upgraded == 0 and wall.refused > 0

    wall.refusal = None
    for person in (shopper, anna):
        listen(person.page)
        person.page.reload()
        welcomed_by_socket(person.page)
    shopper.expect_talk("До удара", "Слышу вас", "Во время удара", "Ничего не пропало")
    shopper.say("Снова по сокету")
    expect(shopper.bubble("Снова по сокету").get_by_text(DELIVERED)).to_be_attached()
    expect(anna.log.locator(".msg").filter(has_text="Снова по сокету")).to_have_count(1)


def test_where_the_other_way_cannot_be_fetched_either_the_window_says_that_nothing_passes_until_it_can(
    demo: Demo, wall: Wall, shopper: Shopper
) -> None:
    wall.refusal = REFUSALS["403"]
    shopper.page.route("**/widget/fallback.js*", lambda route: route.abort())
    shopper.walk_to("/")
    shopper.open_chat()
    shopper.say("Слышно меня?")
    expect(shopper.window.get_by_role("status")).to_have_text("Нет связи. Пишите — отправим, когда она вернётся")
    shopper.page.unroute_all()
    expect(shopper.bubble("Слышно меня?").get_by_text(DELIVERED)).to_be_attached(timeout=30_000)


@pytest.mark.parametrize("refusal", ["400", "426", "cut"])
def test_however_sockets_are_refused_a_message_goes_out_and_the_next_page_begins_with_requests(
    demo: Demo, wall: Wall, shopper: Shopper, refusal: str
) -> None:
    wall.refusal = REFUSALS[refusal]
    shopper.walk_to("/")
    shopper.open_chat()
    shopper.say("Слышно?")
    expect(shopper.bubble("Слышно?").get_by_text(DELIVERED)).to_be_attached(timeout=30_000)
    assert wall.upgraded == 0 and wall.refused >= 2
    listen(shopper.page)
    shopper.page.reload()
    shopper.expect_talk("Слышно?")
    assert asked(shopper.page)[0] == "request"
