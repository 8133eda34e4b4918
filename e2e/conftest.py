"""Stories in real browsers against the real demo: its server and its shop as a process of their own."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from people import Desk, Shopper
from served import Demo, free_port

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = [
    "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    # Pages that a test puts into the shop count as the internet's, which may not reach this machine's servers.
    "--disable-features=LocalNetworkAccessChecks",
]  # fmt: skip


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    assert found, f"none of {', '.join(BROWSERS)} is installed: `make test` installs Chromium on Debian"
    return {**browser_type_launch_args, "executable_path": found, "args": QUIET}


@pytest.fixture
def demo(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Demo]:
    made = Demo(tmp_path / "data", free_port(), free_port())
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
