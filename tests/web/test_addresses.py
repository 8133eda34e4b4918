"""Under which address the console opens, and what a page hears that is not one of ours."""

import pytest

from browser import browsing, csrf_of, says, words
from house import SHOP, Running
from samovar.web.doors import largest


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "[::1]"])
async def test_this_computers_names_are_one_at_every_form(at: Running, name: str):
    own = at.http.replace("127.0.0.1", name)
    async with browsing(at) as browser:
        form = {"csrf": csrf_of((await browser.get("/signin")).text), "email": "nobody@olha.example", "password": "x"}
        refused = await browser.post("/signin", data=form, headers={"Origin": own})
        assert says(refused.text, "pages.errors.signin_last")


@pytest.mark.parametrize("origin", ["http://chat.example:8000", "https://127.0.0.1", "http://127.0.0.1:1", "null"])
async def test_another_address_is_told_which_one_is_ours(at: Running, origin: str):
    async with browsing(at) as browser:
        form = {"csrf": csrf_of((await browser.get("/signin")).text), "email": "nobody@olha.example", "password": "x"}
        refused = await browser.post("/signin", data=form, headers={"Origin": origin})
        assert refused.status_code == 400 and at.http in words(refused.text) and "SAMOVAR_URL" in words(refused.text)


async def test_an_old_form_is_still_called_old(at: Running):
    async with browsing(at) as browser:
        form = {"csrf": "old", "email": "nobody@olha.example", "password": "x"}
        refused = await browser.post("/signin", data=form, headers={"Origin": at.http})
        assert says(refused.text, "pages.errors.stale_form")


async def test_a_page_with_a_wrong_key_hears_that_the_key_is_wrong(at: Running):
    async with browsing(at) as browser:
        page = {"url": "https://olha.example/", "title": "", "referrer": ""}
        ask = {"key": "wrong", "visit": "v" * 22, "page": page, "token": "", "city": "", "lang": "ru"}
        own = {"Origin": SHOP, "Accept-Language": "ru"}
        answer = await browser.post("/widget/start", json=ask, headers=own)
        assert (answer.status_code, answer.json()["code"]) == (404, "no_site")
        assert "ключ" in answer.json()["text"] and "/install" in answer.json()["text"]


async def test_a_page_that_is_not_listed_can_read_why_there_is_no_chat(at: Running):
    """A refusal without permission to read it shows as a failed request, and nobody learns what to do."""
    async with browsing(at) as browser:
        answer = await browser.post("/widget/start", json={}, headers={"Origin": "https://elsewhere.example"})
        assert (answer.status_code, answer.json()["code"]) == (403, "not_listed")
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in answer.headers


async def test_a_body_beyond_every_limit_is_answered_in_words(at: Running):
    async with browsing(at) as browser:
        form = {"Origin": at.http, "Content-Type": "application/x-www-form-urlencoded"}
        answer = await browser.post("/signin", content=b"email=" + b"x" * largest(at.settings.limits), headers=form)
        assert answer.status_code == 413 and says(answer.text, "pages.message.too_large.title")
