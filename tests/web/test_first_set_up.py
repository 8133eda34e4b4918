"""The first administrator sets a new house up, once."""

import pytest

from browser import browsing, says, says_error, words
from house import Running
from joiners import FIRST, count, link, one, stored
from samovar.storage.tables import Channel, Membership, Operator, Site

# ---------------------------------------------------------------- set-up


async def test_a_new_house_says_how_to_set_it_up(empty_house: Running):
    async with browsing(empty_house) as browser:
        for path in ("/", "/console", "/signin"):
            page = await browser.get(path, follow_redirects=True)
            assert page.status_code == 200 and "samovar init" in words(page.text)


async def test_the_one_time_link_makes_the_administrator_his_site_and_channel(empty_house: Running):
    at = empty_house
    async with browsing(at) as browser:
        path = await link(at)
        came = await browser.submit(path, **FIRST)
        assert (came.status_code, came.headers["location"]) == (303, "/settings")
        snippet = await browser.get("/install", follow_redirects=True)
        site = await one(at, Site)
        assert f'data-key="{site.key}"' in words(snippet.text) and f"{at.http}/widget.js" in words(snippet.text)
        assert (site.name, site.origins) == ("Ольха", ["https://olha.example", "https://www.olha.example"])
        channel = await one(at, Channel)
        assert (channel.name, channel.fallback) == ("Москва", True)
        who = await one(at, Operator)
        assert (who.name, who.email, who.role, who.lang) == (
            "Марина Ольхина", "marina@olha.example", "administrator", "ru",
        )  # fmt: skip
        assert (await browser.get("/console")).status_code == 200
        again = await browser.get(path)
        assert again.status_code == 410 and says(again.text, "pages.message.setup_used.title")
    async with browsing(at) as stranger:
        assert (await stranger.get("/setup")).status_code == 410
        assert (await stranger.post(path, data=FIRST)).status_code == 410
    assert await count(at, Operator) == await count(at, Membership) == 1


WRONG: dict[str, tuple[dict[str, str], str]] = {
    "no name": ({"name": "  "}, "name_empty"),
    "a long name": ({"name": "x" * 101}, "name_long"),
    "a name with invisible letters": ({"name": "Ма\u202eрина"}, "name_bad"),
    "a name with a line break": ({"name": "Ма\u0000рина"}, "name_bad"),
    "no address": ({"email": ""}, "email_empty"),
    "half an address": ({"email": "marina@"}, "email_bad"),
    "an address with nothing between two dots": ({"email": "marina@x..example"}, "email_bad"),
    "two addresses": ({"email": "a@x.ru,b@x.ru"}, "email_bad"),
    "a header in the address": ({"email": "a@x.ru\r\nBcc: b@x.ru"}, "email_bad"),
    "an address with NUL": ({"email": "a\u0000@x.ru"}, "email_bad"),
    "an address far too long": ({"email": "x" * 250 + "@x.ru"}, "email_bad"),
    "no password": ({"password": ""}, "password_empty"),
    "a short password": ({"password": "девять зн"}, "password_short"),
    "a common password": ({"password": "1234567890"}, "password_common"),
    "a password without end": ({"password": "x" * 1001}, "password_long"),
    "a language nobody speaks": ({"language": "de"}, "language_bad"),
    "no site": ({"site": ""}, "site_empty"),
    "no origin": ({"origins": " \n "}, "origins_empty"),
    "an origin that is none": ({"origins": "https://olha.example\njavascript:alert(1)"}, "origins_bad"),
    "an origin of a file": ({"origins": "file:///etc/passwd"}, "origins_bad"),
    "no channel": ({"channel": ""}, "channel_empty"),
    "a field nobody asked for": ({"role": "owner"}, "form"),
}


async def test_what_cannot_be_is_said_at_its_field_and_nothing_is_made(empty_house: Running):
    before = await stored(empty_house)
    async with browsing(empty_house) as browser:
        path = await link(empty_house)
        for what, (spoiled, said) in WRONG.items():
            refused = await browser.submit(path, **(FIRST | spoiled))
            assert refused.status_code == 400 and says_error(refused.text, said), what
            assert "set-cookie" not in refused.headers and FIRST["password"] not in refused.text
            # What was typed well is still there.
            assert ('value="Ольха"' in refused.text) is ("site" not in spoiled), what
            assert await stored(empty_house) == before, what
        # And the link still works.
        assert (await browser.submit(path, **FIRST)).status_code == 303


@pytest.mark.parametrize(
    ("typed", "origins"),
    [
        ("olha.example", ["https://olha.example"]),
        ("HTTP://OLHA.example:80/x?y#z", ["http://olha.example"]),
        ("https://olha.example:8443", ["https://olha.example:8443"]),
        ("кухни.рф", ["https://xn--h1alffa9f.xn--p1ai"]),
        ("a.example, b.example; a.example", ["https://a.example", "https://b.example"]),
        ("http://localhost:3000", ["http://localhost:3000"]),
    ],
)
async def test_origins_are_understood_as_people_type_them(empty_house: Running, typed: str, origins: list[str]):
    async with browsing(empty_house) as browser:
        assert (await browser.submit(await link(empty_house), **(FIRST | {"origins": typed}))).status_code == 303
    found = (await one(empty_house, Site)).origins
    assert found == origins or (typed == "кухни.рф" and found[0].startswith("https://xn--"))


async def test_a_set_up_form_sent_by_another_page_makes_nothing(empty_house: Running):
    async with browsing(empty_house) as browser:
        path = await link(empty_house)
        form = FIRST | {"csrf": await browser.csrf(path)}
        for headers in ({"Origin": "http://evil.example"}, {}):
            assert (await browser.post(path, data=form, headers=headers)).status_code == 400
    assert await count(empty_house, Operator) == 0
