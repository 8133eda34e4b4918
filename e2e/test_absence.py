"""c32, c33: browsers that are killed, keep nothing, or sleep: no text is lost without a word, and all is caught up."""

import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserType, expect

from alone import Alone
from people import DELIVERED, Shopper
from served import Demo
from wall import Wall

WARNING = "Не закрывайте страницу"
UNSENT = """async () => {
  let count = 0;
  for (const { name } of await indexedDB.databases()) {
    const opening = indexedDB.open(name);
    await new Promise((done, fail) => Object.assign(opening, { onsuccess: done, onerror: fail }));
    const request = opening.result.transaction("outbox").objectStore("outbox").count();
    await new Promise((done, fail) => Object.assign(request, { onsuccess: done, onerror: fail }));
    count += request.result;
    opening.result.close();
  }
  return count;
}"""
"""How many messages the browser keeps that are not sent."""
Computer = Callable[..., Alone]


@pytest.fixture
def computer(tmp_path: Path, browser_type: BrowserType, browser_type_launch_args: dict[str, Any]) -> Iterator[Computer]:
    made: list[Alone] = []

    def own(**more: Any) -> Alone:
        made.append(Alone(browser_type, browser_type_launch_args, tmp_path / "profile", **more))
        return made[-1]

    yield own
    for each in made:
        each.close()


def until(shopper: Shopper, holds: Callable[[], bool]) -> None:
    for _ in range(300):
        if holds():
            return
        shopper.page.wait_for_timeout(100)
    raise AssertionError("it never came so far")


def test_what_was_not_sent_when_the_browser_was_killed_goes_out_when_it_is_started_again(
    demo: Demo, wall: Wall, computer: Computer, desks: Any
) -> None:
    own, anna = computer(), desks("Анна Соколова")
    shopper = own.visit(demo.shop)
    shopper.ask("До удара")
    anna.accept("До удара")
    kept = "JSON.parse(Object.entries(localStorage).find(([name]) => name.startsWith('samovar:'))[1]).token"
    token = shopper.page.evaluate(kept)
    until(shopper, lambda: own.has_written(token))
    wall.cut(shopper)
    shopper.say("Не ушло")
    expect(shopper.bubble("Не ушло").get_by_text("Ждёт отправки")).to_be_attached()
    until(shopper, lambda: shopper.page.evaluate(UNSENT) == 1)
    own.send(signal.SIGKILL)
    own.close()
    wall.let_through("visitor")
    expect(anna.log.get_by_text("Не ушло")).to_have_count(0)

    again = own.visit(demo.shop)
    again.walk_to("/")
    again.expect_talk("До удара", "Не ушло")
    expect(again.bubble("Не ушло").get_by_text(DELIVERED)).to_be_attached()
    expect(anna.log.locator(".msg").filter(has_text="Не ушло")).to_have_count(1)


@pytest.mark.parametrize("storage", ["blocked", "full"])
def test_a_browser_that_may_or_can_keep_nothing_warns_and_sends_from_memory(
    demo: Demo, wall: Wall, computer: Computer, desks: Any, storage: str
) -> None:
    anna = desks("Анна Соколова")
    shopper = computer(storage=storage).visit(demo.shop)
    shopper.ask("Где вы находитесь?")
    reached = shopper.page.evaluate("(() => { try { return !!localStorage } catch { return false } })()")
    assert reached == (storage == "full")
    warned_and_delivered(wall, shopper, anna, "Где вы находитесь?")


def warned_and_delivered(wall: Wall, shopper: Shopper, anna: Any, before: str) -> None:
    """Without a network he is told not to leave; with one the message goes out and the warning goes."""
    anna.accept(before)
    wall.cut(shopper)
    shopper.say("Пока без сети")
    expect(shopper.window.get_by_text(WARNING)).to_be_visible()
    expect(anna.log.get_by_text("Пока без сети")).to_have_count(0)
    wall.mend(shopper)
    expect(shopper.bubble("Пока без сети").get_by_text(DELIVERED)).to_be_attached(timeout=30_000)
    expect(shopper.window.get_by_text(WARNING)).to_have_count(0)
    expect(anna.log.locator(".msg").filter(has_text="Пока без сети")).to_have_count(1)


@pytest.mark.parametrize("meanwhile", ["he is forgotten", "nothing happens"])
def test_a_browser_that_slept_has_caught_up_soon_after_it_wakes(
    demo: Demo, computer: Computer, desks: Any, meanwhile: str
) -> None:
    """Its processes are stopped as a sleeping computer's; the server may have been another one since."""
    own, anna = computer(), desks("Анна Соколова")
    shopper = own.visit(demo.shop)
    shopper.ask("Вопрос")
    anna.accept("Вопрос")
    own.send(signal.SIGSTOP)
    try:
        if meanwhile == "he is forgotten":
            demo.kill()
            demo.start()
        anna.say("Ответ во сне")
    finally:
        own.send(signal.SIGCONT)
    expect(shopper.bubble("Ответ во сне")).to_be_visible()
    shopper.say("Проснулся")
    expect(anna.log.locator(".msg").filter(has_text="Проснулся")).to_have_count(1)
    shopper.expect_talk("Вопрос", "Ответ во сне", "Проснулся")


def test_both_sides_have_caught_up_soon_after_a_flight(wall: Wall, shopper: Shopper, desks: Any) -> None:
    anna = desks("Анна Соколова")
    shopper.ask("Вопрос")
    anna.accept("Вопрос")
    wall.cut(shopper)
    anna.say("Ответ в самолёте")
    wall.mend(shopper)
    expect(shopper.bubble("Ответ в самолёте")).to_be_visible()
    wall.cut(anna)
    shopper.say("И обратно")
    wall.mend(anna)
    expect(anna.log.locator(".msg").filter(has_text="И обратно")).to_have_count(1)
