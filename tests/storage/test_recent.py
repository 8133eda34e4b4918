"""What messages ask of the database: little, never a whole table, and they wait for no reader."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.util import await_only

from house import Running, running
from peer import Peer, begin
from plans import plan_of
from samovar.domain.conversation.batch import CommandBatch
from samovar.storage.engine.database import READERS, Session
from samovar.storage.queries import log_entries


async def test_entries_are_known_again_by_an_index(at: Running):
    """However long the history: it is asked for each group in which anything else happens than new messages."""
    found = await plan_of(
        at.house.services.database, lambda session: log_entries.known(session, [("mary", "one"), ("paul", "two")])
    )
    assert "SCAN" not in found and "SEARCH entry USING INDEX" in found


async def test_a_message_waits_for_no_reader(folder: Path):
    """All of them are busy, as when a thousand browsers come back at once, and nothing is remembered yet."""
    async with running(folder, filled=False) as at:
        before = await begin(at)
    async with running(folder, filled=False) as at:
        mary = Peer(at, before.token, before.path, before.headers, conv=before.conv)
        await mary.come_in()
        await answered_past_readers(at, mary)


async def answered_past_readers(at: Running, mary: Peer) -> None:
    database, gate = at.house.services.database, asyncio.Event()

    def lengthy(session: Session) -> None:
        session.execute(text("SELECT 1"))
        await_only(gate.wait())

    readers = [asyncio.create_task(database.read(lengthy)) for _ in range(READERS)]
    answer = asyncio.create_task(mary.say("Ау", mary.conv))
    await asyncio.wait({answer}, timeout=10)
    answered = answer.done()
    gate.set()
    await asyncio.gather(answer, *readers)
    assert answered


async def test_a_mark_said_again_makes_nobody_look(at: Running, monkeypatch: pytest.MonkeyPatch):
    """Two tabs say what one has read; what comes together with the second must not be done twice for it."""
    mary = await begin(at)
    looked: list[Any] = []
    monkeypatch.setattr(CommandBatch, "carry_out", lambda self, session, items: looked.append(items))
    for _ in range(2):
        await mary.send(t="read", conv=mary.conv, seq=1)
    assert (await mary.say("Ау", mary.conv))["t"] == "ok"
    assert looked == []
