"""Who may come in, and that nobody learns anything of what is not his: the same answer as for what is not there."""

import json
import logging
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
import websockets
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import delete, func, select
from sqlmodel import col

from house import KEY, SHOP, Running, after, running
from peer import Peer, arrive, begin, enter, first_frame, held, new_id, operator
from samovar.domain.people.links import digest
from samovar.model.people import Visitor
from samovar.serve import prepare_logging
from samovar.storage import tables
from samovar.storage.engine.database import Session
from samovar.storage.tables import Membership, utc_now
from samovar.web.guard.tokens import VISITOR_LASTS, BadToken, Tokens

RANDOM = "a-random-id-of-nothing"


async def knock(at: Running, path: str, headers: dict[str, str], hello: dict[str, Any] | None = None) -> int | None:
    """What a socket with these headers meets: an HTTP status, a close code, or None for a welcome."""
    try:
        socket = await websockets.connect(at.ws + path, additional_headers=headers, proxy=None, max_queue=None)
    except websockets.InvalidStatus as refused:
        return refused.response.status_code
    at.guests.append(socket)
    try:
        await socket.send(json.dumps(first_frame("") | (hello or {})))
        return None if json.loads(await socket.recv())["t"] == "welcome" else 0
    except websockets.ConnectionClosed as end:
        return end.rcvd.code if end.rcvd else 1006


# ---------------------------------------------------------------- origins

FOREIGN = [
    None, "null", "", "http://evil.example", "https://shop.example", "http://shop.example:8080", "http://shop.example.",
    "http://shop.example.evil.example", "http://evilshop.example", "http://sub.shop.example", "http://shop.example/",
    "http://shop.example@evil.example", "file://", "*", "HTTP://SHOP.EXAMPLE", "http://Shop.example",
    "Http://shop.example", "http://shop.example:80", " http://shop.example:", "http://shop.example, http://shop.example",
]  # fmt: skip


@pytest.mark.parametrize("origin", FOREIGN)
async def test_the_visitors_door_opens_to_pages_of_our_sites_only(at: Running, origin: str | None):
    mary = await arrive(at)
    headers = {} if origin is None else {"Origin": origin}
    assert await knock(at, "/ws/visitor", headers, {"token": mary.token}) == 403
    assert await knock(at, "/ws/visitor", {"Origin": SHOP}, {"token": mary.token}) is None


@pytest.mark.parametrize("origin", [*FOREIGN, SHOP, "their own, other port", "their own, https", "their own, dotted"])
async def test_the_operators_door_opens_to_our_own_pages_only(at: Running, origin: str | None):
    anna = operator(at, "anna")
    made = {
        "their own, other port": f"http://127.0.0.1:{at.port + 1}",
        "their own, https": f"https://127.0.0.1:{at.port}",
        "their own, dotted": at.http + ".evil.example",
    }
    origin = made.get(origin or "", origin)
    headers = {"Cookie": anna.headers["Cookie"]} | ({} if origin is None else {"Origin": origin})
    assert await knock(at, "/ws/operator", headers, {"token": anna.token}) == 403
    assert await knock(at, "/ws/operator", anna.headers, {"token": anna.token}) is None


async def test_a_page_of_one_site_does_not_speak_for_visitors_of_another(at: Running):
    mary = await arrive(at)
    assert await knock(at, "/ws/visitor", {"Origin": "http://other.example"}, {"token": mary.token}) == 4403


async def test_there_is_no_other_socket(at: Running):
    for path in ("/ws", "/ws/", "/ws/visitor/", "/ws/admin", "/console"):
        assert await knock(at, path, {"Origin": at.http}) == 403


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


# ---------------------------------------------------------------- somebody else's conversation

COMMANDS: dict[str, dict[str, Any]] = {
    "claim": {}, "release": {"lock": 1}, "transfer": {"lock": 1, "to": "operator-ivan-000"}, "accept": {},
    "decline": {}, "move": {"lock": 1, "to": "channel-kazan-0000"}, "close": {"lock": 1}, "reopen": {},
    "correct": {"field": "city", "value": "Тверь"},
}  # fmt: skip


async def tried(peer: Peer, conv: str, visitor: bool) -> dict[str, Any]:
    """Everything one can ask or do about a conversation, and the answers."""
    answers: dict[str, Any] = {}
    note = {} if visitor else {"lock": 1}
    answers["send"] = await peer.told("cid", "one-same-cid-0000", _send(conv, **note))
    if not visitor:
        answers["note"] = await peer.told("cid", "one-same-cid-0000", _send(conv, kind="note"))
        answers["look"] = await peer.told("rid", "one-same-rid-0000", _ask("look", conv=conv))
        answers["earlier"] = await peer.told("rid", "one-same-rid-0000", _ask("list", visitor_of=conv))
    for more in ({}, {"after": 0}, {"before": 5}):
        answers[f"get {more}"] = await peer.told("rid", "one-same-rid-0000", _ask("get", conv=conv, **more))
    for name, more in COMMANDS.items():
        if visitor and name != "close":
            continue
        more = {} if visitor else more
        answers[name] = await peer.told("rid", "one-same-rid-0000", _ask(name, conv=conv, **more))
    for signal in ("typing", "read", "got"):
        await peer.send(t=signal, conv=conv, **({} if signal == "typing" else {"seq": 1}))
    await peer.rows()
    return answers


def _send(conv: str, **more: Any) -> dict[str, Any]:
    return {"t": "send", "cid": "one-same-cid-0000", "conv": conv, "body": "Впустите", **more}


def _ask(t: str, **more: Any) -> dict[str, Any]:
    return {"t": t, "rid": "one-same-rid-0000", **more}


@pytest.mark.parametrize("state", ["waiting", "held", "closed"])
@pytest.mark.parametrize("who", ["another visitor", "timur", "stranger"])
async def test_what_is_not_ones_own_is_answered_like_what_is_not_there(at: Running, who: str, state: str):
    mary = await begin(at)
    [anna, _] = await enter(at, "anna", "ivan")
    if state != "waiting":
        await anna.claim(mary.conv)
    if state == "closed":
        await anna.cmd("close", lock=anna.lock)
    peer = await begin(at) if who == "another visitor" else (await enter(at, who))[0]
    entries = await stored(at)
    theirs = await tried(peer, mary.conv, who == "another visitor")
    nothing = await tried(peer, RANDOM, who == "another visitor")
    assert theirs == nothing
    assert {answer["code"] for answer in theirs.values()} == {"not_found"}
    assert {answer["t"] for answer in theirs.values()} == {"no"}
    assert all(not {"by", "at", "retry"} & answer.keys() for answer in theirs.values())
    assert await stored(at) == entries
    await mary.say("Я здесь")
    await peer.expect_silence("ev", lambda frame: frame["conv"] == mary.conv)


async def stored(at: Running) -> int:
    counting = select(func.count()).select_from(tables.Entry)
    return await at.house.services.database.read(lambda session: session.execute(counting).scalar_one())


async def test_a_visitor_cannot_write_on_in_his_neighbours_closed_talk(at: Running):
    mary, anna = await held(at)
    await anna.cmd("close", lock=anna.lock)
    paul = await begin(at)
    refused = await paul.told("cid", "one-same-cid-0000", _send(mary.conv))
    assert refused["code"] == "not_found"
    assert [row["state"] for row in await mary.rows(state="all")] == ["closed"]


async def test_ids_of_one_site_are_nothing_at_another(at: Running):
    _, anna = await held(at)
    [stranger] = await enter(at, "stranger")
    paul = await arrive(at)
    await paul.come_in()
    refused = await paul.say("Привет", new={"ccid": new_id(), "channel": "channel-elsewhere-0000"})
    assert refused["code"] == "no_channel"
    assert (await anna.cmd("move", lock=anna.lock, to="channel-elsewhere-0000"))["code"] == "not_found"
    assert (await anna.cmd("transfer", lock=anna.lock, to="operator-stranger-000"))["code"] == "not_found"
    assert await stranger.rows(state="all") == []


async def test_what_a_colleague_holds_is_known_but_closed(at: Running):
    """In one's own channel a talk is known: who has it, and nothing of what it says."""
    mary, anna = await held(at)
    await anna.say("Тайна", lock=anna.lock)
    [ivan] = await enter(at, "ivan")
    answers = await tried(ivan, mary.conv, visitor=False)
    answers.pop("accept"), answers.pop("decline"), answers.pop("reopen")
    assert {answer["code"] for answer in answers.values()} - {"offline_target", "bad_request"} == {"taken"}
    assert answers["claim"]["by"]["name"] == "Анна" and answers["claim"]["at"]
    assert "Тайна" not in json.dumps(ivan.frames, ensure_ascii=False)


# ---------------------------------------------------------------- ids and secrets


class Lines(logging.Handler):
    """What the log would show, but for the tests' own client."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if not record.name.startswith("websockets"):
            self.lines.append(record.getMessage() + str(record.exc_info))


@pytest.fixture
def log() -> Iterator[Lines]:
    """The log as the server prepares it, at its most talkative."""
    root, lines = logging.getLogger(), Lines()
    before = (root.level, list(root.handlers))
    prepare_logging("debug")
    root.handlers = [lines]
    yield lines
    root.setLevel(before[0])
    root.handlers = before[1]


async def test_secrets_and_words_of_people_are_never_logged(on_each: Running, log: Lines):
    mary, anna = await held(on_each)
    await mary.say("SECRET-WORDS")
    await anna.say("SECRET-WORDS" * 1000, lock=anna.lock)
    await mary.raw('{"t":"send","body":"SECRET-WORDS","token":"' + mary.token + '"}')
    await mary.closes()
    said = "\n".join(log.lines)
    assert "bad frame" in said
    secrets = (mary.token, anna.token, "secret-anna", digest("secret-anna"), "SECRET-WORDS")
    assert [each for each in secrets if each in said] == []


async def test_tokens_never_come_back_in_frames(at: Running):
    mary, anna = await held(at)
    assert mary.token not in json.dumps(mary.frames) and anna.token not in json.dumps(anna.frames)


def test_one_event_is_one_line_whatever_strangers_send(capsys: pytest.CaptureFixture[str], log: Lines):
    logging.getLogger().handlers = []
    prepare_logging("info")
    logging.getLogger("samovar").warning("bad frame from %s", "x\r\n2026 ERROR root: all is lost\x1b[31m\u2028")
    err = capsys.readouterr().err
    assert err.count("\n") == 1 and "\x1b" not in err and "\u2028" not in err
    assert "\\r\\n2026" in err


def test_ids_are_random_and_long():
    made = {tables.new_id() for _ in range(100_000)}
    assert len(made) == 100_000 and {len(each) for each in made} == {22}


async def test_another_house_with_another_secret_knows_nobody(tmp_path: Path, at: Running, filled_file: Path):
    mary = await begin(at)
    other = tmp_path / "other"
    other.mkdir()
    shutil.copy(filled_file, other / "samovar.db")
    async with running(other, filled=False, secret="z" * 43) as there:
        assert await knock(there, "/ws/visitor", {"Origin": SHOP}, {"token": mary.token}) == 4401


# ---------------------------------------------------------------- other rights

CHANGES: dict[str, tuple[str, Callable[[Session], object], int]] = {
    "moved to another channel": ("anna", lambda session: _in(session, "anna", "kazan"), 4403),
    "out of one of two channels": ("ivan", lambda session: _in(session, "ivan", "moscow"), 4403),
    "disabled": ("anna", lambda session: _set(session, "anna", disabled_at=utc_now()), 4403),
    "demoted": ("marina", lambda session: _set(session, "marina", role="operator"), 4403),
    "another channel besides": ("anna", lambda session: _in(session, "anna", "moscow", "kazan"), 1012),
    "promoted": ("anna", lambda session: _set(session, "anna", role="administrator"), 1012),
}


def _in(session: Session, name: str, *channels: str) -> None:
    session.execute(delete(Membership).where(col(Membership.operator_id) == f"operator-{name}-000"))
    session.add_all(
        Membership(operator_id=f"operator-{name}-000", channel_id=f"channel-{each}-0000") for each in channels
    )


def _set(session: Session, name: str, **values: object) -> None:
    operator = session.get_one(tables.Operator, f"operator-{name}-000")
    for field, value in values.items():
        setattr(operator, field, value)


@pytest.mark.parametrize("what", CHANGES)
async def test_whoever_has_lost_a_right_is_sent_away_at_once_and_hears_nothing_more(at: Running, what: str):
    """Who has only gained some comes back unasked, and with them."""
    name, change, code = CHANGES[what]
    await at.house.services.database.write(lambda session: _in(session, "ivan", "moscow", "kazan"))
    await at.house.services.directory.refresh()
    mary = await begin(at)
    [peer] = await enter(at, name)
    await at.house.services.database.write(change)
    assert await peer.closes(within=6) == code
    heard = len(peer.frames)
    assert (await mary.say("Слышно?"))["t"] == "ok"
    assert len(peer.frames) == heard
