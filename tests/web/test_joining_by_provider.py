"""Joining where no password opens: the company's provider says who opens an invitation; no page offers a password."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from browser import EMAIL, Browser, browsing, csrf_of, hire, says, sign_in
from house import Running, after
from newcomers import operator
from samovar.sealing import Seal
from samovar.storage.tables import Identity, Mail, PasswordLink, Provider
from standin import CLIENT, SECRET, StandIn, provider, through

ABOUT = {"name": "Пётр Петров", "title": "Дизайнер", "grammar": "he"}
PASSWORD_FIELD = 'type="password"'
IVAN, ACCESS = "/settings/people/operator-ivan-000", "/settings/me/access"


@pytest.fixture
async def there() -> AsyncIterator[StandIn]:
    async with provider() as made:
        yield made


async def passwords_off(at: Running, there: StandIn, **more: str) -> None:
    secret = Seal(at.settings.keys).close(SECRET)
    row = Provider(
        issuer=there.issuer, client_id=CLIENT, client_secret=secret, name="Ольха ID", passwords_off=True, **more
    )
    await at.house.services.database.write(lambda session: session.add(row))


async def invited(at: Running, email: str = EMAIL) -> str:
    services = at.house.services
    return await services.accounts.invite(email=email, name="Пётр", role="operator", channels=["channel-moscow-0000"])


async def post(browser: Browser, path: str, csrf: str, **said: str):
    return await browser.post(path, data={"csrf": csrf, **said}, headers={"Origin": browser.origin})


async def prove(browser: Browser, secret: str):
    return await through(browser, invitation=secret)


async def test_an_invitation_leads_through_the_provider_and_asks_for_no_password(at: Running, there: StandIn):
    await passwords_off(at, there)
    secret = await invited(at)
    async with browsing(at) as browser:
        first = (await browser.get(f"/invite/{secret}")).text
        assert says(first, "pages.invite.who", email=EMAIL, name="Ольха ID") and "<form" not in first
        assert f"/signin/provider?invitation={secret}" in first
        back = await prove(browser, secret)
        assert (back.status_code, back.headers["location"]) == (303, f"/invite/{secret}")
        form = (await browser.get(f"/invite/{secret}")).text
        assert PASSWORD_FIELD not in form and 'name="grammar"' in form and 'name="photo"' in form
        came = await post(browser, f"/invite/{secret}", csrf_of(form), **ABOUT)
        assert (came.status_code, came.headers["location"]) == (303, "/console")
        assert (await browser.get("/console")).status_code == 200 and "samovar_vouched" not in browser.cookies
    who = await operator(at, EMAIL)
    assert (who.name, who.title, who.grammar, who.password) == ("Пётр Петров", "Дизайнер", "he", "")
    async with browsing(at) as elsewhere:
        assert (await through(elsewhere)).headers["location"] == "/console"


async def test_without_the_provider_nobody_joins_whatever_they_send(at: Running, there: StandIn, monkeypatch):
    await passwords_off(at, there)
    secret, other = await invited(at), await invited(at, "lena@olha.example")
    async with browsing(at) as browser:
        await prove(browser, secret)
        csrf = csrf_of((await browser.get(f"/invite/{secret}")).text)
    async with browsing(at) as stranger:
        for more in ({}, {"password": "семь чайных ложек"}):
            refused = await post(stranger, f"/invite/{secret}", csrf, **ABOUT, **more)
            assert refused.status_code == 403 and says(refused.text, "pages.errors.invite_who")
        await prove(stranger, secret)  # For Petr's link, which opens no other.
        assert (await post(stranger, f"/invite/{other}", csrf, **ABOUT)).status_code == 403
        after(monkeypatch, 3601)
        assert (await post(stranger, f"/invite/{secret}", csrf, **ABOUT)).status_code == 403
    found = await at.house.services.database.read(lambda session: session.scalars(select(Identity)).all())
    assert found == []


@pytest.mark.parametrize(
    ("claims", "kind"),
    [
        ({"email": "lena@olha.example"}, "provider_another_person"),
        ({"email_verified": False}, "provider_not_vouched"),
        ({"email": "petr@elsewhere.example"}, "provider_other_domain"),
    ],
)
async def test_somebody_else_reads_why_and_the_way_back(
    at: Running, there: StandIn, claims: dict[str, object], kind: str
):  # fmt: skip
    await passwords_off(at, there, domain="olha.example")
    there.token |= claims
    secret = await invited(at)
    async with browsing(at) as browser:
        refused = await prove(browser, secret)
        assert refused.status_code == 403 and says(refused.text, f"pages.message.{kind}.next")
        assert f'href="/invite/{secret}"' in refused.text and "samovar_vouched" not in browser.cookies


async def test_whoever_the_provider_knows_as_a_colleague_gets_no_second_account(at: Running, there: StandIn):
    await hire(at)
    await passwords_off(at, there)
    async with browsing(at) as browser:
        await through(browser)
        there.claims |= {"email": "lena@olha.example"}
        secret = await invited(at, "lena@olha.example")
        await prove(browser, secret)
        page = (await browser.get(f"/invite/{secret}")).text
        assert (await post(browser, f"/invite/{secret}", csrf_of(page), **ABOUT)).status_code == 410


async def test_a_used_or_unknown_invitation_leads_nowhere(at: Running, there: StandIn):
    await passwords_off(at, there)
    async with browsing(at) as browser:
        refused = await browser.get("/signin/provider", params={"invitation": "x" * 43})
        assert refused.status_code == 410 and says(refused.text, "pages.message.invite_used.title")


async def test_no_page_offers_a_password_and_no_letter_goes(at: Running, there: StandIn):
    await passwords_off(at, there)
    async with browsing(at, "secret-marina") as marina:
        page = (await marina.get(IVAN)).text
        assert f"{IVAN}/password" not in page and says(page, "settings.people.password_off", name="Ольха ID")
        # As from a page that was opened before they were switched off.
        refused = await post(marina, f"{IVAN}/password", csrf_of(page))
        assert refused.status_code == 400 and says(refused.text, "pages.errors.passwords_off")
        mine = (await marina.get(ACCESS)).text
        assert PASSWORD_FIELD not in mine and says(mine, "settings.me.password_off", name="Ольха ID")
        refused = await post(marina, "/settings/me/password", csrf_of(mine), before="", password="восемь ложек")
        assert refused.status_code == 400 and says(refused.text, "pages.errors.passwords_off")
    for table in (Mail, PasswordLink):
        found = await at.house.services.database.read(lambda session, table=table: session.scalars(select(table)).all())
        assert found == []


async def test_once_passwords_are_back_one_is_set_by_the_mailed_link(at: Running, there: StandIn):
    await passwords_off(at, there)
    secret = await invited(at)
    async with browsing(at) as browser:
        await prove(browser, secret)
        page = (await browser.get(f"/invite/{secret}")).text
        await post(browser, f"/invite/{secret}", csrf_of(page), **ABOUT)
        await at.house.services.providers.passwords_on()
        assert (await sign_in(browser, "")).status_code == 401
        link = await at.house.services.new_passwords.link((await operator(at, EMAIL)).id)
        assert (await browser.submit(f"/password/{link}", password="восемь ложек")).status_code == 303
    async with browsing(at) as other:
        assert (await sign_in(other, "восемь ложек")).headers["location"] == "/console"
