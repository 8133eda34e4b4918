"""What is no alarm of the watch over delivery."""

from dataclasses import replace
from pathlib import Path

import pytest

from house import LIMITS, Running, running
from peer import Peer, begin, enter, held
from samovar.domain.delivery.reconcile import IGNORED_NUDGES
from watching import heed, level, look, reading

pytestmark = pytest.mark.usefixtures("unwatched")


async def quiet(at: Running, *peers: Peer) -> None:
    """Several looks, and nobody was nudged."""
    for _ in range(IGNORED_NUDGES + 2):
        await look(at)
    assert at.house.services.reconciler.alarm is None
    for peer in peers:
        await peer.ask("list")
        assert not [frame for frame in peer.frames if frame["t"] in ("heads", "alarm")], peer.path


async def test_ordinary_traffic_is_no_alarm(at: Running):
    mary, anna = await held(at)
    [ivan, timur, marina] = await enter(at, "ivan", "timur", "marina")
    await look(at, 1)
    for peer in (mary, anna, marina):
        await reading(peer, mary.conv)
    for number in range(5):
        await mary.say(f"вопрос {number}")
        await anna.say(f"заметка {number}", conv=mary.conv, kind="note")
        await anna.say(f"ответ {number}", conv=mary.conv, lock=anna.lock)
        await mary.send(t="read", conv=mary.conv, seq=2)
        for peer in (mary, anna, marina):
            await level(peer, mary.conv)
        await look(at, 1)
    await anna.cmd("transfer", mary.conv, lock=anna.lock, to="operator-ivan-000")
    await ivan.cmd("accept", mary.conv)
    await ivan.cmd("move", mary.conv, lock=ivan.lock, to="channel-kazan-0000")
    await timur.claim(mary.conv)
    await timur.cmd("close", mary.conv, lock=timur.lock)
    for peer in (mary, marina):
        await level(peer, mary.conv)
    await quiet(at, mary, ivan, timur)


async def test_clients_that_report_nothing_are_judged_by_what_they_were_sent(at: Running):
    mary, anna = await held(at)
    await anna.ask("get", conv=mary.conv)
    await look(at, 1)
    await mary.say("А с островом?")
    await quiet(at, mary, anna)


async def test_a_client_that_no_longer_keeps_a_talk_is_not_behind_in_it(at: Running):
    mary, _ = await held(at)
    [marina] = await enter(at, "marina")
    await reading(marina, mary.conv)
    await marina.send(t="forget", conv=mary.conv)
    await look(at)
    await mary.say("Это Марина не читает")
    await quiet(at, marina)
    assert "ev" not in [frame["t"] for frame in marina.frames]


async def test_a_sleeping_client_is_nudged_once_and_no_alarm(at: Running):
    mary, anna = await held(at)
    await reading(mary, mary.conv)
    await look(at)
    await anna.say("От 180 тысяч", conv=mary.conv, lock=anna.lock)
    for _ in range(5):
        await look(at)
    assert at.house.services.reconciler.alarm is None
    await mary.ask("list")
    assert len([frame for frame in mary.frames if frame["t"] == "heads"]) == 1


async def test_a_slow_line_is_no_alarm(at: Running):
    """The entry has arrived, only the report of it is late."""
    mary, anna = await held(at)
    await reading(mary, mary.conv)
    await look(at)
    await anna.say("От 180 тысяч", conv=mary.conv, lock=anna.lock)
    await look(at)
    assert (await heed(mary, mary.conv)).bodies[-1] == "От 180 тысяч"
    await look(at)
    assert at.house.services.reconciler.alarm is None


async def test_reports_over_the_limit_are_not_lost(tmp_path: Path):
    limits = replace(LIMITS, frames_burst=5, frames_per_second=0.001)
    async with running(tmp_path, limits=limits) as at:
        mary = await begin(at)
        for _ in range(10):
            await mary.send(t="typing", conv=mary.conv)
        await mary.send(t="got", conv=mary.conv, seq=7)
        await mary.send(t="ping")
        await mary.expect("pong")
        [connection] = at.house.sockets.connections
        assert connection.side and connection.side.delivery.got == {mary.conv: 7}
