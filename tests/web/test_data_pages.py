"""The page of personal data: how long it is kept, a visitor looked for, handed out, erased."""

import io
import re
import zipfile
from html import unescape
from mailbox import write_letter

import httpx2
import pytest

from browser import Browser, browsing, csrf_of, says, words
from house import Running
from peer import begin
from samovar.domain.channels.sites import settings_of
from samovar.storage.engine.database import Session
from samovar.storage.tables import Conversation, Visitor

DATA, SITE = "/settings/data", "site-of-the-shop00"
NAME = '<script>alert("Мария")</script>'


async def named(at: Running) -> str:
    """A visitor with a name that a page must not take for its own."""
    mary = await begin(at, f"Меня зовут {NAME}")

    def name(session: Session) -> None:
        session.get_one(Visitor, mary.id).name = NAME

    await at.house.writer.run(name)
    return mary.id


async def test_what_is_kept_how_long_is_changed_and_stands_in_the_journal(on_each: Running):
    async with browsing(on_each, "secret-marina") as browser:
        page = (await browser.get(DATA)).text
        keep = {"keep_talks_days": "365", "keep_visits_days": "90", "keep_mail_days": "0"}
        answer = await browser.post(
            f"{DATA}/keep/{SITE}", data={"csrf": csrf_of(page), "rev": "0", **keep}, headers={"Origin": browser.origin}
        )
        assert answer.headers["location"] == f"{DATA}?saved"
        assert "Хранить слова чатов, дней: — → 365" in (journal := words((await browser.get("/settings/journal")).text))
        assert "Хранить письма" not in journal
    settings = settings_of(on_each.house.services.directory.site(SITE))
    assert (settings.keep_talks_days, settings.keep_visits_days, settings.keep_mail_days) == (365, 90, 0)
    assert settings.delay_ms == 25_000


@pytest.mark.parametrize("value", ["", "-1", "1.5", "3651", "много", "٣", "9" * 5_000])
async def test_days_that_are_none_are_refused_at_their_field(at: Running, value: str):
    async with browsing(at, "secret-marina") as browser:
        sent = {"csrf": csrf_of((await browser.get(DATA)).text), "rev": "0", "keep_talks_days": value}
        more = {"keep_visits_days": "77", "keep_mail_days": "0"}
        answer = await browser.post(f"{DATA}/keep/{SITE}", data=sent | more, headers={"Origin": browser.origin})
        assert answer.status_code == 400 and says(answer.text, "pages.errors.days_bad", most=3650)
        assert 'value="77"' in answer.text
    assert settings_of(at.house.services.directory.site(SITE)).keep_visits_days == 0


async def test_a_visitor_is_found_read_handed_out_and_erased(on_each: Running):
    person = await named(on_each)
    async with browsing(on_each, "secret-marina") as browser:
        found = (await browser.get(DATA, params={"q": "alert"})).text
        [path] = set(re.findall(rf"{DATA}/visitor/[\w-]+", found))
        assert path == f"{DATA}/visitor/{person}" and NAME in words(found) and "<script>alert" not in found
        shown = (await browser.get(path)).text
        assert says(shown, "settings.data.talks", n=1) and says(shown, "settings.data.messages", n=1)
        archive = await posted(browser, path, "export")
        assert archive.headers["content-type"] == "application/zip"
        packed = zipfile.ZipFile(io.BytesIO(archive.content))
        assert sorted(packed.namelist()) == ["visitor.html", "visitor.json"]
        page = packed.read("visitor.html").decode()
        assert unescape(page).count(NAME) == 2 and "<script>" not in page
        assert NAME.replace('"', '\\"') in packed.read("visitor.json").decode()
        gone = await posted(browser, path, "erase")
        assert gone.headers["location"] == f"{DATA}?erased=1"
        assert says((await browser.get(gone.headers["location"])).text, "settings.data.erased", n=1)
        assert says((await browser.get(DATA, params={"q": "alert"})).text, "settings.data.nobody", q="alert")
        assert (await browser.get(path)).status_code == 404
        journal = words((await browser.get("/settings/journal")).text)
        assert "Данные: выгружено" in journal and "Данные: стёрто" in journal and "alert" not in journal


async def test_what_is_handed_out_reads_as_words_and_has_the_number_of_the_console(at: Running):
    mary = await begin(at, "Сколько ждать?")
    await write_letter(at.house.writer.run, "question", "moscow@olha.example", conversation=mary.conv)
    number = await at.house.services.database.read(lambda session: str(session.get_one(Conversation, mary.conv).number))
    async with browsing(at, "secret-marina") as browser:
        archive = await posted(browser, f"{DATA}/visitor/{mary.id}", "export")
    page = words(zipfile.ZipFile(io.BytesIO(archive.content)).read("visitor.html").decode())
    assert f"Чат № {number[:3]}-{number[3:5]}-{number[5:]}" in page
    assert "UTC moscow@olha.example Хотим кухню 3,2 м" in page and "Europe/Moscow" not in page


async def posted(browser: Browser, path: str, act: str) -> httpx2.Response:
    """A button of a visitor's page is pressed."""
    token = csrf_of((await browser.get(path)).text)
    return await browser.post(f"{path}/{act}", data={"csrf": token}, headers={"Origin": browser.origin})


@pytest.mark.parametrize("act", ["export", "erase"])
async def test_a_form_from_elsewhere_does_nothing(at: Running, act: str):
    person = await named(at)
    async with browsing(at, "secret-marina") as browser:
        path = f"{DATA}/visitor/{person}"
        token = csrf_of((await browser.get(path)).text)
        evil = await browser.post(f"{path}/{act}", data={"csrf": token}, headers={"Origin": "http://evil.example"})
        assert evil.status_code == 400
        assert (await browser.get(path)).status_code == 200
    assert await at.house.services.journal.page() == []
