"""Signing in through a provider that signs real tokens: whom it vouches for comes in, and every lie is refused."""

import shutil
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
from joserfc.jwk import RSAKey

from browser import EMAIL, Browser, browsing, hire, says, sign_in
from codes import with_app
from house import LIMITS, Running, after, running
from newcomers import operator
from samovar.sealing import Seal
from samovar.storage.engine.database import Session
from samovar.storage.tables import Operator, Provider
from samovar.texts import LANGS, Lang
from samovar.web.guard.sessions import Forms
from standin import CLIENT, SECRET, StandIn, provider, query, through, to_provider


@pytest.fixture
async def there() -> AsyncIterator[StandIn]:
    async with provider() as made:
        yield made


async def known(at: Running, there: StandIn, **more: Any) -> None:
    """The house knows the provider, and Petr has an account."""
    await hire(at)
    secret = Seal(at.settings.keys).close(SECRET)
    values = {"issuer": there.issuer, "client_id": CLIENT, "client_secret": secret, "name": "Ольха ID"} | more
    await at.house.services.database.write(lambda session: session.add(Provider(**values)))


async def test_whom_the_provider_vouches_for_comes_in(at: Running, there: StandIn):
    await known(at, there)
    async with browsing(at) as browser:
        assert says((await browser.get("/signin")).text, "pages.signin.provider", name="Ольха ID")
        came = await through(browser, "/console/c/some-talk")
        assert (came.status_code, came.headers["location"]) == (303, "/console/c/some-talk")
        who = await at.house.services.accounts.who(browser.session)
        assert who and who.email == EMAIL and (await browser.get("/console")).status_code == 200
        assert "samovar_provider" not in browser.cookies


async def test_the_way_there_says_nothing_that_would_let_another_in(at: Running, there: StandIn):
    await known(at, there)
    async with browsing(at) as browser:
        first, second = [query((await to_provider(browser)).headers["location"]) for _ in range(2)]
    assert first["redirect_uri"] == f"{at.http}/signin/provider/back" and first["code_challenge_method"] == "S256"
    assert {"openid", "email"} <= set(first["scope"].split())
    assert all(first[name] != second[name] for name in ("state", "nonce", "code_challenge"))
    assert SECRET not in str(first)


async def test_the_way_back_is_named_by_the_setting_whatever_host_was_asked(at: Running, there: StandIn):
    await known(at, there)
    async with browsing(at) as browser:
        going = await browser.get("/signin/provider", headers={"Host": "evil.example"})
    assert query(going.headers["location"])["redirect_uri"].startswith(at.http)


async def test_next_leads_nowhere_else(at: Running, there: StandIn):
    await known(at, there)
    async with browsing(at) as browser:
        assert (await through(browser, "https://evil.example/")).headers["location"] == "/console"


async def test_whoever_came_in_once_is_known_by_their_name_there_and_not_by_the_address(at: Running, there: StandIn):
    await known(at, there)
    async with browsing(at) as browser:
        await through(browser)
        there.claims |= {"email": "petr.new@olha.example"}
        assert (await through(browser)).status_code == 303
        # The address is somebody else's there now: that is not Petr.
        there.claims |= {"email": EMAIL, "sub": "somebody-else"}
        refused = await through(browser)
    assert refused.status_code == 403 and says(refused.text, "pages.message.provider_no_account.title")


async def test_an_address_that_only_userinfo_tells_will_do(at: Running, there: StandIn):
    await known(at, there)
    there.userinfo = there.claims
    there.claims = {"sub": there.claims["sub"]}
    async with browsing(at) as browser:
        assert (await through(browser)).headers["location"] == "/console"


async def test_userinfo_of_somebody_else_tells_nothing(at: Running, there: StandIn):
    await known(at, there)
    there.userinfo = there.claims | {"sub": "somebody-else"}
    there.claims = {"sub": there.claims["sub"]}
    async with browsing(at) as browser:
        assert says((await through(browser)).text, "pages.message.provider_not_vouched.title")


LIES: dict[str, Callable[[StandIn], Any]] = {
    "another issuer": lambda it: it.token.update(iss="https://evil.example"),
    "made for another client": lambda it: it.token.update(aud="another-client"),
    "made for another client, and for us": lambda it: it.token.update(aud=[CLIENT, "another"], azp="another"),
    "for another sign-in": lambda it: it.token.update(nonce="another-nonce"),
    "for no sign-in": lambda it: it.token.update(nonce=None),
    "of yesterday": lambda it: it.token.update(iat=1, exp=2),
    "without an end": lambda it: it.token.update(exp=None),
    "of tomorrow": lambda it: it.token.update(iat=4_000_000_000, exp=4_000_000_300),
    "of nobody": lambda it: it.claims.pop("sub"),
    "signed with another key": lambda it: setattr(it, "signs", RSAKey.generate_key(2048)),
    "signed with nothing": lambda it: it.header.update(alg="none"),
    "signed with the public key as a secret": lambda it: it.header.update(alg="HS256"),
    "under a key that is not there": lambda it: it.header.update(kid="unknown"),
    "a discovery of another issuer": lambda it: it.document.update(issuer="https://evil.example"),
    "keys over plain http": lambda it: it.document.update(jwks_uri="http://keys.example/keys"),
    "no place for tokens": lambda it: it.document.update(token_endpoint=None),
    "keys that are none": lambda it: it.document.update(jwks_uri=f"{it.issuer}/.well-known/openid-configuration"),
    "too much to read": lambda it: it.document.update(more="x" * 300_000),
    "an error of its own": lambda it: setattr(it, "down", True),
}


@pytest.mark.parametrize("lie", LIES)
async def test_every_lie_is_refused_and_the_log_says_which(at: Running, there: StandIn, lie: str, caplog):
    await known(at, there)
    LIES[lie](there)
    async with browsing(at) as browser:
        going = await to_provider(browser)
        refused = await through(browser) if going.status_code == 303 else going
        assert refused.status_code == 502 and says(refused.text, "pages.message.provider_failed.title")
        assert not browser.session
    assert "signing in through the provider failed" in caplog.text and SECRET not in caplog.text


@pytest.mark.parametrize(
    ("claims", "kind"),
    [
        ({"email_verified": False}, "provider_not_vouched"),
        ({"email_verified": None}, "provider_not_vouched"),
        ({"email": None}, "provider_not_vouched"),
        ({"email": "nobody@olha.example"}, "provider_no_account"),
        ({"email": "petr@elsewhere.example"}, "provider_other_domain"),
        ({"email": "petr@olha.example.evil.example"}, "provider_other_domain"),
    ],
)
@pytest.mark.parametrize("lang", LANGS)
async def test_whom_we_do_not_let_in_reads_why(
    at: Running, there: StandIn, claims: dict[str, Any], kind: str, lang: Lang
):
    await known(at, there, domain="olha.example")
    there.token |= claims
    async with browsing(at, lang=lang) as browser:
        refused = await through(browser)
        assert refused.status_code == 403 and not browser.session
        for part in ("title", "what", "next"):
            assert says(refused.text, f"pages.message.{kind}.{part}", lang)


async def test_somebody_disabled_does_not_come_in(at: Running, there: StandIn):
    await known(at, there)
    async with browsing(at) as browser:
        await through(browser)

    def disable(session: Session) -> None:
        session.get_one(Operator, petr.id).disabled_at = at.clock()

    petr = await operator(at, EMAIL)
    await at.house.services.database.write(disable)
    async with browsing(at) as browser:
        assert (await through(browser)).status_code == 403


async def test_whoever_cancels_there_reads_that(at: Running, there: StandIn):
    await known(at, there)
    async with browsing(at) as browser:
        state = query((await to_provider(browser)).headers["location"])["state"]
        refused = await browser.get("/signin/provider/back", params={"error": "access_denied", "state": state})
    assert refused.status_code == 403 and says(refused.text, "pages.message.provider_declined.title")


async def stale(browser: Browser, address: str) -> bool:
    refused = await browser.get(address)
    return refused.status_code == 400 and says(refused.text, "pages.message.provider_stale.title")


async def test_only_the_browser_that_went_there_comes_back_and_once(at: Running, there: StandIn, monkeypatch):
    await known(at, there)
    async with browsing(at) as browser, browsing(at) as victim, httpx2.AsyncClient(verify=False) as client:
        going = await to_provider(browser)
        back = (await client.get(going.headers["location"])).headers["location"]
        assert await stale(victim, back)  # Nobody is led into another's account.
        assert await stale(browser, back.replace("state=", "state=x"))
        await to_provider(browser)
        assert await stale(browser, back)  # Of an earlier way there.
        back = (await client.get((await to_provider(browser)).headers["location"])).headers["location"]
        assert (await browser.get(back)).status_code == 303
        assert await stale(browser, back)
        back = (await client.get((await to_provider(browser)).headers["location"])).headers["location"]
        after(monkeypatch, 601)
        assert await stale(browser, back)


async def test_another_provider_s_answer_is_not_taken_for_this_one_s(at: Running, there: StandIn):
    await known(at, there)
    async with browsing(at) as browser, httpx2.AsyncClient(verify=False) as client:
        back = (await client.get((await to_provider(browser)).headers["location"])).headers["location"]
        mixed = back.replace(query(back)["iss"].split("//")[1].replace(":", "%3A"), "evil.example")
        assert mixed != back and await stale(browser, mixed)


async def test_without_a_provider_there_is_no_way_to_one(at: Running):
    async with browsing(at) as browser:
        assert (await to_provider(browser)).headers["location"] == "/signin"
        assert "/signin/provider" not in (await browser.get("/signin")).text


async def test_a_provider_that_is_gone_is_said(at: Running, there: StandIn):
    await known(at, there, issuer="http://127.0.0.1:1")
    async with browsing(at) as browser:
        refused = await to_provider(browser)
    assert refused.status_code == 502 and says(refused.text, "pages.message.provider_failed.what")


async def test_with_passwords_off_the_right_one_opens_nothing(at: Running, there: StandIn):
    await known(at, there, passwords_off=True)
    async with browsing(at) as browser:
        page = await browser.get("/signin")
        assert 'type="password"' not in page.text and "/signin/provider" in page.text
    async with browsing(at) as browser, browsing(at) as other:
        # As from a page that was opened before they were switched off.
        form = {"csrf": Forms(at.settings).token(), "email": EMAIL, "password": "семь чайных ложек"}
        refused = await browser.post("/signin", data=form, headers={"Origin": at.http})
        assert refused.status_code == 403 and says(refused.text, "pages.errors.passwords_off")
        assert (await through(browser)).headers["location"] == "/console"
        await at.house.services.providers.passwords_on()
        assert (await sign_in(other)).status_code == 303


async def test_with_passwords_off_a_mailed_link_is_no_way_around(at: Running, there: StandIn):
    await known(at, there, passwords_off=True)
    secret = await at.house.services.new_passwords.link((await operator(at, EMAIL)).id)
    async with browsing(at) as browser:
        for path in ("/password", f"/password/{secret}"):
            for answer in (await browser.get(path), await browser.post(path, data={"password": "восемь ложек"})):
                assert answer.status_code == 403 and says(answer.text, "pages.message.passwords_off.what")
        await at.house.services.providers.passwords_on()
        assert (await browser.get(f"/password/{secret}")).status_code == 200


async def test_strangers_do_not_make_us_ask_the_provider_without_end(tmp_path: Path, filled_file: Path):
    shutil.copy(filled_file, tmp_path / "samovar.db")
    few = replace(LIMITS, provider_address=3)
    async with provider() as there, running(tmp_path, filled=False, limits=few) as at, browsing(at) as browser:
        await known(at, there)
        assert (await through(browser)).headers["location"] == "/console"
        assert [(await to_provider(browser)).status_code for _ in range(3)] == [303, 429, 429]
        refused = await browser.get("/signin/provider/back")
        assert refused.status_code == 429 and says(refused.text, "pages.message.provider_many.what")
        browser.headers["X-Forwarded-For"] = "203.0.113.9"
        assert (await to_provider(browser)).status_code == 303


async def test_a_second_factor_of_ours_is_for_our_passwords(at: Running, there: StandIn):
    await with_app(at)
    await at.house.services.database.write(
        lambda session: session.add(
            Provider(
                issuer=there.issuer, client_id=CLIENT, client_secret=Seal(at.settings.keys).close(SECRET), name="ID"
            )
        )
    )
    async with browsing(at) as browser:
        assert (await through(browser)).headers["location"] == "/console"
