"""Whoever signs in is who they say, is free, and nobody acts as another."""

import json

import pytest

from browser import EMAIL, Browser, browsing, hire, sign_in
from house import Running
from peer import Frame, Peer, arrive, enter, operator
from samovar.domain.people.links import digest
from samovar.web import wire

ANNA, IVAN = "operator-anna-000", "operator-ivan-000"


def presence(at: Running, email: str = EMAIL) -> tuple[str, str]:
    found = next(each for each in at.house.services.directory.operators() if each.email == email)
    return found.presence, found.why


async def console(at: Running, browser: Browser) -> Peer:
    """A tab of the signed-in browser."""
    page = (await browser.get("/console")).text
    boot = json.loads(page.split('id="boot">')[1].split("</script>")[0])
    peer = Peer(at, boot["token"], "/ws/operator", {"Origin": at.http, "Cookie": f"samovar_session={browser.session}"})
    await peer.come_in(who=boot["me"]["id"])
    return peer


async def sign_out(browser: Browser, peer: Peer) -> None:
    await browser.post("/signout", data={"token": peer.token}, headers={"Origin": browser.origin})


async def test_a_break_ends_with_signing_in_again(at: Running):
    await hire(at)
    async with browsing(at) as browser:
        await sign_in(browser)
        petr = await console(at, browser)
        await petr.cmd("presence", presence="away", why="обед")
        assert presence(at) == ("away", "обед")
        await sign_out(browser, petr)
        await sign_in(browser)
        assert presence(at) == ("online", "")


async def test_a_break_goes_on_where_the_person_is_still_there_in_another_browser(at: Running):
    await hire(at)
    async with browsing(at) as browser, browsing(at) as phone:
        await sign_in(browser)
        petr = await console(at, browser)
        await petr.cmd("presence", presence="busy", why="")
        await sign_in(phone)
        assert presence(at) == ("busy", "")


@pytest.mark.parametrize(("gone", "now"), [(3_000, "away"), (4_000, "online")])
async def test_a_break_does_not_last_over_a_long_absence(at: Running, gone: int, now: str):
    """The cookie lives for days: who comes back the next morning is there, without signing in."""
    [anna] = await enter(at, "anna")
    await anna.cmd("presence", presence="away", why="")
    await anna.leave()
    await at.has_gone(ANNA)
    at.clock.seconds += gone
    [again] = await enter(at, "anna")

    def mine(frame: Frame) -> bool:
        return any(each["id"] == ANNA and each.get("presence") == now for each in frame["people"])

    await again.expect("people", mine)


async def test_a_page_acts_only_as_the_person_it_was_drawn_for(at: Running):
    """Its token is another's now, for it was renewed after the other had signed in in this browser."""
    ivan = operator(at, "ivan")
    await ivan.connect(who=ANNA)
    assert await ivan.closes() == wire.CloseCode.TOKEN
    assert not at.house.services.operators.here(IVAN)
    assert (await operator(at, "ivan").come_in(who=IVAN))["you"]["id"] == IVAN


async def test_a_visitors_page_acts_only_as_the_visitor_it_met_first(at: Running):
    mary, paul = await arrive(at), await arrive(at)
    me = (await mary.come_in())["you"]["id"]
    await paul.connect(who=me)
    assert await paul.closes() == wire.CloseCode.TOKEN


async def test_signing_in_ends_the_session_this_browser_had(at: Running):
    """Whoever had it before is told at once, not at the next broken line."""
    await hire(at)
    async with browsing(at, "secret-anna") as browser:
        anna = operator(at, "anna")
        await anna.come_in()
        await sign_in(browser)
        assert await anna.closes() == wire.CloseCode.TOKEN
        assert await at.house.services.accounts.who("secret-anna") is None


async def test_a_form_of_one_persons_page_does_nothing_to_another(at: Running):
    async with browsing(at, "secret-ivan") as browser:
        annas = at.house.services.tokens.for_page(digest("secret-anna"))
        refused = await browser.post("/signout", data={"token": annas}, headers={"Origin": browser.origin})
        assert refused.status_code == 403
        assert await at.house.services.accounts.who("secret-ivan") is not None
