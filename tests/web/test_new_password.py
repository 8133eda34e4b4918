"""A new password by a one-time link, in a browser; where one is signed in, and that it ends."""

import asyncio
from datetime import timedelta

import pytest

from browser import EMAIL, PASSWORD, browsing, hire, says, sign_in
from codes import shown, with_app
from house import Running
from newcomers import count, operator
from peer import enter
from samovar.domain.people.new_passwords import UsedLink
from samovar.domain.people.passwords import WeakPassword
from samovar.storage.tables import PasswordLink
from samovar.texts import LANGS, Lang
from samovar.web import wire

NEW = "восемь столовых ложек"


async def link(at: Running, email: str = EMAIL) -> str:
    return await at.house.services.new_passwords.link((await operator(at, email)).id)


async def test_the_link_leads_to_a_new_password_and_in(at: Running):
    await hire(at)
    secret = await link(at)
    async with browsing(at) as browser:
        assert EMAIL in (await browser.get(f"/password/{secret}")).text
        came = await browser.submit(f"/password/{secret}", password=NEW)
        assert (came.status_code, came.headers["location"]) == (303, "/console")
        assert (await browser.get("/console")).status_code == 200
        assert (await sign_in(browser)).status_code == 401
        assert (await sign_in(browser, NEW)).status_code == 303


async def test_opening_the_link_uses_nothing_up_and_using_it_does(at: Running):
    await hire(at)
    secret = await link(at)
    async with browsing(at) as browser:
        for _ in range(3):
            assert (await browser.get(f"/password/{secret}")).status_code == 200
        await browser.submit(f"/password/{secret}", password=NEW)
        used = await browser.get(f"/password/{secret}")
        assert used.status_code == 410 and says(used.text, "pages.message.password_link_used.title")
    assert await count(at, PasswordLink) == 0


async def test_the_same_link_many_times_at_once_is_used_once(on_each: Running):
    await hire(on_each)
    secret = await link(on_each)
    use = on_each.house.services.new_passwords.use
    came = await asyncio.gather(*(use(secret, f"{NEW} {n}") for n in range(5)), return_exceptions=True)
    assert sum(isinstance(each, UsedLink) for each in came) == 4


async def test_the_link_lasts_an_hour(at: Running):
    await hire(at)
    secret = await link(at)
    owner = at.house.services.new_passwords.owner
    at.clock.ahead += timedelta(minutes=59)
    assert (await owner(secret)).email == EMAIL
    at.clock.ahead += timedelta(minutes=2)
    for use in (owner(secret), at.house.services.new_passwords.use(secret, NEW)):
        with pytest.raises(UsedLink):
            await use


async def test_only_the_latest_link_works(at: Running):
    await hire(at)
    first, second = await link(at), await link(at)
    with pytest.raises(UsedLink):
        await at.house.services.new_passwords.owner(first)
    assert (await at.house.services.new_passwords.owner(second)).email == EMAIL


async def test_a_link_asked_for_before_sets_no_newer_password_back(at: Running):
    await hire(at)
    secret, passwords = await link(at), at.house.services.new_passwords
    await passwords.change(await operator(at, EMAIL), "", NEW)
    with pytest.raises(UsedLink):
        await passwords.owner(secret)


@pytest.mark.parametrize("lang", LANGS)
async def test_a_weak_password_is_refused_at_the_field_and_the_link_stays_good(at: Running, lang: Lang):
    await hire(at)
    secret = await link(at)
    async with browsing(at, lang=lang) as browser:
        refused = await browser.submit(f"/password/{secret}", password="1234567890")
        assert refused.status_code == 400 and says(refused.text, "pages.errors.password_common", lang)
        assert (await browser.get(f"/password/{secret}")).status_code == 200
    with pytest.raises(WeakPassword):
        await at.house.services.new_passwords.use(secret, "short")


async def test_all_sessions_end_and_their_sockets_close(at: Running):
    [anna] = await enter(at, "anna")
    await at.house.services.new_passwords.use(await link(at, "anna@olha.example"), NEW)
    assert await anna.closes() == wire.CloseCode.TOKEN
    assert await at.house.services.accounts.who("secret-anna") is None
    assert await at.house.services.accounts.who("secret-ivan") is not None


async def test_the_link_is_no_way_past_the_second_factor(at: Running):
    secret, _ = await with_app(at)
    password_link = await link(at)
    async with browsing(at) as browser:
        came = await browser.submit(f"/password/{password_link}", password=NEW)
        assert came.headers["location"] == "/signin/code" and not browser.session
        assert (await browser.submit("/signin/code", code=shown(secret, at))).headers["location"] == "/console"


async def test_whoever_changes_it_stays_and_all_other_sessions_end(at: Running):
    await hire(at)
    services, petr = at.house.services, await operator(at, EMAIL)
    here, there = [await services.accounts.sign_in(EMAIL, PASSWORD) for _ in range(2)]
    await services.new_passwords.change(petr, services.accounts.key_of(here), NEW)
    assert await services.accounts.who(here) and not await services.accounts.who(there)


async def test_where_one_is_signed_in_is_known_by_address_and_device(at: Running):
    await hire(at)
    async with browsing(at) as browser:
        browser.headers["User-Agent"] = (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1"
        )
        browser.headers["X-Forwarded-For"] = "203.0.113.7"
        await sign_in(browser)
    [found] = await at.house.services.sessions.of((await operator(at, EMAIL)).id)
    assert (found.address, found.device) == ("203.0.113.7", "iPhone, Safari")


async def test_ended_sessions_and_those_nobody_used_are_not_listed(at: Running):
    await hire(at)
    services, petr = at.house.services, await operator(at, EMAIL)
    first, second = [await services.accounts.sign_in(EMAIL, PASSWORD) for _ in range(2)]
    assert len(await services.sessions.of(petr.id)) == 2
    assert await services.sessions.end(petr.id, [services.accounts.key_of(first)]) == 1
    assert [each.id for each in await services.sessions.of(petr.id)] == [services.accounts.key_of(second)]
    assert await services.sessions.end("operator-anna-000", [services.accounts.key_of(second)]) == 0
    at.clock.ahead += timedelta(hours=13)
    assert await services.sessions.of(petr.id) == []
