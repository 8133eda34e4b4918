"""What an author wrote keeps its order, whatever is refused in between."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from house import LIMITS, Running, running, until
from peer import Frame, Peer, begin, new_id
from samovar.storage.engine.database import Unavailable


def burst(conv: str, count: int) -> list[dict[str, Any]]:
    return [{"t": "send", "cid": new_id(), "conv": conv, "body": str(number)} for number in range(count)]


async def answers(mary: Peer, sent: list[dict[str, Any]]) -> dict[str, Frame]:
    """By number of the message."""
    found: dict[str, Frame] = {}
    numbers = {each["cid"]: each["body"] for each in sent}
    while len(found) < len(sent):
        frame = await mary.next()
        if frame["t"] in ("ok", "no") and frame.get("cid") in numbers:
            found[numbers[frame["cid"]]] = frame
    return found


async def bodies(mary: Peer) -> list[str]:
    return [event["body"] for event in (await mary.ask("get", conv=mary.conv))["events"]]


async def test_what_was_sent_behind_a_message_that_the_database_refused_comes_after_it(
    at: Running, monkeypatch: pytest.MonkeyPatch
):
    mary = await begin(at, "начало")
    write, database = at.house.services.database.write, at.house.services.database
    sent = burst(mary.conv, 6)

    async def failing(work: Any) -> Any:
        """The first group is lost; it holds the first message alone."""
        monkeypatch.setattr(database, "write", write)
        for each in sent[1:3]:
            await mary.send(**each)
        await until(lambda: at.house.writer.waiting == 2)
        raise Unavailable("disk full")

    monkeypatch.setattr(database, "write", failing)
    await mary.send(**sent[0])
    refused = await answers(mary, sent[:3])
    assert all(each["t"] == "no" and each["retry"] for each in refused.values())
    # These were on the way while he heard of it.
    for each in sent[3:5]:
        await mary.send(**each)
    refused = await answers(mary, sent[3:5])
    assert all(each["t"] == "no" and each["retry"] for each in refused.values())
    for each in sent:
        await mary.send(**each)
    told = await answers(mary, sent)
    assert all(each["t"] == "ok" for each in told.values())
    assert await bodies(mary) == ["начало", *"012345"]


async def test_what_was_sent_behind_a_message_that_came_too_fast_comes_after_it(folder: Path):
    limits = replace(LIMITS, messages_burst=3, messages_per_second=20, frames_burst=1_000_000)
    async with running(folder, filled=False, limits=limits) as at:
        mary = await begin(at, "начало")
        left = burst(mary.conv, 12)
        while left:
            for each in left:
                await mary.send(**each)
            told = await answers(mary, left)
            left = [each for each in left if told[each["body"]]["t"] == "no"]
        assert await bodies(mary) == ["начало", *(str(number) for number in range(12))]


async def test_a_message_that_is_given_up_holds_up_nothing_for_long(at: Running, monkeypatch: pytest.MonkeyPatch):
    mary = await begin(at, "начало")
    [lost, other] = burst(mary.conv, 2)
    now = [0.0]
    monkeypatch.setattr("samovar.web.connection.ordering.monotonic", lambda: now[0])
    database, write = at.house.services.database, at.house.services.database.write

    async def failing(work: Any) -> Any:
        monkeypatch.setattr(database, "write", write)
        raise Unavailable("disk full")

    monkeypatch.setattr(database, "write", failing)
    await mary.send(**lost)
    assert (await answers(mary, [lost]))["0"]["t"] == "no"
    await mary.send(**other)
    assert (await answers(mary, [other]))["1"]["t"] == "no"
    now[0] = 6.0
    await mary.send(**other)
    assert (await answers(mary, [other]))["1"]["t"] == "ok"
