"""The page of the server: copies, figures, what the doctor says."""

import re
from pathlib import Path

import pytest

from browser import TEXTS, Browser, browsing, csrf_of, says, words
from house import Running, running
from peer import begin
from samovar.domain.delivery.alarm import Alarm
from samovar.domain.delivery.reconcile import Reconciler
from samovar.storage.tables import Job, utc_now
from samovar.upkeep import copies

PAGE = "/settings/server"


async def save(browser: Browser, page: str, **said: str) -> tuple[int, str]:
    found = re.search(r'name="rev" value="(\d+)"', page)
    assert found
    fields = {"csrf": csrf_of(page), "rev": found[1], "copy_hours": "24", "copy_keep": "3"} | said
    answer = await browser.post(PAGE, data=fields, headers={"Origin": browser.origin})
    return answer.status_code, answer.text


async def test_copies_are_switched_on_made_at_once_and_the_journal_says_so(on_each: Running):
    at = on_each
    async with browsing(at, "secret-marina") as browser:
        page = (await browser.get(PAGE)).text
        assert says(page, "settings.server.copy_off") and 'name="copy_hours" value="0" checked' in page
        assert (await save(browser, page))[0] == 303
        page = (await browser.get(PAGE)).text
        assert says(page, "settings.server.copy_none") and 'name="copy_hours" value="24" checked' in page
        answer = await browser.post(f"{PAGE}/copy", data={"csrf": csrf_of(page)}, headers={"Origin": browser.origin})
        assert answer.headers["location"] == f"{PAGE}?saved"
        page = (await browser.get(PAGE)).text
        assert says(page, "settings.server.copy_last")
        journal = words((await browser.get("/settings/journal")).text)
    assert "Часов между копиями: 0 → 24" in journal and "Сервер" in journal
    [made] = copies.in_folder(at.settings.copies)
    assert made.stat().st_size > 0


async def test_copies_on_the_disk_of_the_data_are_a_warning_here_and_in_the_guide(folder: Path, other_disk: Path):
    for backups, warned in ((None, True), (other_disk, False)):
        async with running(folder, filled=False, backups=backups) as at, browsing(at, "secret-marina") as browser:
            page = (await browser.get(PAGE)).text
            if backups is None:
                assert not says(page, "settings.server.copy_near") and says(page, "settings.server.copy_off")
                await save(browser, page)
            await browser.post(f"{PAGE}/copy", data={"csrf": csrf_of(page)}, headers={"Origin": browser.origin})
            page, checked = (await browser.get(PAGE)).text, (await browser.get(f"{PAGE}/check")).text
            guide = (await browser.get("/settings")).text
        assert says(page, "settings.server.copy_near") == says(guide, "settings.guide.missing_near") == warned
        assert ("note--since" in page) == ('class="is-minor"' in checked) == warned
        assert not says(guide, "settings.guide.missing_copies")


async def test_a_copy_that_cannot_be_made_says_why(at: Running):
    at.settings.copies.write_text("in the way")
    async with browsing(at, "secret-marina") as browser:
        page = (await browser.get(PAGE)).text
        answer = await browser.post(f"{PAGE}/copy", data={"csrf": csrf_of(page)}, headers={"Origin": browser.origin})
        assert answer.status_code == 400 and at.house.services.copy_timer.failed
        why = TEXTS.get("ru", "settings.server.copy_no_room", **at.house.services.copy_timer.failed.places)
        assert says(answer.text, "pages.errors.copy_failed", words=why)


@pytest.mark.parametrize(("field", "value"), [("copy_keep", "0"), ("copy_keep", "many"), ("copy_keep", "1001")])
async def test_a_number_that_is_none_is_refused_at_its_field(at: Running, field: str, value: str):
    async with browsing(at, "secret-marina") as browser:
        status, page = await save(browser, (await browser.get(PAGE)).text, **{field: value})
    assert (
        status == 400 and says(page, "pages.errors.number_between", least=1, most=1000) and f'value="{value}"' in page
    )


@pytest.mark.parametrize("value", ["5", "-1", "", "x"])
async def test_only_the_times_that_are_offered_are_taken(at: Running, value: str):
    async with browsing(at, "secret-marina") as browser:
        status, _ = await save(browser, (await browser.get(PAGE)).text, copy_hours=value)
    assert status == 400 and (await at.house.services.looking_after.read()).rev == 0


async def test_the_second_of_two_administrators_is_told_what_the_first_has_changed(at: Running):
    async with browsing(at, "secret-marina") as browser:
        await save(browser, (await browser.get(PAGE)).text)
        page = (await browser.get(PAGE)).text
        assert (await save(browser, page, copy_hours="6"))[0] == 303
        status, page = await save(browser, page, copy_hours="168")
    assert status == 409 and says(page, "settings.since.heading") and 'value="168" checked' in page


async def test_the_figures_are_those_of_the_moment(at: Running, monkeypatch: pytest.MonkeyPatch):
    await begin(at)
    failed = Job(kind="mail", dedupe="x", state="failed")
    await at.house.writer.run(lambda session: session.add(failed))
    async with browsing(at, "secret-marina") as browser:
        page = words((await browser.get(PAGE)).text)
        assert f"{TEXTS.get('ru', 'settings.server.visitors')} 1 " in page
        assert f"{TEXTS.get('ru', 'settings.server.jobs_failed')} 1 " in page
        assert TEXTS.get("ru", "settings.server.in_time") in page
        monkeypatch.setattr(Reconciler, "alarm", Alarm(utc_now()))
        assert says((await browser.get(PAGE)).text, "settings.server.behind")


async def test_the_doctor_s_lines_stand_on_the_page(at: Running):
    async with browsing(at, "secret-marina") as browser:
        page = (await browser.get(f"{PAGE}/check")).text
    assert says(page, "check.server.title") and says(page, "check.upgrade.fine")
    assert 'class="is-wrong"' in page and says(page, "check.tls.plain", url=at.http)
