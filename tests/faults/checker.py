"""Compares what was acknowledged, what everybody saw and what is stored; counts instead of stopping at the first."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from faults.client import Client
from samovar.storage.engine.database import Database
from samovar.storage.tables import Entry


@dataclass
class Findings:
    """What is wrong, each as a sentence, by kind. All empty: the promise was kept."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    disordered: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)
    """Views that do not equal the table."""

    def counts(self) -> dict[str, int]:
        """Kind → how many."""
        return {name: len(found) for name, found in vars(self).items()}

    def check(self) -> None:
        """Raise where anything is wrong."""
        wrong = {name: found[:3] for name, found in vars(self).items() if found}
        assert not wrong, wrong


async def stored(url: str) -> list[Entry]:
    """All entries, by conversation and seq."""
    database = Database(url)
    wanted = select(Entry).order_by(col(Entry.conversation_id), col(Entry.seq))
    try:
        return await database.read(lambda session: list(session.scalars(wanted)))
    finally:
        await database.close()


async def compare(url: str, clients: Sequence[Client], patience: float = 5.0) -> Findings:
    """Everything below, on what is stored now. Nobody writes any more; what is still on the way has so many seconds."""
    loop, entries = asyncio.get_running_loop(), await stored(url)
    end = loop.time() + patience
    while (found := find(entries, clients)).differing and loop.time() < end:  # noqa: ASYNC110
        await asyncio.sleep(0.1)
    return found


def find(entries: Sequence[Entry], clients: Sequence[Client]) -> Findings:
    """All that is wrong."""
    logs: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        logs[entry.conversation_id].append(entry)
    found = Findings()
    _find_lost(found, entries, clients)
    _find_doubled(found, entries)
    found.doubled += [each for client in clients for each in client.outbox.contradictions]
    for log in logs.values():
        _find_gaps(found, log)
        _find_disorder(found, log)
    for client in clients:
        _find_differing(found, client, logs)
    return found


def _find_lost(found: Findings, entries: Iterable[Entry], clients: Sequence[Client]) -> None:
    """Every acknowledged message stands where its acknowledgement said, with its words."""
    places = {entry.cid: (entry.conversation_id, entry.seq, entry.body) for entry in entries if entry.cid}
    for client in clients:
        for cid, said in client.outbox.ledger.items():
            if places.get(cid) != (said.conv, said.seq, said.body):
                found.lost.append(f"{client.name}: {said} is {places.get(cid)}")


def _find_doubled(found: Findings, entries: Sequence[Entry]) -> None:
    """Each id is stored once, and so is each text, for no two messages of a fleet say the same."""
    ids = Counter((entry.author_id, entry.cid) for entry in entries if entry.cid)
    bodies = Counter(entry.body for entry in entries if entry.kind in ("message", "note"))
    for counted in (ids, bodies):
        found.doubled += [f"{what} is there {number} times" for what, number in counted.items() if number > 1]


def _find_gaps(found: Findings, log: Sequence[Entry]) -> None:
    for number, entry in enumerate(log, 1):
        if entry.seq != number:
            found.gaps.append(f"{entry.conversation_id}: {entry.seq} where {number} should be")
            return


def _find_disorder(found: Findings, log: Sequence[Entry]) -> None:
    """The numbers that one client counts up stand in their order in each conversation; so do the times."""
    last: dict[str, int] = {}
    for before, entry in zip([None, *log], log, strict=False):
        if before is not None and entry.at < before.at:
            found.disordered.append(f"{entry.conversation_id}: {entry.seq} is earlier than the one before it")
        author, _, number = entry.body.rpartition(": ")
        if author and number.isdigit():
            if int(number) <= last.get(author, 0):
                found.disordered.append(f"{entry.body!r} comes after {last[author]} as {entry.seq}")
            last[author] = int(number)


def _find_differing(found: Findings, client: Client, logs: dict[str, list[Entry]]) -> None:
    """What a client shows, after everything, is what is stored and his to see."""
    for conv, view in client.views.items():
        mine = [entry for entry in logs[conv] if client.notes or entry.audience == "all"]
        shown, should = [_of_event(event) for event in view.events], [_of_entry(entry) for entry in mine]
        if shown != should:
            same = next((n for n, pair in enumerate(zip(shown, should, strict=False)) if pair[0] != pair[1]), -1)
            found.differing.append(
                f"{client.name} shows {len(shown)} of {len(should)} in {conv}, not the same from {same}: "
                f"{shown[same:][:2]} for {should[same:][:2]}"
            )


def _of_event(event: dict[str, Any]) -> tuple[int, str, str, str]:
    return event["seq"], event["kind"], event["by"]["side"], event.get("body", "")


def _of_entry(entry: Entry) -> tuple[int, str, str, str]:
    return entry.seq, entry.kind, entry.author, entry.body
