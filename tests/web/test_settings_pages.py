"""Pages of the settings: who comes in, what is typed stays, and two people at one form."""

import re
from typing import Any, get_args

import pytest
from msgspec.structs import fields

from browser import TEXTS, browsing, says, words
from house import Running
from samovar.domain.channels.sites import SiteSettings
from samovar.domain.company.journal import Verb, What, edit
from samovar.storage import tables
from samovar.storage.engine.database import Session
from samovar.storage.tables import Site
from samovar.texts import LANGS, Lang
from samovar.web.settings.nav import ORDER
from settings_forms import SITE, rev_of, save


async def test_a_site_is_changed_and_the_journal_says_by_whom(on_each: Running):
    async with browsing(on_each, "secret-marina") as browser:
        answer = await save(browser, (await browser.get(SITE)).text, name="Ольха и клён")
        assert (answer.status_code, answer.headers["location"]) == (303, f"{SITE}?saved")
        shown = (await browser.get(f"{SITE}?saved")).text
        assert 'value="Ольха и клён"' in shown and says(shown, "settings.saved") and rev_of(shown) == "1"
        journal = words((await browser.get("/settings/journal")).text)
        assert "Сайт «Ольха и клён»: изменено" in journal and "Марина" in journal
        assert "Название: Ольха → Ольха и клён" in journal and "Адреса" not in journal.split("Название: Ольха")[1]
    site = on_each.house.services.directory.first_site()
    assert site and site.settings == {"delay_ms": 25_000, "latin": "Olkha"}


async def test_what_is_as_it_was_leaves_no_trace(at: Running):
    async with browsing(at, "secret-marina") as browser:
        await save(browser, (await browser.get(SITE)).text)
        await save(browser, (await browser.get(SITE)).text)
        assert rev_of((await browser.get(SITE)).text) == "1"
    assert len(await at.house.services.journal.page()) == 1


async def test_the_second_of_two_at_one_form_is_told_what_the_first_has_changed(on_each: Running):
    async with browsing(on_each, "secret-marina") as first, browsing(on_each, "secret-marina") as second:
        slow, quick = (await first.get(SITE)).text, (await second.get(SITE)).text
        await save(second, quick, name="Быстрый")
        answer = await save(first, slow, name="Медленный")
        assert answer.status_code == 409 and says(answer.text, "settings.since.heading")
        assert "Название: Ольха → Быстрый" in words(answer.text) and 'value="Медленный"' in answer.text
        site = on_each.house.services.directory.first_site()
        assert site and site.name == "Быстрый"
        # Sent again from there, knowing that: now it is theirs.
        assert (await save(first, answer.text, name="Медленный")).status_code == 303
        assert 'value="Медленный"' in (await first.get(SITE)).text


async def test_a_form_that_others_have_not_touched_is_taken(at: Running):
    """Another page changed other fields of the same row meanwhile."""
    async with browsing(at, "secret-marina") as browser:
        page = (await browser.get(SITE)).text
        await at.house.writer.run(greet_later)
        assert (await save(browser, page, name="Клён")).status_code == 303


def greet_later(session: Session) -> None:
    site = session.get_one(Site, "site-of-the-shop00")
    edit(session, site, site.rev, {"settings": site.settings | {"delay_ms": 9_000}}, by=None, what="site")


BAD = [
    ("name", "", "pages.errors.site_empty", {}),
    ("name", "к" * 101, "pages.errors.site_long", {"n": 100}),
    ("name", "а\u202eб", "pages.errors.name_bad", {}),
    ("origins", "", "pages.errors.origins_empty", {}),
    ("origins", "https://", "pages.errors.origins_bad", {"value": "https://"}),
    ("lang", "de", "pages.errors.language_bad", {}),
]


@pytest.mark.parametrize(("field", "value", "key", "places"), BAD)
async def test_a_bad_field_is_refused_at_it_and_what_was_typed_stays(
    at: Running, field: str, value: str, key: str, places: dict[str, Any]
):
    async with browsing(at, "secret-marina") as browser:
        answer = await save(browser, (await browser.get(SITE)).text, **{"latin": "Typed here", field: value})
        assert answer.status_code == 400 and says(answer.text, key, **places)
        assert 'value="Typed here"' in answer.text
    assert await at.house.services.journal.page() == []


async def test_a_form_from_elsewhere_stores_nothing(at: Running):
    async with browsing(at, "secret-marina") as browser:
        page = (await browser.get(SITE)).text
        browser.origin = "http://evil.example"
        assert (await save(browser, page, name="Чужое")).status_code == 400
        browser.origin = at.http
        assert (await save(browser, page, name="Чужое", more="1")).status_code == 400
    site = at.house.services.directory.first_site()
    assert site and site.name == "Ольха"


async def test_a_form_whose_session_has_ended_comes_back_to_its_page(at: Running):
    async with browsing(at, "secret-marina") as browser:
        page = (await browser.get(SITE)).text
        browser.cookies.clear()
        answer = await save(browser, page, name="Клён")
        assert answer.headers["location"] == f"/signin?next={SITE}%3Fkept"
        assert f'value="{SITE}?kept"' in (await browser.get(answer.headers["location"])).text


async def test_the_list_shows_the_pages_there_are_and_this_one(at: Running):
    async with browsing(at, "secret-marina", lang="en") as browser:
        html = (await browser.get("/settings/journal")).text
    listed = re.findall(r'class="nav" href="(/settings[^"]*)"', html.split("set__nav")[1])
    assert listed[0] == "/settings" and {"/settings/site", "/settings/journal"} <= set(listed)
    assert re.search(r'href="/settings/journal" aria-current="page"', html)
    assert '<html lang="ru"' in html


async def test_nothing_leads_an_operator_to_what_is_closed_to_them(at: Running):
    async with browsing(at, "secret-anna") as browser:
        html = (await browser.get("/settings/me")).text
        for path in sorted(set(re.findall(r'href="(/[^"?#]*)', html))):
            if not path.startswith("/static"):
                assert (await browser.get(path, follow_redirects=True)).status_code == 200, path


async def test_the_journal_is_filtered_and_turns_its_pages(on_each: Running):
    async with browsing(on_each, "secret-marina") as browser:
        for n in range(52):
            await save(browser, (await browser.get(SITE)).text, name=f"Имя {n}")
        first = (await browser.get("/settings/journal")).text
        assert first.count("<li>\n    <p><b>") == 50 and "Имя 51" in first and "Имя 0" not in words(first)
        older = re.search(r'href="(\?[^"]*before=[^"]*)"', first)
        assert older
        second = (await browser.get("/settings/journal" + older[1].replace("&amp;", "&"))).text
        assert second.count("<li>\n    <p><b>") == 2 and "Ольха → Имя 0" in words(second)
        for asked in ("?what=channel", "?by=operator-anna-000"):
            assert says((await browser.get("/settings/journal" + asked)).text, "settings.journal.nothing")
        for nonsense in (
            "?what=x",
            "?by=x",
            "?before=x",
            "?before=2026-01-01~x",
            "?before=~",
            "?before=0001-01-01T00:00%2B23:59~x",
        ):
            assert "Имя 51" in (await browser.get("/settings/journal" + nonsense)).text


@pytest.mark.parametrize("lang", LANGS)
def test_every_kind_verb_and_page_has_its_words(lang: Lang):
    for what in get_args(What):
        assert TEXTS.get(lang, f"settings.journal.what.{what}")
    for verb in get_args(Verb):
        assert TEXTS.get(lang, f"settings.journal.verbs.{verb}")
    for key in ORDER:
        assert TEXTS.get(lang, f"settings.nav.{key}")


OWN = {
    "id", "rev", "site_id", "created_at", "closed_at", "email_confirmed_at", "week", "read_where", "read_up_to",
    "photo_id", "presence", "why", "seen_at", "disabled_at", "key", "languages", "settings",
}  # fmt: skip
"""Columns of edited rows that are no fields of a form, or stand there as others: a week as its days."""


def edited() -> set[str]:
    """What can stand in the journal as changed: columns of rows with a revision, and a site's settings."""
    columns = {
        name
        for each in tables.Base.__subclasses__()
        if "rev" in each.model_fields and each is not tables.JournalEntry and each is not tables.Conversation
        for name in each.model_fields
    }
    return columns - OWN | {each.name for each in fields(SiteSettings)}


@pytest.mark.parametrize("lang", LANGS)
def test_every_field_that_can_be_changed_has_its_words_in_the_journal(lang: Lang):
    assert {"origins", "time_zone", "country", "issuer", "greeting"} <= edited()
    assert [name for name in sorted(edited()) if f"settings.journal.fields.{name}" not in TEXTS.by_lang[lang]] == []
