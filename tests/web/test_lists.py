"""Lists of the console: open, closed, all, only mine, by channel; paged over more talks than a page holds; counts."""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from house import Running
from peer import Peer, arrive, begin, enter, held
from samovar.storage.engine.database import Session
from samovar.storage.tables import Conversation, Visitor

SITE, MOSCOW, KAZAN = "site-of-the-shop00", "channel-moscow-0000", "channel-kazan-0000"
ANNA, IVAN, TIMUR = "operator-anna-000", "operator-ivan-000", "operator-timur-000"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def a_talk(n: int) -> dict[str, Any]:
    """Of every ten: four wait, two are Anna's, one is Ivan's, one Anna closed, one Ivan; the last is Kazan's."""
    kind = n % 10
    values: dict[str, Any] = {"channel_id": KAZAN if kind == 9 else MOSCOW}
    if kind in (4, 5, 6):
        owner = IVAN if kind == 6 else ANNA
        values |= {"state": "held", "owner_id": owner, "last_owner_id": owner}
    if kind in (7, 8):
        values |= {"state": "closed", "last_owner_id": ANNA if kind == 7 else IVAN, "closed_at": NOON}
    return values


TALKS = 230


@pytest.fixture
async def busy(at: Running) -> Running:
    """More talks than two pages hold; three at a time changed at the very same moment."""

    def fill(session: Session) -> None:
        for n in range(TALKS):
            session.add(Visitor(id=f"visitor-{n:04}-0000", site_id=SITE))
        session.flush()
        for n in range(TALKS):
            moment = NOON - timedelta(minutes=n // 3)
            session.add(
                Conversation(
                    id=f"conversation-{n * 7919 % 1000:04}", site_id=SITE, visitor_id=f"visitor-{n:04}-0000",
                    number=n + 1, ccid="c", updated_at=moment, opened_at=moment, **a_talk(n),
                )
            )  # fmt: skip

    await at.house.services.database.write(fill)
    return at


async def scrolled(peer: Peer, limit: int = 50, before: str = "", **filters: Any) -> list[dict[str, Any]]:
    """All rows of a list, page by page."""
    rows: list[dict[str, Any]] = []
    for _ in range(100):
        page = await peer.ask("list", limit=limit, **filters, **({"before": before} if before else {}))
        assert len(page["rows"]) <= limit
        rows += page["rows"]
        if "next" not in page:
            return rows
        before = page["next"]
    raise AssertionError("the list never ends")


def wanted(*kinds: int) -> set[int]:
    return {n + 1 for n in range(TALKS) if n % 10 in kinds}


LISTS: list[tuple[str, dict[str, Any], set[int]]] = [
    ("anna", {"state": "open"}, wanted(0, 1, 2, 3, 4, 5, 6)),
    ("anna", {"state": "closed"}, wanted(7, 8)),
    ("anna", {"state": "all"}, wanted(0, 1, 2, 3, 4, 5, 6, 7, 8)),
    ("anna", {"state": "open", "mine": True}, wanted(4, 5)),
    ("anna", {"state": "closed", "mine": True}, wanted(7)),
    ("anna", {"state": "all", "mine": True}, wanted(4, 5, 7)),
    ("ivan", {"state": "all", "mine": True}, wanted(6, 8)),
    ("ivan", {"state": "open"}, wanted(0, 1, 2, 3, 4, 5, 6)),
    ("timur", {"state": "all"}, wanted(9)),
    ("timur", {"state": "all", "mine": True}, set()),
    ("stranger", {"state": "all"}, set()),
    ("marina", {"state": "all"}, wanted(*range(10))),
    ("marina", {"state": "open", "channel": KAZAN}, wanted(9)),
    ("marina", {"state": "all", "mine": True}, set()),
    ("anna", {"state": "all", "channel": MOSCOW}, wanted(0, 1, 2, 3, 4, 5, 6, 7, 8)),
]


@pytest.mark.parametrize(("who", "filters", "numbers"), LISTS)
async def test_scrolling_shows_each_talk_once_and_misses_none(
    busy: Running, who: str, filters: dict[str, Any], numbers: set[int]
):
    [peer] = await enter(busy, who)
    found = [row["number"] for row in await scrolled(peer, **filters)]
    assert len(found) == len(set(found))
    assert set(found) == numbers


async def test_open_ones_stand_as_they_began_and_closed_ones_as_they_were_closed(busy: Running):
    [anna] = await enter(busy, "anna")
    times = [row.get("closed") or row["opened"] for row in await scrolled(anna, limit=30, state="all")]
    assert times == sorted(times, reverse=True) and len(set(times)) > 50


async def test_rows_that_change_while_scrolling_double_nothing_else_and_hide_nothing(busy: Running):
    [anna] = await enter(busy, "anna")
    first = await anna.ask("list", state="open", limit=50)
    await anna.claim(first["rows"][20]["conv"])
    await begin(busy)
    rest = await scrolled(anna, before=first["next"], state="open")
    assert {row["conv"] for row in first["rows"]} & {row["conv"] for row in rest} == set()
    assert len(first["rows"]) + len(rest) == len(wanted(0, 1, 2, 3, 4, 5, 6))


async def test_a_colleagues_rows_are_locked_and_empty(busy: Running):
    [anna] = await enter(busy, "anna")
    rows = await scrolled(anna, state="all")
    locked = [row for row in rows if row.get("locked")]
    assert {row["number"] for row in locked} == wanted(6, 8)
    for row in locked:
        assert row["owner"]["name"] == "Иван" and not {"last", "offer", "unread"} & row.keys()
        assert not {"city", "source"} & row["visitor"].keys()


async def test_counts_tell_of_ones_own_channels_only(busy: Running):
    anna, timur, marina, stranger = await enter(busy, "anna", "timur", "marina", "stranger")

    async def counts(peer: Peer) -> dict[str, tuple[int, int, int]]:
        page = await peer.ask("list", limit=1)
        return {
            each["channel"]: (each.get("waiting", 0), each.get("mine", 0), each.get("open", 0))
            for each in page.get("counts", [])
        }

    moscow = (len(wanted(0, 1, 2, 3)), len(wanted(4, 5)), len(wanted(0, 1, 2, 3, 4, 5, 6)))
    kazan = (len(wanted(9)), 0, len(wanted(9)))
    assert await counts(anna) == {MOSCOW: moscow}
    assert await counts(timur) == {KAZAN: kazan}
    assert await counts(marina) == {MOSCOW: (moscow[0], 0, moscow[2]), KAZAN: kazan}
    assert await counts(stranger) == {}


@pytest.mark.parametrize("channel", [KAZAN, "channel-nowhere-00", "channel-elsewhere-0000"])
async def test_a_foreign_channel_is_not_found_like_one_that_is_not(at: Running, channel: str):
    [anna] = await enter(at, "anna")
    refused = await anna.ask("list", channel=channel)
    nothing = await anna.ask("list", channel="channel-random-0000")
    assert refused | {"rid": ""} == nothing | {"rid": ""} and refused["code"] == "not_found"


NO_PLACES = [
    "", "x", "|", "2026-03-01T12:00:00|x", "|conversation-0001", "2026-03-01T12:00:00+00:00|",
    "2026-03-01T12:00:00+00:00|\u0000", "0001-01-01T00:00:00+23:59|conversation-0001",
    "9999-99-99|conversation-0001", "9999-12-31T23:59:59-23:59|conversation-0001",
]  # fmt: skip


async def test_a_made_up_place_in_a_list_is_refused(on_each: Running):
    mary = await begin(on_each)
    [anna] = await enter(on_each, "anna")
    for peer, before in itertools.product((anna, mary), NO_PLACES):
        refused = await peer.ask("list", before=before)
        assert (refused["t"], refused["code"]) == ("no", "bad_request") and refused["text"], before
        assert (await peer.ask("list"))["t"] == "page"


async def test_a_visitor_scrolls_his_own_talks(at: Running):
    mary = await arrive(at)
    who = at.house.services.tokens.visitor(mary.token)

    def fill(session: Session) -> None:
        for n in range(60):
            moment = NOON - timedelta(minutes=n // 3)
            session.add(
                Conversation(
                    id=f"conversation-{n:04}", site_id=SITE, channel_id=MOSCOW, visitor_id=who.id, number=n + 1001,
                    ccid=f"c{n}", state="closed", closed_at=moment, updated_at=moment, opened_at=moment,
                )
            )  # fmt: skip

    await at.house.services.database.write(fill)
    await begin(at)
    welcome = await mary.come_in()
    assert len(welcome["rows"]) == len(welcome["heads"]) == 50
    rows = await scrolled(mary, limit=25, state="all")
    assert sorted(row["number"] for row in rows) == list(range(1001, 1061))
    assert not {"visitor", "prefer", "lock", "locked", "offer"} & {key for row in rows for key in row}


# ---------------------------------------------------------------- told as it happens


async def test_kazan_hears_nothing_of_moscow(at: Running):
    timur, stranger = await enter(at, "timur", "stranger")
    mary, anna = await held(at)
    await anna.say("Добрый день", lock=anna.lock)
    await anna.cmd("close", mary.conv, lock=anna.lock)
    for peer in (timur, stranger):
        assert await peer.rows(state="all") == []
        await peer.expect_silence("summary")
        assert all(mary.conv not in str(frame) for frame in peer.frames)


async def test_everybody_of_the_channel_sees_a_new_talk_wait(at: Running):
    anna, ivan, marina = await enter(at, "anna", "ivan", "marina")
    mary = await begin(at)
    for peer in (anna, ivan, marina):
        row = (await peer.expect("summary"))["row"]
        assert (row["conv"], row["state"], row["unread"]) == (mary.conv, "waiting", 1)
        assert row["waiting"] == row["opened"] and row["visitor"]["here"] and "locked" not in row


async def test_the_newer_row_wins(at: Running):
    """However often it changes, a row's number only grows, so that late news cannot undo newer ones."""
    [ivan] = await enter(at, "ivan")
    mary, anna = await held(at)
    for body in "абв":
        await mary.say(body)
    await anna.cmd("close", mary.conv, lock=anna.lock)
    await ivan.expect("summary", lambda frame: frame["row"]["state"] == "closed")
    revs = [frame["row"]["rev"] for frame in ivan.frames if frame["t"] == "summary"]
    assert revs == sorted(revs) and len(set(revs)) == len(revs)


async def test_colleagues_are_those_of_ones_own_channels_and_everybody_is_the_administrators(at: Running):
    for name, others in {
        "anna": ["Анна", "Иван"],
        "stranger": ["stranger"],
        "marina": ["Анна", "Иван", "Марина", "Тимур", "stranger"],
    }.items():
        [peer] = await enter(at, name)
        people = await peer.expect("people")
        assert sorted(each["name"] for each in people["people"]) == sorted(others)
        rooms = {"anna": 2, "stranger": 1, "marina": 3}
        assert len(people["channels"]) == rooms[name]
