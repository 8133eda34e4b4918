"""c21: the clock jumps an hour ahead, an hour back, a day ahead: order, tokens, leases and durations stay sane."""

import time
from datetime import timedelta

import pytest

from faults.figures import Figures
from house import Running
from peer import Peer, held, visitor
from samovar.domain.people.links import digest

JUMPS = {"+1 h": 3600, "-1 h": -3600, "+1 day": 86_400, "-1 day": -86_400}


def jump(at: Running, monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """The wall clock is wrong by so much from now on, the monotonic one goes on."""
    at.clock.ahead = timedelta(seconds=seconds)
    real = time.time
    monkeypatch.setattr("time.time", lambda: real() + seconds)


async def test_c21_a_jumping_clock_changes_nothing_but_the_times_shown(
    at: Running, monkeypatch: pytest.MonkeyPatch, figures: Figures
):
    mary, anna = await held(at)
    said = ["Сколько стоит угловая кухня?"]
    for name, seconds in JUMPS.items():
        with monkeypatch.context() as patch:
            jump(at, patch, seconds)
            for who, lock in ((mary, {}), (anna, {"lock": anna.lock})):
                said.append(f"{name} {who.path}")
                assert (await who.say(said[-1], mary.conv, **lock))["t"] == "ok"
            await check(at, mary, anna, said)
    await check(at, mary, anna, said)
    figures.note("c21 jumps of the clock", len(JUMPS))


async def check(at: Running, mary: Peer, anna: Peer, said: list[str]) -> None:
    """A new tab with the old token sees all in its order; nothing lasts less than no time; nobody has gone."""
    tab = Peer(at, mary.token, mary.path, mary.headers)
    await tab.come_in()
    batch = await tab.ask("get", conv=mary.conv, limit=100)
    assert [event["body"] for event in batch["events"] if event["kind"] == "message"] == said
    assert at.house.services.tokens.page_fits(
        at.house.services.tokens.for_page(digest("secret-anna")), digest("secret-anna")
    )
    card = await anna.ask("look", conv=mary.conv)
    assert card["visit"].get("on_site_ms", 0) >= 0
    assert all(page.get("ms", -1) >= -1 for page in card["visit"]["pages"])
    assert at.house.services.operators.here("operator-anna-000")
    await tab.leave()


async def test_c21_a_token_made_before_the_clock_was_set_back_is_still_good(
    at: Running, monkeypatch: pytest.MonkeyPatch
):
    tokens = at.house.services.tokens
    mary = visitor(at, visitor_id="visitor-of-the-shop")
    jump(at, monkeypatch, -3600)
    assert tokens.visitor(mary.token).id == "visitor-of-the-shop"
