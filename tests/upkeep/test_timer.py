"""Copies by the clock: as often as was said, and a failure is told and tried again."""

import logging
from datetime import timedelta
from pathlib import Path

import pytest

from house import Running
from samovar.storage.archive.read import load
from samovar.storage.engine.address import Address
from samovar.storage.engine.database import Database
from samovar.storage.engine.opening import CannotOpen
from samovar.storage.engine.restore import restore
from samovar.storage.engine.schema import migrate
from samovar.texts import Texts
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
    assert timer.failed and "copies" in str(timer.failed.places["words"])
    assert len([each for each in caplog.records if "no copy was made" in each.message]) == 1
    at.settings.copies.unlink()
    at.clock.ahead = timedelta(minutes=16)
    await timer.tick()
    assert timer.failed is None and len(made(at)) == 1


async def test_what_the_clock_makes_can_be_put_back_whichever_the_database(on_each: Running, tmp_path: Path):
    await plan(on_each, hours=24)
    await on_each.house.services.copy_timer.tick()
    [made] = copies.in_folder(on_each.settings.copies)
    there = tmp_path / "elsewhere.db"
    if on_each.house.services.database.sqlite:
        assert restore(there, made).rehearsal.after["operator"] == 5
    else:
        target = Database(f"sqlite:///{there}")
        await migrate(target)
        assert (await load(target, made)).tables["operator"].rows == 5
        await target.close()


async def test_a_server_that_goes_away_in_the_middle_is_told(at: Running, monkeypatch: pytest.MonkeyPatch):
    async def gone(*_: object, **__: object) -> Path:
        raise CannotOpen("unreachable", Address("chat"), "connection lost")

    monkeypatch.setattr(copies, "make_archive", gone)
    monkeypatch.setattr(at.house.services.database, "address", Address("chat"))
    assert not await at.house.services.copy_timer.make(await at.house.services.looking_after.read())
    failed = at.house.services.copy_timer.failed
    assert failed and Texts.load().get("ru", failed.key, **failed.places).startswith("База chat не отвечает")
