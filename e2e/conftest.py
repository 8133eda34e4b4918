"""Stories in real browsers (Chromium, or `--browser firefox`) against the real demo: server and shop as one process."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from people import Desk, Shopper
from served import Demo, free_port
from wall import Wall

QUIET = [
    "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    # Pages that a test puts into the shop count as the internet's, which may not reach this machine's servers.
    "--disable-features=LocalNetworkAccessChecks",
]  # fmt: skip
BROWSERS: dict[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "chromium": (("chromium", "chromium-browser", "google-chrome"), {"args": QUIET}),
    # Debian's own, spoken to by WebDriver BiDi: Playwright's is a download.
    "firefox": (("firefox-esr", "firefox"), {"channel": "moz-firefox"}),
}


SAME_TREE = (
    "axe reads the same tree in both: a page that the server drew, or the console, whose stories both browsers tell"
)
CHROMIUM_ONLY = {
    "test_axe_finds_nothing_in_the_settings": SAME_TREE,
    "test_axe_finds_nothing_on_drawn_pages": SAME_TREE,
    "test_axe_finds_nothing_in_the_console": SAME_TREE,
    "test_axe_finds_nothing_where_talks_change_hands": SAME_TREE,
    "test_it_wakes_up_when_the_page_comes_back_from_the_cache": "an open socket keeps a page out of Firefox's cache",
    "test_what_a_page_changes_of_the_language_leaves_the_chat_whole[another Map and Date]": (
        "Playwright itself needs the page's own Map in Firefox"
    ),
    "test_a_colleague_leaves_and_a_visitor_is_forgotten": "what it tells happens on the server and in its files",
    "test_the_keyboard_alone_is_enough_for_the_settings": "the pages are plain HTML, and CI's minutes are few",
}
"""Test → why it is told in Chromium alone. There is no other place where a story is left out."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for each in items:
        told = each.name.replace("[firefox]", "").replace("[firefox-", "[")
        reason = CHROMIUM_ONLY.get(told) or CHROMIUM_ONLY.get(told.partition("[")[0])
        if "[firefox" in each.name and reason:
            each.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], browser_name: str) -> dict[str, Any]:
    names, how = BROWSERS[browser_name]
    found = next((path for name in names if (path := shutil.which(name))), None)
    assert found, f"none of {', '.join(names)} is installed: `make test` installs them on Debian"
    return {**browser_type_launch_args, "executable_path": found, **how}


@pytest.fixture
def wall() -> Iterator[Wall]:
    """Where a story asks for one, its demo is reached through it alone."""
    made = Wall(free_port())
    yield made
    made.stop()


@pytest.fixture
def demo(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Demo]:
    made = Demo(tmp_path / "data", free_port(), free_port())
    if "wall" in request.fixturenames:
        wall = request.getfixturevalue("wall")
        made.port, made.program = wall.port, (str(Path(__file__).parent / "hidden.py"), str(wall.behind))
    made.start()
    yield made
    made.stop()
    if request.session.testsfailed:
        print(made.log())
    assert "delivery is behind" not in made.log(), "an alarm although nothing was broken"


@pytest.fixture
def shopper(browser: Browser, demo: Demo) -> Iterator[Shopper]:
    """A visitor with a browser of his own."""
    made = Shopper.arrive(browser, demo.shop)
    yield made
    made.leave()


@pytest.fixture
def desks(browser: Browser, demo: Demo) -> Iterator[Any]:
    """`desks("Анна Соколова")`: an operator signed in at a browser of his own."""
    made: list[Desk] = []

    def sit_down(name: str, **context: Any) -> Desk:
        made.append(Desk.sit_down(browser, demo.chat, name, **context))
        return made[-1]

    yield sit_down
    for each in made:
        each.leave()
