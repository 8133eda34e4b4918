"""Copies by the clock: as often as was said, and a failure is told and tried again."""

import logging
from datetime import timedelta
from pathlib import Path

import pytest

from house import Running, running
from samovar.upkeep import copies


async def plan(at: Running, hours: int, keep: int = 2) -> None:
    looking_after = at.house.services.looking_after
    await looking_after.change((await looking_after.read()).rev, hours, keep, "operator-marina-000")


def made(at: Running) -> list[Path]:
    return copies.in_folder(at.settings.copies)


async def test_none_are_made_before_somebody_says_so(at: Running):
    await at.house.services.copy_timer.tick()
    assert made(at) == []


async def test_the_clock_makes_one_when_it_is_time_and_the_oldest_goes(at: Running):
    await plan(at, hours=6)
    timer = at.house.services.copy_timer
    for hours, expected in ((0, 1), (5, 1), (6, 2), (12, 2)):
        at.clock.ahead = timedelta(hours=hours, seconds=hours)
        await timer.tick()
        assert len(made(at)) == expected
    last = copies.newest(at.settings.copies)
    assert last is not None and abs(last - at.clock()) < timedelta(seconds=30)


async def test_a_copy_that_fails_is_told_and_tried_again_a_while_later(at: Running, caplog: pytest.LogCaptureFixture):
    at.settings.copies.write_text("in the way")
    await plan(at, hours=6)
    timer = at.house.services.copy_timer
    with caplog.at_level(logging.WARNING):
        await timer.tick()
        await timer.tick()
    assert "copies" in timer.failed
    assert len([each for each in caplog.records if "no copy was made" in each.message]) == 1
    at.settings.copies.unlink()
    at.clock.ahead = timedelta(minutes=16)
    await timer.tick()
    assert timer.failed == "" and len(made(at)) == 1


async def test_a_house_on_postgres_makes_none(postgres: str, filled: str, tmp_path: Path):
    async with running(tmp_path, filled, filled=False) as at:
        assert (at.house.services.copy_timer.file is None) == filled.startswith("postgresql")
