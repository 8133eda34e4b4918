"""Colleagues accept their invitation, once, and say how sentences speak of them."""

from datetime import timedelta

import pytest

from browser import browsing, says, says_error
from house import Running
from joiners import FIRST, PASSWORD, count, invited, link, one
from peer import Peer, held
from samovar.domain.people.joining import EmailTaken
from samovar.storage.tables import Operator

# ---------------------------------------------------------------- invitations


async def test_an_invitation_says_who_calls_and_where_to(at: Running):
    async with browsing(at) as browser:
        page = await browser.get(await invited(at))
    assert says(page.text, "pages.invite.call_channel", who="Марина", channels="Москва")
    assert 'value="Пётр"' in page.text and "petr@olha.example" in page.text


async def test_an_accepted_invitation_opens_the_console(at: Running):
    async with browsing(at) as browser:
        path = await invited(at)
        came = await browser.submit(path, name="Пётр Первый", password=PASSWORD)
        assert (came.status_code, came.headers["location"]) == (303, "/console")
        console = await browser.get("/console")
        assert console.status_code == 200
        who = await one(at, Operator, email="petr@olha.example")
        assert (who.name, who.role) == ("Пётр Первый", "operator")
        again = await browser.get(path)
        assert again.status_code == 410 and says(again.text, "pages.message.invite_used.title")
        assert (await browser.post(path, data={"name": "x"}, headers={"Origin": at.http})).status_code == 410
    petr = Peer(
        at, at.house.services.tokens.for_page(at.house.services.accounts.key_of(browser.session)), "/ws/operator", {}
    )
    petr.headers = {"Origin": at.http, "Cookie": f"samovar_session={browser.session}"}
    await petr.come_in()
    assert await petr.rows() == []


@pytest.mark.parametrize(
    "link", ["/invite/nothing", "/setup/nothing", "expired", "setup as invitation", "invitation as setup"]
)
async def test_a_link_that_does_not_work_says_so_and_makes_nothing(at: Running, link: str):
    path = link
    if link == "expired":
        path = await invited(at)
        at.clock.ahead = timedelta(days=8)
    if link == "invitation as setup":
        path = (await invited(at)).replace("/invite/", "/setup/")
    if link == "setup as invitation":
        path = await invited(at, email="", role="administrator")
    async with browsing(at) as browser:
        for answer in (await browser.get(path), await browser.post(path, data=FIRST, headers={"Origin": at.http})):
            assert answer.status_code == 410 and "/signin" in answer.text and "set-cookie" not in answer.headers
    assert await count(at, Operator) == 5


async def test_an_invitation_lets_nobody_choose_role_or_address(at: Running):
    async with browsing(at) as browser:
        path = await invited(at)
        for more in ({"role": "administrator"}, {"email": "evil@olha.example"}, {"channels": "channel-kazan-0000"}):
            refused = await browser.submit(path, name="Пётр", password=PASSWORD, **more)
            assert refused.status_code == 400 and says_error(refused.text, "form")
    assert await count(at, Operator) == 5


async def test_an_invitation_to_an_address_already_here_makes_nothing(at: Running):
    with pytest.raises(EmailTaken):
        await invited(at, email="Anna@olha.example")
    first, second = [await invited(at, email="new@olha.example") for _ in range(2)]
    async with browsing(at) as browser:
        assert (await browser.submit(first, name="Анна", password=PASSWORD)).status_code == 303
    async with browsing(at) as browser:
        assert (await browser.submit(second, name="Анна", password=PASSWORD)).status_code == 410
    assert await count(at, Operator) == 6


# ---------------------------------------------------------------- how sentences speak of somebody


@pytest.mark.parametrize("grammar", ["she", "he", ""])
async def test_whoever_joins_says_how_sentences_speak_of_them(at: Running, grammar: str):
    secret = await at.house.services.accounts.invite(
        email="sasha@olha.example", name="", role="operator", channels=["channel-moscow-0000"]
    )
    async with browsing(at) as browser:
        form = await browser.get(f"/invite/{secret}")
        assert f'name="grammar" value="{grammar}"' in form.text
        await browser.submit(f"/invite/{secret}", name="Саша", password=PASSWORD, grammar=grammar)
    assert (await one(at, Operator, email="sasha@olha.example")).grammar == grammar


async def test_a_grammar_that_we_do_not_know_is_refused_in_words(empty_house: Running):
    async with browsing(empty_house) as browser:
        page = await browser.submit(await link(empty_house), **FIRST, grammar="it")
        assert page.status_code == 400 and says(page.text, "pages.errors.grammar_bad")


async def test_everybody_may_change_how_they_are_spoken_of_and_it_is_told_at_once(at: Running):
    mary, anna = await held(at)
    assert (await anna.cmd("profile", grammar="she"))["t"] == "ok"
    told = await anna.expect("people", lambda frame: any(each.get("grammar") for each in frame["people"]))
    assert next(each for each in told["people"] if each["name"] == "Анна")["grammar"] == "she"
    assert (await anna.cmd("profile", latin="Anna  Sokolova"))["t"] == "ok"
    await anna.say("Здравствуйте", lock=anna.lock)
    heard = await mary.expect("ev", lambda frame: frame["e"].get("body") == "Здравствуйте")
    by = heard["e"]["by"]
    assert (by["name"], by["latin"], by["grammar"]) == ("Анна", "Anna Sokolova", "she")
    for said in ({"grammar": "it"}, {"latin": "Анна"}, {"latin": "\u202eAnna"}, {}):
        assert (await anna.cmd("profile", **said))["code"] == "bad_request"
    assert (await anna.cmd("profile", latin="A" * 101))["code"] == "too_long"
