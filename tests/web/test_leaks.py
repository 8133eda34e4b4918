"""Who sees what (trade.md), byte for byte: what happens in a talk, and what everybody else is told or can ask then.

One table: what happens × who listens. Where nothing is allowed, not a frame comes, and every list page by page, every
question and every new connection answers as it did before.
"""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from city import City, lively
from house import SHOP, Running
from peer import Frame, Peer, begin, operator
from samovar.domain.topics import PEOPLE
from samovar.storage.engine.database import Session
from samovar.storage.tables import Membership

MOSCOW, KAZAN = "channel-moscow-0000", "channel-kazan-0000"
IVAN, TIMUR = "operator-ivan-000", "operator-timur-000"
FILTERS: list[dict[str, Any]] = [{"state": "open"}, {"state": "closed"}, {"state": "all"}]


@pytest.fixture
async def city(at: Running) -> City:
    return await lively(at)


# ---------------------------------------------------------------- what one can know


def bare(frame: Frame) -> str:
    """As it came, but for what only names the question, or the moment."""
    return json.dumps({key: each for key, each in frame.items() if key not in ("rid", "now")}, ensure_ascii=False)


async def pages(peer: Peer, **asked: Any) -> list[str]:
    """A list in pages of one row: each place in it is seen, and each place's name."""
    found, before = [], {}
    while True:
        page = await peer.ask("list", limit=1, **asked, **before)
        found.append(bare(page))
        if "next" not in page:
            return found
        before = {"before": page["next"]}


async def can_see(peer: Peer, city: City) -> list[str]:
    """All that somebody can ask, of everything and of Mary's talks, here and on a new connection."""
    found = []
    again = Peer(peer.at, peer.token, peer.path, peer.headers)
    for each in (peer, again):
        if each is again:
            found.append(bare(await again.come_in()))
        operators = peer.path == "/ws/operator"
        for asked in FILTERS:
            for mine in ({}, {"mine": True}) if operators else ({},):
                found += await pages(each, **asked, **mine)
        for conv in (city.mary.conv, city.past):
            found.append(bare(await each.ask("get", conv=conv)))
            if operators:
                found.append(bare(await each.ask("look", conv=conv)))
                found += await pages(each, visitor_of=conv, state="all")
    await again.leave()
    if operators:
        found += [bare(frame) for frame in again.frames if frame["t"] == "people"]
    return found


async def heard(peer: Peer, since: int) -> list[str]:
    """What came by itself of all that has happened."""
    await peer.at.settle()
    await peer.barrier()
    return [bare(frame) for frame in peer.frames[since:]]


# ---------------------------------------------------------------- what happens


async def message(city: City) -> None:
    await city.mary.say("А со столешницей?")
    await city.anna.say("Сто тысяч", conv=city.mary.conv, lock=city.anna.lock)


async def note(city: City) -> None:
    await city.anna.say("Торгуется", conv=city.mary.conv, kind="note")


async def note_on_the_past(city: City) -> None:
    await city.marina.say("Хорошо ответили", conv=city.past, kind="note")


async def note_read(city: City) -> None:
    said = await city.marina.say("Подскажу", conv=city.mary.conv, kind="note")
    await city.anna.send(t="read", conv=city.mary.conv, seq=said["seq"])
    await city.anna.ask("get", conv=city.mary.conv)


async def read(city: City) -> None:
    said = await city.mary.say("И ещё")
    await city.anna.send(t="read", conv=city.mary.conv, seq=said["seq"])
    await city.mary.send(t="read", conv=city.mary.conv, seq=said["seq"])
    await city.mary.ask("get", conv=city.mary.conv)
    await city.anna.ask("get", conv=city.mary.conv)


async def typing(city: City) -> None:
    await city.mary.send(t="typing", conv=city.mary.conv)
    await city.anna.send(t="typing", conv=city.mary.conv)
    await city.mary.ask("list")
    await city.anna.ask("list")


async def page_turned(city: City) -> None:
    guest = city.at.house.services.tokens.visitor(city.mary.token)
    await city.at.house.services.visits.turn(guest, city.visit, f"{SHOP}/stoleshnicy", "Столешницы")


async def visitor_gone(city: City) -> None:
    await city.mary.leave()
    await city.at.has_gone(city.mary.id)
    await city.timers.tell_visitors()


async def city_corrected(city: City) -> None:
    await city.anna.cmd("correct", city.mary.conv, field="city", value="Тверь")


async def offered(city: City) -> None:
    await city.anna.cmd("transfer", city.mary.conv, lock=city.anna.lock, to=IVAN, note="Возьмёшь?")


async def offered_and_declined(city: City) -> None:
    await offered(city)
    await city.ivan.cmd("decline", city.mary.conv)


async def closed(city: City) -> None:
    await city.anna.cmd("close", city.mary.conv, lock=city.anna.lock)


async def released(city: City) -> None:
    await city.anna.cmd("release", city.mary.conv, lock=city.anna.lock)


async def begun_and_claimed(city: City) -> None:
    other = await begin(city.at, "Новый")
    await city.anna.claim(other.conv)
    await city.anna.cmd("claim", city.mary.conv)


async def colleague_busy(city: City) -> None:
    await city.anna.cmd("presence", presence="busy", why="обед")


async def colleague_comes(city: City) -> None:
    await city.ivan.leave()
    await city.at.has_gone(IVAN)
    city.timers.tell_presence()


Deed = Callable[[City], Awaitable[None]]
QUIET = ("olga", "ivan", "timur", "paul")
OTHER_CITY = ("timur", "paul")
TABLE: list[tuple[Deed, tuple[str, ...]]] = [
    (message, QUIET),
    (note, (*QUIET, "mary")),
    (note_on_the_past, (*QUIET, "mary")),
    (note_read, (*QUIET, "mary")),
    (read, QUIET),
    (typing, QUIET),
    (page_turned, QUIET),
    (visitor_gone, QUIET),
    (city_corrected, (*QUIET, "mary")),
    (offered, ("olga", *OTHER_CITY, "mary")),
    (offered_and_declined, ("olga", *OTHER_CITY, "mary")),
    (closed, OTHER_CITY),
    (released, OTHER_CITY),
    (begun_and_claimed, (*OTHER_CITY, "mary")),
    (colleague_busy, (*OTHER_CITY,)),
    (colleague_comes, (*OTHER_CITY,)),
]


@pytest.mark.parametrize(("deed", "listeners"), TABLE, ids=[deed.__name__ for deed, _ in TABLE])
async def test_nobody_learns_of_what_is_not_theirs(city: City, deed: Deed, listeners: tuple[str, ...]):
    peers = {name: city.mary if name == "mary" else city.others[name] for name in listeners}
    before = {name: await can_see(peer, city) for name, peer in peers.items()}
    await city.at.settle()
    since = {name: len(peer.frames) for name, peer in peers.items()}
    await deed(city)
    assert {name: await heard(peer, since[name]) for name, peer in peers.items()} == {name: [] for name in peers}
    for name, peer in peers.items():
        assert await can_see(peer, city) == before[name], name


async def test_what_changes_a_colleagues_row_is_told(city: City):
    """The table above cannot be true because nothing is ever told."""
    since = len(city.olga.frames)
    await closed(city)
    [told] = [frame["row"] for frame in map(json.loads, await heard(city.olga, since)) if frame["t"] == "summary"]
    assert (told["conv"], told["state"], told["locked"]) == (city.mary.conv, "closed", True)


async def test_a_declined_offer_locks_the_row_again_for_whoever_it_was_made_to(city: City):
    since = len(city.ivan.frames)
    await offered_and_declined(city)
    rows = [frame["row"] for frame in city.ivan.frames[since:] if frame["t"] == "summary"]
    assert ["offer" in row for row in rows] == [True, False] and rows[-1]["locked"]
    assert rows[1]["rev"] >= rows[0]["rev"] and "last" not in rows[1]


LOCKED = {"conv", "number", "rev", "state", "channel", "seq", "locked", "visitor", "owner", "opened", "updated"}


async def test_a_colleagues_row_has_these_fields_and_no_others(city: City):
    await city.anna.cmd("correct", city.mary.conv, field="city", value="Тверь")
    [row] = [each for each in await city.olga.rows() if each["conv"] == city.mary.conv]
    assert row.keys() == LOCKED
    claimed = (await city.olga.ask("get", conv=city.mary.conv))["at"]
    assert (row["seq"], row["updated"]) == (0, claimed)
    assert row["visitor"].keys() <= {"name"}


# ---------------------------------------------------------------- people


async def test_each_console_gets_the_people_of_its_own_channels(city: City):
    told = {}
    for name in ("anna", "timur", "marina"):
        people = await operator_people(city.at, name)
        told[name] = [each["name"] for each in people["people"]]
    assert told["anna"] == ["Анна", "Иван", "Ольга"]
    assert told["timur"] == ["Тимур"]
    assert told["marina"] == ["stranger", "Анна", "Иван", "Марина", "Ольга", "Тимур"]


async def test_cities_to_pass_a_talk_to_are_named_to_everybody(city: City):
    people = await operator_people(city.at, "timur")
    rooms = {room["name"]: room.get("member", False) for room in people["channels"]}
    assert rooms == {"Москва": False, "Казань": True}


async def test_of_a_colleague_of_two_cities_each_city_sees_its_own(city: City):
    def join(session: Session) -> None:
        session.add(Membership(operator_id=TIMUR, channel_id=MOSCOW))

    await city.at.house.services.database.write(join)
    await city.at.house.services.directory.refresh()
    city.at.house.services.hub.publish(PEOPLE, None)
    people = await operator_people(city.at, "anna")
    [timur] = [each for each in people["people"] if each["name"] == "Тимур"]
    assert timur["channels"] == [MOSCOW]


async def operator_people(at: Running, name: str) -> Frame:
    peer = operator(at, name)
    await peer.come_in()
    return await peer.expect("people")


@pytest.mark.parametrize("here", [True, False])
async def test_whether_somebody_of_another_city_is_there_cannot_be_tried_out(city: City, here: bool):
    if not here:
        await city.timur.leave()
    else:
        await city.timur.rows()
    city.anna.conv = city.mary.conv
    theirs = await city.anna.cmd("transfer", lock=city.anna.lock, to=TIMUR, rid="one-same-rid-0000")
    nobodys = await city.anna.cmd("transfer", lock=city.anna.lock, to="operator-nobody-00", rid="one-same-rid-0001")
    assert theirs["code"] == "not_found" and theirs | {"rid": ""} == nobodys | {"rid": ""}
