"""All as one archive, in the browser: begun, watched, fetched by administrators, gone a day later."""

import asyncio
import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import Connection, Table

from browser import Browser, browsing, says, words
from house import Running
from samovar.storage.archive import write
from samovar.storage.archive.read import load
from samovar.storage.engine.database import Database
from samovar.storage.engine.schema import migrate
from settings_forms import post

PAGE = "/settings/data/archive"


async def settled(at: Running, browser: Browser) -> str:
    """The page, once nothing is being made any more."""
    async with asyncio.timeout(20):
        while at.house.services.whole_archive.since:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    return (await browser.get(PAGE)).text


async def test_it_is_made_fetched_and_taken_in_by_another_house(on_each: Running, tmp_path: Path):
    async with browsing(on_each, "secret-marina") as browser:
        page = (await browser.get(PAGE)).text
        assert says(page, "settings.data.all_safe") and says(page, "settings.data.all_make")
        assert (await post(browser, PAGE, page)).headers["location"] == PAGE
        page = await settled(on_each, browser)
        ready = on_each.house.services.whole_archive.ready()
        assert ready and ready.path.stat().st_mode & 0o077 == 0 and ready.path.name in page
        fetched = await browser.get(f"{PAGE}/{ready.path.name}")
        assert fetched.headers["content-type"] == "application/zip" and "attachment" in fetched.headers.get(
            "content-disposition", ""
        )
        assert "Данные: выгружено" in words((await browser.get("/settings/journal")).text)
    (path := tmp_path / "all.zip").write_bytes(fetched.content)
    target = Database(f"sqlite:///{tmp_path / 'new.db'}")
    await migrate(target)
    assert (await load(target, path)).tables["operator"].rows == 5
    await target.close()


async def test_only_administrators_fetch_it_and_only_for_a_day(at: Running):
    whole = at.house.services.whole_archive
    async with browsing(at, "secret-marina") as marina, browsing(at, "secret-anna") as anna:
        await post(marina, PAGE, (await marina.get(PAGE)).text)
        await settled(at, marina)
        ready = whole.ready()
        assert ready
        address = f"{PAGE}/{ready.path.name}"
        assert (await anna.get(address)).status_code == 403
        at.clock.ahead = timedelta(hours=23)
        await whole.tick()
        assert whole.ready() == ready
        at.clock.ahead = timedelta(hours=24, minutes=1)
        assert whole.ready() is None, "nobody gets it, before the clock has taken it away too"
        await whole.tick()
        at.clock.ahead = timedelta()
        assert not ready.path.exists() and (await marina.get(address)).status_code == 404


async def test_while_it_is_made_the_page_says_so_and_a_second_one_is_not_begun(
    at: Running, monkeypatch: pytest.MonkeyPatch
):
    """The loop goes on: pages are answered while a row takes its time."""
    rows, go = write.stored, Event()

    def slowly(connection: Connection, table: Table) -> Iterator[bytes]:
        assert go.wait(20)
        return rows(connection, table)

    monkeypatch.setattr(write, "stored", slowly)
    async with browsing(at, "secret-marina") as browser:
        await post(browser, PAGE, (await browser.get(PAGE)).text)
        shown = await browser.get(PAGE)
        assert "Архив делается, записано" in words(shown.text) and shown.headers["refresh"] == "5"
        since = at.house.services.whole_archive.since
        at.house.services.whole_archive.begin("operator-marina-000")
        assert at.house.services.whole_archive.since == since
        go.set()
        assert "Архив готов" in words(await settled(at, browser))


async def test_a_folder_that_cannot_be_written_is_said_and_a_full_disk_too(
    at: Running, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    whole = at.house.services.whole_archive
    whole.folder.write_text("in the way")
    async with browsing(at, "secret-marina") as browser:
        with caplog.at_level(logging.WARNING):
            await post(browser, PAGE, (await browser.get(PAGE)).text)
            page = words(await settled(at, browser))
        assert "Архив не сделан" in page and "Проверьте место и права на папку" in page and "archives" in page
        assert len([each for each in caplog.records if "no archive of everything" in each.message]) == 1
        whole.folder.unlink()

        def full(*_: object) -> object:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as broken:
            broken.setattr(write, "stored", full)
            await post(browser, PAGE, (await browser.get(PAGE)).text)
            assert "No space left on device" in words(await settled(at, browser))
        assert not list(whole.folder.iterdir()), "nothing half-made is left"
        await post(browser, PAGE, (await browser.get(PAGE)).text)
        assert "Архив готов" in words(await settled(at, browser))
