"""What opens a socket besides its origin: a visitor's token, an operator's session with the page's token."""

from datetime import timedelta

import httpx2
import pytest
from itsdangerous import URLSafeTimedSerializer

from house import KEY, SHOP, Running, after
from knocking import knock
from peer import Peer, arrive, begin, enter, operator
from samovar.domain.people.links import digest
from samovar.model.people import Visitor
from samovar.web.guard.tokens import VISITOR_LASTS, BadToken, Tokens

# ---------------------------------------------------------------- visitors' tokens


def spoiled_tokens(at: Running, token: str) -> dict[str, str]:
    salted = URLSafeTimedSerializer(KEY, salt="samovar.page")
    who = ["site-of-the-shop00", at.house.services.tokens.visitor(token).id]
    return {
        "empty": "",
        "cut": token[:-1],
        "half": token[: len(token) // 2],
        "longer": token + "A",
        "of another purpose": str(salted.dumps(who)),
        "of another key": str(URLSafeTimedSerializer("x" * 43, salt="samovar.visitor").dumps(who)),
        "of another shape": str(URLSafeTimedSerializer(KEY, salt="samovar.visitor").dumps({"id": who[1]})),
        "of numbers": str(URLSafeTimedSerializer(KEY, salt="samovar.visitor").dumps([1, 2])),
        "of a page": at.house.services.tokens.for_page(digest("secret-anna")),
        "an id": who[1],
        "very long": "x" * 4096,
        "unsigned": token.split(".")[0],
        "of another site": at.house.services.tokens.for_visitor(Visitor(who[1], "site-that-is-not-here")),
    }


async def test_a_spoiled_token_opens_nothing(at: Running):
    mary = await begin(at)
    for what, token in spoiled_tokens(at, mary.token).items():
        expected = 4403 if what == "of another site" else 4401
        assert await knock(at, "/ws/visitor", {"Origin": SHOP}, {"token": token}) == expected, what
    assert await knock(at, "/ws/visitor", {"Origin": SHOP}, {"token": "x" * 4097}) == 4400


def test_every_single_changed_letter_of_a_token_is_noticed():
    tokens = Tokens([KEY])
    token = tokens.for_visitor(Visitor("visitor-0000-0000", "site-0000-0000-000"))
    accepted = 0
    for place in range(len(token)):
        for letter in "Ax-_.0":
            try:
                guest = tokens.visitor(token[:place] + letter + token[place + 1 :])
            except BadToken:
                continue
            # The last letter of a base64 part has bits that mean nothing.
            assert guest.id == "visitor-0000-0000"
            accepted += letter != token[place]
    assert accepted <= 8


async def test_an_expired_token_opens_nothing(at: Running, monkeypatch: pytest.MonkeyPatch):
    mary = await arrive(at)
    after(monkeypatch, VISITOR_LASTS + 10)
    assert await knock(at, "/ws/visitor", {"Origin": SHOP}, {"token": mary.token}) == 4401


def test_keys_are_changed_without_sending_anybody_away():
    old, new = "o" * 43, "n" * 43
    before, during, after = Tokens([old]), Tokens([old, new]), Tokens([new])
    token = before.for_visitor(Visitor("visitor", "site"))
    assert during.visitor(token).id == "visitor"
    assert after.visitor(during.for_visitor(Visitor("visitor", "site"))).id == "visitor"
    with pytest.raises(BadToken):
        after.visitor(token)


async def test_the_token_of_a_visitor_who_was_erased_is_nobodys(at: Running):
    ghost = Peer(at, at.house.services.tokens.for_visitor(Visitor("ghost", "site-of-the-shop00")), "/ws/visitor", {})
    ghost.headers["Origin"] = SHOP
    await ghost.connect()
    assert await ghost.closes() == 4401, "their window begins anew, as somebody else"


# ---------------------------------------------------------------- operators' sessions


@pytest.mark.parametrize(
    "cookie",
    [
        "", "samovar_session=", "samovar_session=nonsense", "samovar_session=operator-anna-000", "other=secret-anna",
        f"samovar_session={digest('secret-anna')}", "samovar_session=secret-anna; samovar_session=nonsense",
        "samovar_session=\"\\377", "x" * 3000,
    ],
)  # fmt: skip
async def test_without_a_living_session_nobody_is_an_operator(at: Running, cookie: str):
    anna = operator(at, "anna")
    headers = {"Origin": at.http} | ({"Cookie": cookie} if cookie else {})
    assert await knock(at, "/ws/operator", headers, {"token": anna.token}) == 4401


async def test_the_cookie_alone_is_not_enough(at: Running):
    anna, ivan, mary = operator(at, "anna"), operator(at, "ivan"), await arrive(at)
    page = URLSafeTimedSerializer(KEY, salt="samovar.page")
    for token in ("", "x", ivan.token, mary.token, str(page.dumps("secret-anna")), anna.token[:-2]):
        assert await knock(at, "/ws/operator", anna.headers, {"token": token}) == 4401


async def test_the_pages_token_alone_is_not_enough(at: Running):
    anna, ivan = operator(at, "anna"), operator(at, "ivan")
    assert await knock(at, "/ws/operator", ivan.headers, {"token": anna.token}) == 4401


async def test_an_ended_session_is_no_session(at: Running):
    anna = operator(at, "anna")
    at.clock.ahead = timedelta(hours=13)
    assert await knock(at, "/ws/operator", anna.headers, {"token": anna.token}) == 4401


async def test_signing_out_closes_the_sockets_of_that_session_at_once(at: Running):
    anna, ivan = await enter(at, "anna", "ivan")
    [other] = await enter(at, "anna")
    async with httpx2.AsyncClient(base_url=at.http, cookies={"samovar_session": "secret-anna"}) as browser:
        left = await browser.post("/signout", data={"token": anna.token}, headers={"Origin": at.http})
    assert left.status_code == 303 and left.headers["location"] == "/signin"
    assert [await anna.closes(), await other.closes()] == [4401, 4401]
    assert (await ivan.ask("list"))["t"] == "page"
    assert await knock(at, "/ws/operator", anna.headers, {"token": anna.token}) == 4401


async def test_a_session_that_ended_elsewhere_closes_its_socket(at: Running, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("samovar.web.operator.side.RECHECK", 0.1)
    [anna] = await enter(at, "anna")
    await at.house.services.accounts.sign_out("secret-anna")
    assert await anna.closes() == 4401
