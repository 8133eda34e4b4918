"""Where the script tag has called from, and what the site's page says of it."""

import json
import re
from datetime import timedelta

import pytest
from sqlalchemy import delete

from browser import browsing, csrf_of, says, words
from house import SHOP, Running, until
from samovar.domain.channels.first_steps import first_steps
from samovar.domain.channels.tags import STRANGERS
from samovar.storage.queries import tags
from samovar.storage.tables import Membership
from samovar.web.settings.addresses import doubts
from samovar.web.settings.nav import STEPS
from samovar.web.settings.words import ago
from settings_forms import SITE, rev_of, save

WWW = "http://www.shop.example"


async def call(at: Running, origin: str = SHOP) -> int:
    """A page with the tag is opened there."""
    ask = {"key": "shop", "visit": "v" * 22, "page": {"url": origin, "title": "", "referrer": ""}}
    async with browsing(at) as browser:
        return (await browser.post("/widget/start", json=ask, headers={"Origin": origin})).status_code


async def test_the_page_says_where_the_tag_was_seen_and_when(on_each: Running):
    at = on_each
    async with browsing(at, "secret-marina") as browser:
        assert says((await browser.get(SITE)).text, "settings.code.unseen")
        assert await call(at) == 200
        at.clock.ahead = timedelta(seconds=12)
        page = (await browser.get(SITE)).text
        assert re.search(rf"Виден на {SHOP}, 1[2-9] секунд назад", words(page)) and not says(
            page, "settings.code.unseen"
        )
        at.clock.ahead = timedelta(hours=3)
        assert f"Виден на {SHOP}, 3 часа назад" in words((await browser.get(SITE)).text)


async def test_a_restart_does_not_forget_it_and_it_is_stored_once_a_minute(on_each: Running):
    at = on_each
    services = at.house.services
    for _ in range(3):
        await call(at)
    await at.house.writer.run(lambda session: None)
    [first] = await services.database.read(tags.calls)
    at.clock.ahead = timedelta(seconds=61)
    await call(at)
    await at.house.writer.run(lambda session: None)
    [second] = await services.database.read(tags.calls)
    assert (first.site_id, first.origin) == ("site-of-the-shop00", SHOP)
    assert second.at - first.at >= timedelta(seconds=60)
    fresh = type(services.tags)(services.database, at.house.writer, at.clock)
    await fresh.load()
    site = services.directory.site("site-of-the-shop00")
    assert site and fresh.seen(site) == {SHOP: second.at}


async def test_an_address_that_is_not_in_the_list_is_named_and_taken_in_by_a_click(at: Running):
    assert await call(at, WWW) == 403
    assert await call(at, "http://evil.example") == 403
    async with browsing(at, "secret-marina") as browser:
        page = (await browser.get(SITE)).text
        assert says(page, "settings.code.missing", origin=WWW) and "evil.example" not in page
        fields = {"csrf": csrf_of(page), "rev": rev_of(page), "origin": "http://evil.example"}
        refused = await browser.post(f"{SITE}/address", data=fields, headers={"Origin": at.http})
        assert refused.status_code == 400
        taken = await browser.post(f"{SITE}/address", data=fields | {"origin": WWW}, headers={"Origin": at.http})
        assert taken.status_code == 303
        assert f"Адреса сайта: {SHOP} → {SHOP}, {WWW}" in words((await browser.get("/settings/journal")).text)
    assert await call(at, WWW) == 200


@pytest.mark.parametrize(
    "origin",
    ["http://[", "http://shop.example:x", "ftp://shop.example", "http://shop.example/a", "https://a@shop.example"],
)
async def test_what_is_no_address_of_a_page_breaks_no_page(at: Running, origin: str):
    """Anybody can send it."""
    assert await call(at, origin) == 403
    async with browsing(at, "secret-marina") as browser:
        page = await browser.get(SITE)
    assert page.status_code == 200 and origin not in words(page.text)


async def test_strangers_are_forgotten_in_time(at: Running):
    heard, site = at.house.services.tags, at.house.services.directory.first_site()
    assert site
    heard.refused(WWW)
    heard.refused("http://shop.example:" + "8" * 400)
    for n in range(STRANGERS):
        assert heard.missing(site) == [WWW]
        heard.refused(f"http://x{n}.example")
    assert heard.missing(site) == []


async def test_a_name_and_an_address_lead_to_one_site(at: Running):
    async with browsing(at, "secret-marina") as browser:
        page = (await browser.get(SITE)).text
        answer = await save(browser, page, origins="http://other.example")
        key = "pages.errors.site_origins_taken"
        assert answer.status_code == 400 and says(answer.text, key, value="http://other.example", site="Чужой")
        answer = await save(browser, page, name="чужой")
        assert answer.status_code == 400 and says(answer.text, "pages.errors.site_name_taken", value="чужой")
        new = (await browser.get("/settings/site/new")).text
        said = {"csrf": csrf_of(new), "rev": "0", "name": "Клён", "latin": "", "lang": "en", "origins": SHOP}
        answer = await browser.post("/settings/site/new", data=said, headers={"Origin": at.http})
        assert answer.status_code == 400 and says(answer.text, key, value=SHOP, site="Ольха")
        said["origins"] = "klen.example"
        answer = await browser.post("/settings/site/new", data=said, headers={"Origin": at.http})
        assert answer.status_code == 303
        shown = words((await browser.get(answer.headers["location"])).text)
    made = at.house.services.directory.sites()[-1]
    assert (made.name, made.origins, made.lang) == ("Клён", ["https://klen.example"], "en") and made.key in shown


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (-3, ("seconds", 0)), (0.9, ("seconds", 0)), (59.9, ("seconds", 59)), (60, ("minutes", 1)),
        (3599, ("minutes", 59)), (3600, ("hours", 1)), (86_399, ("hours", 23)), (172_800, ("days", 2)),
    ],
)  # fmt: skip
def test_how_long_ago_is_said_in_the_largest_unit_that_fits(seconds: float, expected: tuple[str, int]):
    assert ago(timedelta(seconds=seconds)) == expected


@pytest.mark.parametrize(
    ("origins", "chat", "expected"),
    [
        (["https://a.example"], "https://chat.a.example", ["twin"]),
        (["https://a.example", "https://www.a.example"], "https://c.example", []),
        (["https://www.a.example"], "https://c.example", ["twin"]),
        (["https://shop.a.example"], "https://c.example", []),
        (["http://shop.a.example"], "https://c.example", ["plain"]),
        (["http://shop.a.example", "https://shop.a.example"], "https://c.example", []),
        (["https://shop.a.example"], "http://c.example", ["mixed"]),
        (["http://127.0.0.1:8001", "http://localhost:8001"], "http://127.0.0.1:8000", []),
        (["https://192.0.2.7", "https://[2001:db8::1]"], "https://c.example", []),
    ],
)
def test_what_an_administrator_should_know_of_addresses(origins: list[str], chat: str, expected: list[str]):
    assert [key for key, _ in doubts(origins, chat)] == expected


async def test_the_guide_judges_by_what_is_there(empty_house: Running):
    services = empty_house.house.services
    assert first_steps(services.directory, services.tags) == dict.fromkeys(STEPS, False)


@pytest.mark.parametrize(("who", "left"), [("marina", 2), ("anna", 0)])
async def test_the_console_counts_what_is_left_for_administrators(at: Running, who: str, left: int):
    async with browsing(at, f"secret-{who}") as browser:
        page = (await browser.get("/console")).text
    assert json.loads(page.split('id="boot">')[1].split("</script>")[0]).get("left", 0) == left


async def test_the_guide_stays_until_all_is_done(at: Running):
    async with browsing(at, "secret-marina") as browser:
        page = (await browser.get("/settings/journal")).text
        assert says(page, "settings.guide.left", n=2) and "3/5" in words(page)
        await call(at)
        assert says((await browser.get("/settings/journal")).text, "settings.guide.left", n=1)
        assert words((await browser.get("/settings")).text).count("Сделано") == 4
    await until(lambda: at.house.writer.waiting == 0)


@pytest.mark.parametrize("last", STEPS)
async def test_the_page_of_the_last_step_opens(at: Running, monkeypatch: pytest.MonkeyPatch, last: str):
    """It has no other to lead on to."""
    monkeypatch.setattr("samovar.web.settings.base.first_steps", lambda *_: {step: step != last for step in STEPS})
    async with browsing(at, "secret-marina") as browser:
        page = await browser.get(STEPS[last])
    assert page.status_code == 200 and says(page.text, "settings.guide.left", n=1)


async def test_the_guide_says_what_no_step_asks_for(at: Running):
    """Each with a way to where it is mended, and gone when it is."""
    async with browsing(at, "secret-marina") as browser:
        page = (await browser.get("/settings")).text
        assert says(page, "settings.guide.missing_mail") and says(page, "settings.guide.missing_copies")
        assert not says(page, "settings.guide.missing_nobody", name="Казань")
        for path in set(re.findall(r'class="link" href="([^"]+)"', page)):
            assert (await browser.get(path.partition("#")[0])).status_code == 200, path
        await at.house.writer.run(lambda session: session.execute(delete(Membership)))
        await at.house.services.directory.refresh()
        page = (await browser.get("/settings")).text
        assert says(page, "settings.guide.missing_nobody", name="Казань")
        [path] = re.findall(r'href="(/settings/channels?/[^"]*kazan[^"]*)"', page)
        assert (await browser.get(path)).status_code == 200
