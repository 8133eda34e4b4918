"""What the window said by itself stands in the log of the conversation that answers it, for both sides."""

from typing import Any

import pytest

from house import Running
from peer import Frame, Peer, arrive, enter, new_id

VISIT = "visit-of-mary-0000"
ANNA = "operator-anna-000"


async def greeted(at: Running, by: str) -> Peer:
    mary = await arrive(at, visit=VISIT)
    guest = at.house.services.tokens.visitor(mary.token)
    said = {"text": "Здравствуйте! Чем помочь?", "by": by, "name": "Москва"}
    assert await at.house.services.visits.greet(guest, VISIT, lambda visit, visitor: said)
    await mary.come_in()
    return mary


async def says(mary: Peer, origin: str) -> Frame:
    new = {"ccid": new_id(), "channel": "channel-moscow-0000", "origin": origin}
    cid = new_id()
    return await mary.told("cid", cid, {"t": "send", "cid": cid, "body": "Сколько стоит кухня?", "new": new})


async def log_of(peer: Peer, conv: str) -> list[Frame]:
    events: list[Frame] = (await peer.ask("get", conv=conv))["events"]
    return events


@pytest.mark.parametrize(
    ("by", "shown"),
    [(ANNA, {"side": "operator", "name": "Анна"}), ("", {"side": "system"})],
)
async def test_both_sides_read_what_the_visitor_answers_to(at: Running, by: str, shown: dict[str, Any]):
    mary = await greeted(at, by)
    assert (await says(mary, "invited"))["seq"] == 2
    [marina] = await enter(at, "marina")
    for peer in (mary, marina):
        first, second = await log_of(peer, mary.conv)
        assert (first["kind"], first["body"], second["kind"]) == ("greeting", "Здравствуйте! Чем помочь?", "message")
        assert first["by"].items() >= shown.items() and first["ts"] <= second["ts"]
        assert by or first["data"] == {"name": "Москва"}
    [row] = await marina.rows()
    assert row["origin"] == "invited" and row["last"]["body"] == "Сколько стоит кухня?"


async def test_whoever_opens_the_window_unasked_answers_nothing(at: Running):
    mary = await greeted(at, ANNA)
    assert (await says(mary, "incoming"))["seq"] == 1
    assert [event["kind"] for event in await log_of(mary, mary.conv)] == ["message"]


async def test_an_answer_to_no_greeting_has_none_in_its_log(at: Running):
    mary = await arrive(at)
    await mary.come_in()
    assert (await says(mary, "invited"))["seq"] == 1
