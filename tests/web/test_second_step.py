"""Signing in with a second factor, in a browser."""

import asyncio
from datetime import timedelta

import pytest

from browser import EMAIL, browsing, says, sign_in
from codes import shown, with_app
from house import Running, after
from newcomers import operator
from samovar.texts import LANGS, Lang


async def test_password_then_code_lead_to_where_one_wanted_to_go(at: Running):
    secret, _ = await with_app(at)
    async with browsing(at) as browser:
        half = await sign_in(browser, remember="1", next="/console/c/some-talk")
        assert (half.status_code, half.headers["location"]) == (303, "/signin/code") and not browser.session
        assert (await browser.get("/console")).status_code == 303
        came = await browser.submit("/signin/code", code=shown(secret, at))
        assert (came.status_code, came.headers["location"]) == (303, "/console/c/some-talk")
        assert "Max-Age=2592000" in came.headers.get_list("set-cookie")[0]
        assert (await browser.get("/console")).status_code == 200
        assert "samovar_halfway" not in browser.cookies


async def test_a_code_from_paper_opens_too(at: Running):
    _, paper = await with_app(at)
    async with browsing(at) as browser:
        await sign_in(browser)
        assert (await browser.submit("/signin/code", code=paper[0])).headers["location"] == "/console"


@pytest.mark.parametrize("lang", LANGS)
async def test_a_wrong_code_says_what_to_do(at: Running, lang: Lang):
    await with_app(at)
    async with browsing(at, lang=lang) as browser:
        await sign_in(browser)
        refused = await browser.submit("/signin/code", code="000000")
        assert refused.status_code == 401 and says(refused.text, "pages.errors.code_wrong", lang)
        assert not browser.session


async def test_the_code_somebody_looked_over_the_shoulder_for_is_refused(at: Running):
    secret, _ = await with_app(at)
    for n, status in enumerate((303, 401)):
        async with browsing(at) as browser:
            await sign_in(browser)
            came = await browser.submit("/signin/code", code=shown(secret, at))
            assert came.status_code == status, n
    assert says(came.text, "pages.errors.code_used")


async def test_many_wrong_codes_have_to_wait_even_all_at_once(at: Running, caplog):
    caplog.set_level("INFO", "samovar.strangers")
    secret, _ = await with_app(at)
    async with browsing(at) as browser:
        await sign_in(browser)
        form = {"csrf": await browser.csrf("/signin/code"), "code": "000000"}
        posts = [browser.post("/signin/code", data=form, headers={"Origin": at.http}) for _ in range(12)]
        told = [answer.status_code for answer in await asyncio.gather(*posts)]
        assert sorted(told) == [401] * 5 + [429] * 7
        refused = await browser.submit("/signin/code", code=shown(secret, at))
        assert refused.status_code == 429 and says(refused.text, "pages.errors.code_many", minutes=3)
        assert int(refused.headers["retry-after"]) > 60
    assert "a second step from" in caplog.text and "000000" not in caplog.text


async def test_where_petr_has_signed_in_before_strangers_with_his_password_do_not_keep_him_out(at: Running):
    secret, _ = await with_app(at)
    async with browsing(at) as known, browsing(at) as stranger:
        await sign_in(known)
        await known.submit("/signin/code", code=shown(secret, at))
        await sign_in(stranger)
        told = [(await stranger.submit("/signin/code", code="000000")).status_code for _ in range(6)]
        assert told == [401] * 5 + [429]
        at.clock.ahead += timedelta(seconds=60)
        await sign_in(known)
        assert (await known.submit("/signin/code", code=shown(secret, at))).status_code == 303


async def test_without_the_password_there_is_no_second_step(at: Running):
    secret, _ = await with_app(at)
    async with browsing(at) as browser:
        assert (await browser.get("/signin/code")).headers["location"] == "/signin"
        form = {"csrf": await browser.csrf("/signin"), "code": shown(secret, at)}
        came = await browser.post("/signin/code", data=form, headers={"Origin": at.http})
        assert came.headers["location"] == "/signin" and not browser.session
        browser.cookies.set("samovar_halfway", "WyJvcGVyYXRvciJd.forged.signature", domain="127.0.0.1")
        assert (await browser.get("/signin/code")).headers["location"] == "/signin"


async def test_halfway_lasts_ten_minutes(at: Running, monkeypatch: pytest.MonkeyPatch):
    await with_app(at)
    async with browsing(at) as browser:
        await sign_in(browser)
        after(monkeypatch, 590)
        assert (await browser.get("/signin/code")).status_code == 200
        after(monkeypatch, 610)
        assert (await browser.get("/signin/code")).headers["location"] == "/signin"


async def test_halfway_ends_with_the_password_and_with_the_account(at: Running):
    await with_app(at)
    services, petr = at.house.services, await operator(at, EMAIL)
    async with browsing(at) as browser:
        await sign_in(browser)
        await services.new_passwords.change(petr, "", "другие чайные ложки")
        assert (await browser.get("/signin/code")).headers["location"] == "/signin"


async def test_a_form_of_another_page_opens_nothing(at: Running):
    secret, _ = await with_app(at)
    async with browsing(at) as browser:
        await sign_in(browser)
        browser.origin = "http://evil.example"
        assert (await browser.submit("/signin/code", code=shown(secret, at))).status_code == 400
        assert not browser.session
