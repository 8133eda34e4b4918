"""Who may come in, and that nobody learns anything of what is not his: the same answer as for what is not there."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import delete, func, select
from sqlmodel import col

from house import SHOP, Running
from knocking import knock
from peer import Peer, arrive, begin, enter, held, new_id, operator
from samovar.storage import tables
from samovar.storage.engine.database import Session
from samovar.storage.tables import Membership, utc_now

RANDOM = "a-random-id-of-nothing"


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
