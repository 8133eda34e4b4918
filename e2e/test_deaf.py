"""Only the live path is broken: two people talk, nobody reloads, and the administrator is told what to do."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect

from people import Shopper
from served import Demo, free_port

QUESTION = "Сколько стоит угловая кухня?"


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    """The demo, deaf to what its desk tells."""
    made = Demo(tmp_path / "data", free_port(), free_port(), program=(str(Path(__file__).parent / "deaf.py"),))
    made.start()
    expect.set_options(timeout=20_000)
    yield made
    expect.set_options(timeout=5_000)
    made.stop()


def test_two_people_talk_over_a_broken_live_path(demo: Demo, shopper: Shopper, desks) -> None:
    anna, marina = desks("Анна Соколова"), desks("Марина Кузнецова")
    shopper.ask(QUESTION)
    anna.accept(QUESTION)
    anna.say("От 180 тысяч")
    expect(shopper.bubble("От 180 тысяч")).to_be_visible()
    shopper.say("А с островом?")
    expect(anna.log).to_contain_text("А с островом?")
    shopper.expect_talk(QUESTION, "От 180 тысяч", "А с островом?")

    expect(marina.page.get_by_text("Сообщения доходят с опозданием. Перезапустите сервер чата.")).to_be_visible()
    expect(anna.page.get_by_text("Сообщения доходят с опозданием")).to_have_count(0)
    with urlopen(f"{demo.chat}/health") as answer:
        assert json.load(answer)["status"] == "behind"
    assert "delivery is behind" in demo.log()
