"""c34, c40: one visitor in many places; first messages and claims that all come at once."""

import asyncio
import random
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from faults.checker import compare, stored
from faults.client import Client, Refused, new_id
from faults.figures import Figures, of
from faults.fleet import Fleet
from faults.pace import KILLED, REAL
from faults.people import house, operator, visitor
from faults.supervisor import Zygote
from house import until
from samovar.storage.engine.database import Database
from samovar.storage.tables import Conversation

pytestmark = pytest.mark.timeout(1200)
RACES = of(300, 10_000)
TALKS, RIVALS = 25, 5


async def test_c34_one_visitor_in_five_tabs_and_two_devices(zygote: Zygote, tmp_path: Path):
    server = await (await house(zygote, tmp_path, 1, 1)).start()
    tabs = [visitor(server, 0, KILLED, tab) for tab in range(7)]
    anna = operator(server, 0, KILLED)
    async with Fleet.lives(server, [*tabs, anna]) as fleet:
        await fleet.level()
        for tab in tabs:
            fleet.says(tab)
        await fleet.level()
        await anna.command("claim", tabs[0].conv)
        async with fleet.chatter(200):
            await asyncio.sleep(1)
            await server.end()
            await server.start()
            await until(lambda: fleet.acknowledged > 300, 60)
        await fleet.level()
        (await compare(server.url, fleet.clients)).check()
        fleet.check_quiet()
    assert len({entry.conversation_id for entry in await stored(server.url)}) == 1
    shown = [[event["seq"] for event in tab.views[tab.conv].events] for tab in tabs]
    assert all(each == shown[0] for each in shown) and len(shown[0]) > 300


@pytest.mark.parametrize(("tabs", "rounds"), [(200, of(1, 2)), (10, of(10, 998))], ids=["c40-200-tabs", "c40-10-tabs"])
async def test_c40_two_hundred_first_messages_at_once(
    tabs: int, rounds: int, zygote: Zygote, tmp_path: Path, figures: Figures
):
    """Each tab asks for a conversation of its own; there is one. Then it is closed, and the next round begins."""
    server = await (await house(zygote, tmp_path, 1, 0, site={"reopen_minutes": 0})).start()
    clients = [visitor(server, 0, REAL, tab) for tab in range(tabs)]
    async with Fleet.lives(server, clients) as fleet:
        await fleet.level(60)
        convs = [await first_messages(fleet, clients) for _ in range(rounds)]
        (await compare(server.url, clients, 20)).check()
        fleet.check_quiet()
    assert len(set(convs)) == rounds == await conversations(server.url)
    figures.note(f"c40 rounds of 200 first messages from {tabs} tabs", rounds, "1000 with those of the other")
    figures.note(f"c40 conversations beyond one each, {tabs} tabs", await conversations(server.url) - rounds, "0")


async def first_messages(fleet: Fleet, clients: list[Client]) -> str:
    """Two hundred in one turn of the loop; the one conversation they have all made."""
    for client in clients:
        client.conv, client.ccid = "", new_id()
    cids = [
        client.say(f"{client.name}, {client.ccid}: {n + 1}") for n in range(200 // len(clients)) for client in clients
    ]
    await until(lambda: not any(client.outbox.waiting for client in clients), 60)
    [conv] = {client.outbox.ledger[cid].conv for cid in cids for client in clients if cid in client.outbox.ledger}
    await clients[0].command("close", conv)
    await until(lambda: all(client.views[conv].last >= 201 for client in clients), 30)
    fleet.numbers["all"] = fleet.numbers.get("all", 0) + len(cids)
    return conv


async def conversations(url: str) -> int:
    database = Database(url)
    number = await database.read(lambda session: session.scalar(select(func.count(col(Conversation.id)))))
    await database.close()
    return number or 0


async def test_c40_of_those_who_claim_at_once_one_wins(zygote: Zygote, tmp_path: Path, figures: Figures):
    """Every loser is told who has won."""
    server = await (await house(zygote, tmp_path, TALKS, RIVALS)).start()
    visitors = [visitor(server, number, REAL) for number in range(TALKS)]
    rivals = [operator(server, number, REAL) for number in range(RIVALS)]
    wins: Counter[str] = Counter()
    async with Fleet.lives(server, [*visitors, *rivals]) as fleet:
        await fleet.level()
        await fleet.begin(held=False)
        for _ in range(RACES // TALKS):
            for winner in await asyncio.gather(
                *(race(client.conv, random.sample(rivals, RIVALS)) for client in visitors)
            ):
                wins[winner] += 1
        (await compare(server.url, visitors)).check()
        fleet.check_quiet()
    claimed = [entry for entry in await stored(server.url) if entry.kind == "claimed"]
    figures.note("c40 claim races", wins.total(), "10000")
    figures.note("c40 claims beyond one a race", len(claimed) - wins.total(), "0")
    assert wins.total() == len(claimed) and len(wins) > 1


async def race(conv: str, rivals: list[Client]) -> str:
    """One claim each, all at once; the winner's name."""
    answers = await asyncio.gather(*(each.command("claim", conv) for each in rivals), return_exceptions=True)
    [winner] = [rival for rival, answer in zip(rivals, answers, strict=True) if isinstance(answer, dict)]
    for answer in answers:
        if not isinstance(answer, dict):
            assert isinstance(answer, Refused), answer
            told = answer.answer
            assert (told["code"], told["by"]["id"]) == ("taken", f"operator-{winner.name.split()[1]:0>6}-0")
            assert told["at"]
    await winner.command("release", conv, lock=winner.locks.pop(conv))
    return winner.name
