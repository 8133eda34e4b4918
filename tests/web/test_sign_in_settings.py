"""The page about signing in: a provider that answers is taken, and nobody locks themselves out."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from browser import Browser, browsing, csrf_of, says, words
from house import Running
from samovar.sealing import Seal
from samovar.storage.tables import Provider
from samovar.texts import LANGS, Lang
from standin import CLIENT, SECRET, StandIn, provider

PAGE = "/settings/signin"


@pytest.fixture
async def there() -> AsyncIterator[StandIn]:
    async with provider() as made:
        made.claims |= {"email": "marina@olha.example", "sub": "marina-there"}
        yield made


@pytest.fixture
async def marina(at: Running) -> AsyncIterator[Browser]:
    async with browsing(at, "secret-marina") as browser:
        yield browser


def said(there: StandIn, **more: str) -> dict[str, str]:
    return {"rev": "0", "issuer": there.issuer, "client_id": CLIENT, "client_secret": SECRET, "name": "ID"} | more


async def save(browser: Browser, **fields: str) -> Any:
    token = csrf_of((await browser.get(PAGE)).text)
    return await browser.post(PAGE, data={"csrf": token, **fields}, headers={"Origin": browser.origin})


async def now(at: Running) -> Provider:
    return await at.house.services.providers.current()


async def come_in(browser: Browser) -> httpx2.Response:
    going = await browser.get("/signin/provider")
    async with httpx2.AsyncClient(verify=False) as client:
        return await browser.get((await client.get(going.headers["location"])).headers["location"])


async def test_a_provider_that_answers_is_taken_and_lets_people_in(at: Running, there: StandIn, marina: Browser):
    assert f"{at.http}/signin/provider/back" in (await marina.get(PAGE)).text
    assert (await save(marina, **said(there, domain="@Olha.example"))).headers["location"] == f"{PAGE}?saved"
    kept = await now(at)
    assert (kept.issuer, kept.domain, kept.rev) == (there.issuer, "olha.example", 1)
    assert SECRET not in kept.client_secret and Seal(at.settings.keys).open(kept.client_secret) == SECRET
    assert SECRET not in (await marina.get(PAGE)).text
    assert (await come_in(marina)).headers["location"] == "/console"
    journal = words((await marina.get("/settings/journal")).text)
    assert there.issuer in journal and SECRET not in journal and kept.client_secret not in journal


async def test_a_slash_at_the_end_is_no_matter(at: Running, there: StandIn, marina: Browser):
    assert (await save(marina, **said(there, issuer=f"{there.issuer}/"))).status_code == 303
    assert (await now(at)).issuer == there.issuer


async def test_an_empty_secret_leaves_the_one_before(at: Running, there: StandIn, marina: Browser):
    await save(marina, **said(there))
    before = (await now(at)).client_secret
    await save(marina, **said(there, client_secret="", name="Другое", rev="1"))
    assert (await now(at)).client_secret == before and (await now(at)).name == "Другое"


async def test_the_kept_secret_goes_to_no_other_provider(at: Running, there: StandIn, marina: Browser):
    await save(marina, **said(there))
    async with provider() as other:
        refused = await save(marina, **said(other, client_secret="", rev="1"))
        assert refused.status_code == 400 and says(refused.text, "pages.errors.provider_secret_again")
        assert (await now(at)).issuer == there.issuer
        assert (await save(marina, **said(other, rev="1"))).status_code == 303


async def test_without_an_address_there_is_no_provider_and_no_secret_of_it(
    at: Running, there: StandIn, marina: Browser
):
    await save(marina, **said(there))
    await save(marina, **said(there, issuer="", rev="1"))
    assert (await now(at)).issuer == "" and (await now(at)).client_secret == ""
    assert (await marina.get("/signin/provider")).headers["location"] == "/signin"


BAD = [
    ({"issuer": "http://id.example"}, "provider_issuer"),
    ({"issuer": "id.example"}, "provider_issuer"),
    ({"issuer": "http://127.0.0.1:1"}, "provider_silent"),
    ({"client_id": ""}, "provider_client"),
    ({"name": ""}, "provider_name_empty"),
    ({"domain": "not a domain"}, "provider_domain"),
    ({"passwords_off": "1"}, "provider_try_first"),
]


@pytest.mark.parametrize(("more", "key"), BAD)
@pytest.mark.parametrize("lang", LANGS)
async def test_what_cannot_be_used_is_refused_and_stays_typed(
    at: Running, there: StandIn, marina: Browser, more: dict[str, str], key: str, lang: Lang
):
    await at.house.services.profiles.change("operator-marina-000", 0, {"lang": lang}, None)
    refused = await save(marina, **said(there, name="Моя система") | more)
    assert refused.status_code == 400 and says(refused.text, f"pages.errors.{key}", lang)
    assert f'value="{more.get("name", "Моя система")}"' in refused.text and SECRET not in refused.text
    assert (await now(at)).issuer == ""


async def test_whoever_has_come_in_by_it_may_switch_passwords_off(at: Running, there: StandIn, marina: Browser):
    await save(marina, **said(there))
    await come_in(marina)
    assert (await save(marina, **said(there, client_secret="", rev="1", passwords_off="1"))).status_code == 303
    assert (await now(at)).passwords_off
    async with browsing(at) as browser:
        assert 'type="password"' not in (await browser.get("/signin")).text
    # And on again, with the provider gone at the same time.
    await save(marina, rev="2", issuer="")
    assert not (await now(at)).passwords_off


async def test_another_provider_has_to_be_tried_first_too(at: Running, there: StandIn, marina: Browser):
    await save(marina, **said(there))
    await come_in(marina)
    async with provider() as other:
        refused = await save(marina, **said(other, rev="1", passwords_off="1"))
    assert refused.status_code == 400 and says(refused.text, "pages.errors.provider_try_first")


async def test_the_second_of_two_is_told_what_the_first_has_changed(at: Running, there: StandIn, marina: Browser):
    await save(marina, **said(there))
    await save(marina, **said(there, rev="1", name="Первая"))
    refused = await save(marina, **said(there, rev="1", name="Вторая"))
    assert refused.status_code == 409 and "Первая" in words(refused.text) and (await now(at)).name == "Первая"
