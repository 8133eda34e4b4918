"""Who gets a line of requests: the same proofs as for a socket."""

import pytest

from browser import Browser, browsing
from house import SHOP, Running, Within, until
from peer import arrive, begin, operator
from polled import PING, Polled, knock, on_line, polled, still

FOREIGN = [None, "null", "", "http://evil.example", "https://shop.example", "http://shop.example.evil.example", "*"]


@pytest.mark.parametrize("origin", FOREIGN)
async def test_only_pages_of_our_own_get_a_line(at: Running, origin: str | None):
    mary, anna = await arrive(at), operator(at, "anna")
    given = {} if origin is None else {"Origin": origin}
    assert await knock(at, "visitor", given, mary.token) == 403
    cookie = {"Cookie": anna.headers["Cookie"]}
    assert await knock(at, "operator", cookie | given, anna.token) == 403
    assert await knock(at, "operator", cookie | {"Origin": SHOP}, anna.token) == 403
    assert await knock(at, "operator", anna.headers, anna.token) is None


async def test_a_line_needs_the_same_proof_as_a_socket(at: Running):
    mary, anna, ivan = await arrive(at), operator(at, "anna"), operator(at, "ivan")
    for token in ("", "x", mary.token[:-1], anna.token):
        assert await knock(at, "visitor", mary.headers, token) == 4401
    assert await knock(at, "visitor", {"Origin": "http://other.example"}, mary.token) == 4403
    for token in ("", ivan.token, mary.token):
        assert await knock(at, "operator", anna.headers, token) == 4401
    for cookie in ("", "samovar_session=nonsense"):
        assert await knock(at, "operator", {"Origin": at.http, "Cookie": cookie}, anna.token) == 4401


async def test_a_line_is_nobodys_who_does_not_stand_where_it_was_opened(at: Running):
    mary, anna = await on_line(await begin(at)), await on_line(operator(at, "anna"))
    ivan = operator(at, "ivan").headers["Cookie"]
    strangers: list[tuple[Polled, str, dict[str, str]]] = [
        (mary, "/line/visitor", {"Origin": "http://other.example"}), (mary, "/line/visitor", {}),
        (mary, "/line/operator", anna.headers), (anna, "/line/visitor", {"Origin": SHOP}),
        (anna, "/line/operator", {"Origin": at.http}), (anna, "/line/operator", {"Origin": at.http, "Cookie": ivan}),
        (anna, "/line/operator", {"Origin": SHOP, "Cookie": anna.headers["Cookie"]}),
    ]  # fmt: skip
    async with browsing(at) as browser:
        for owner, path, headers in strangers:
            for deed in ("/say", "/take"):
                body = f"{owner.line}\n{owner.seen}"
                answer = await browser.post(path + deed, content=body, headers=headers)
                assert (answer.status_code, answer.text) == (404, ""), (path, headers)
    assert (await mary.say("Никто не помешал"))["t"] == "ok"
    assert (await anna.ask("list"))["t"] == "page"


async def test_a_made_up_line_is_like_one_that_has_ended(at: Running):
    mary = await on_line(await begin(at))
    for name in ("", "x", mary.line[:-1], mary.line + "A", mary.line.swapcase(), "\x00", "é"):
        assert (await mary.request("/say", name, PING)).status_code == 404


async def test_signing_out_ends_the_lines_of_that_session(at: Running):
    anna, ivan = await on_line(operator(at, "anna")), await on_line(operator(at, "ivan"))
    async with browsing(at, "secret-anna") as browser:
        await browser.post("/signout", data={"token": anna.token}, headers={"Origin": at.http})
    assert await anna.closes() == 4401
    assert (await ivan.ask("list"))["t"] == "page"


async def test_nothing_is_kept_and_only_our_sites_may_read_it(at: Running):
    mary, anna = await on_line(await begin(at)), await on_line(operator(at, "anna"))
    for peer, mine in ((mary, SHOP), (anna, None)):
        for answer in (await peer.request("/say", peer.line, PING), await peer.request("/say", "x")):
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers.get("access-control-allow-origin") == mine
            assert "access-control-allow-credentials" not in answer.headers and "set-cookie" not in answer.headers
    async with Browser(at) as browser:
        asked = await browser.options("/line/visitor/take", headers={"Origin": SHOP})
        assert (asked.status_code, asked.headers["access-control-allow-origin"]) == (204, SHOP)
        foreign = await browser.options("/line/visitor/take", headers={"Origin": "http://evil.example"})
        assert "access-control-allow-origin" not in foreign.headers


async def test_a_lines_id_is_random_and_long(at: Running):
    peers = [await still(await arrive(at)) for _ in range(5)]
    assert len({peer.line for peer in peers}) == 5 and {len(peer.line) for peer in peers} == {22}


async def test_strangers_on_lines_leave_room_for_operators_and_for_those_who_talk(within: Within):
    async with within(sockets=4) as at:
        mary = await begin(at)
        await mary.leave()
        await until(lambda: at.house.sockets.living == 0)
        for _ in range(2):
            await on_line(await arrive(at))
        late = polled(await arrive(at))
        await late.connect()
        assert await late.closes() == 1013
        await on_line(mary)
        await on_line(operator(at, "anna"))
