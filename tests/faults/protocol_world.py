"""A house with visitors' and operators' tabs on real sockets, driven step by step and compared with the model."""

import asyncio
import contextlib
from collections.abc import Iterable, Sequence
from copy import deepcopy
from datetime import timedelta
from itertools import permutations
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from faults import protocol_facts as facts
from faults.protocol_house import Ground, long, short
from faults.protocol_model import CHANNELS, Answer, Intent, Model, Talk
from faults.protocol_tabs import Tab
from house import until
from peer import Frame, Peer, new_id, operator, visitor
from samovar.storage.engine.database import Session
from samovar.storage.tables import Entry

CAST = ("mary", "mary", "paul", "anna", "anna", "ivan", "timur", "marina")
"""Whose tab is whose."""
Told = tuple[Intent, Answer]


class World:
    """One example's people and lines, in a house that nobody has used yet."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.model = Model()
        self.tabs = [Tab(who, who in CHANNELS) for who in CAST]
        self.ahead = timedelta()
        self.unsure: list[Intent] = []
        """Asked, and the line broke before the answer; not stored. To be asked again with the same id."""

    async def start(self) -> None:
        self._house = self.ground.open()
        self.at = await self._house.__aenter__()
        self.at.clock.ahead = self.ahead

    async def stop(self) -> None:
        for tab in self.tabs:
            await self.cut(tab)
        await self._house.__aexit__(None, None, None)

    # ------------------------------------------------ lines

    def _peer(self, who: str) -> Peer:
        return operator(self.at, who) if who in CHANNELS else visitor(self.at, visitor_id=long(who))

    async def come(self, tab: Tab) -> None:
        """Connect; what it has cursors of and may read it follows."""
        if tab.operator:
            mine = {conv for conv in tab.screens if self.model.require_read(tab.who, self.model.talks[conv])}
            self.model.follows[self.tabs.index(tab)] = (tab.who, mine)
        await tab.come(lambda: self._peer(tab.who))
        self.model.here |= {tab.who}

    async def cut(self, tab: Tab) -> None:
        self.model.follows.pop(self.tabs.index(tab), None)
        await tab.cut()

    def live(self) -> list[Tab]:
        return [tab for tab in self.tabs if tab.line]

    # ------------------------------------------------ acting

    async def act(self, asked: Sequence[tuple[Tab, Intent, bool]], coming: Sequence[Tab] = ()) -> None:
        """Ask all at once, while others come back; the lines of those marked break before the answer.

        The answers must have happened in some order that the model explains.
        """
        here = set(self.model.here)
        asking = [self._ask(tab, intent, breaks) for tab, intent, breaks in asked]
        answers, _ = await asyncio.gather(asyncio.gather(*asking), asyncio.gather(*map(self.come, coming)))
        await self.taken()
        self.model.coming = self.model.here - here
        told: list[Told] = []
        for (_, intent, _), answer in zip(asked, answers, strict=True):
            answer = answer or await self.at.house.services.database.read(_stored, intent)
            if answer:
                told.append((intent, answer))
            else:
                self.unsure.append(intent)
        before, self.model = self.model, explained(self.model, told)
        self._forget_passing(before, set(coming))

    def _forget_passing(self, before: Model, coming: set[Tab]) -> None:
        """What became his and was his no longer a moment later somebody need not have been told; nor what became his
        before he was there."""
        for number, (who, convs) in self.model.follows.items():
            new = convs - before.follows[number][1]
            late = self.tabs[number] in coming
            convs -= {conv for conv in new if late or self.model.talks[conv].owner != who}

    async def _ask(self, tab: Tab, intent: Intent, breaks: bool) -> Answer | None:
        if not breaks:
            return answer(await tab.ask(**frame(intent)))
        assert tab.line
        await tab.line.send(**frame(intent))
        await self.cut(tab)
        return None

    async def open(self, tab: Tab, conv: str) -> None:
        """An operator looks into a conversation; told what is due if he may not."""
        talk, who = self.model.talks[conv], tab.who
        given = await tab.ask(t="get", rid=new_id(), conv=conv, after=tab.screen(conv).last, limit=100)
        if self.model.require_read(who, talk):
            assert given["t"] == "batch", given
            self.model.follows[self.tabs.index(tab)][1].add(conv)
            return
        refusal = "taken" if talk.state == "held" else "forbidden"
        assert given["code"] == (refusal if self.model.require_sight(who, talk) else "not_found"), given

    async def taken(self) -> None:
        """What has reached the server is stored, and everybody told; the broken lines are over."""
        await until(lambda: self.at.house.sockets.living == len(self.live()))
        await self.at.house.writer.run(lambda session: None)

    async def quiet(self) -> None:
        """All that was pushed has come, and whoever missed something has asked and got it."""
        await self.taken()
        await asyncio.gather(*(tab.ping() for tab in self.live()))
        await until(lambda: all(tab.level for tab in self.live()))

    async def sweep(self) -> None:
        """The clock's own work, done now."""
        await self.at.timers().ring(("offer", "owner"))
        self.model.sweep()

    async def restart(self) -> None:
        await self.stop()
        self.model.here.clear()
        await self.start()

    async def pass_an_hour(self) -> None:
        self.ahead += timedelta(minutes=61)
        self.at.clock.ahead = self.ahead
        self.model.hour += 1

    # ------------------------------------------------ comparing

    async def check(self) -> None:
        """At rest every living tab shows what the model says."""
        await self.quiet()
        for number, tab in enumerate(self.tabs):
            if tab.line:
                follows = self.model.follows[number][1] if tab.operator else self._own(tab.who)
                await self.becomes_right(tab, follows)

    async def becomes_right(self, tab: Tab, convs: Iterable[str]) -> None:
        """Rows of lively talks are told a moment later; everything else is there."""
        with contextlib.suppress(TimeoutError):
            await until(lambda: self._rows(tab) == self._due_rows(tab), 3)
        self.compare(tab, convs)

    async def check_whole(self, who: Iterable[str]) -> None:
        """Also the database, and what new tabs of these people load."""
        await self.check()
        stored = await self.at.house.services.database.read(facts.stored)
        assert stored == {conv: facts.of_talk(talk) for conv, talk in self.model.talks.items()}
        await asyncio.gather(*map(self._check_fresh, who))

    async def _check_fresh(self, who: str) -> None:
        fresh = Tab(who, who in CHANNELS)
        await fresh.come(lambda: self._peer(who))
        readable = self._readable(who) if fresh.operator else self._own(who)
        if fresh.operator:
            await asyncio.gather(*(fresh.get(conv) for conv in readable))
        await until(lambda: fresh.level)
        self.compare(fresh, readable)
        await fresh.cut()

    def _own(self, who: str) -> set[str]:
        return {conv for conv, talk in self.model.talks.items() if talk.visitor == who}

    def _readable(self, who: str) -> set[str]:
        return {conv for conv, talk in self.model.talks.items() if self.model.require_read(who, talk)}

    def compare(self, tab: Tab, convs: Iterable[str]) -> None:
        for conv in convs:
            shown = [facts.of_event(event) for event in tab.screen(conv).events]
            due = [
                (seq, each.kind, facts.side(each.by), each.said)
                for seq, each in self.model.talks[conv].shown(tab.operator)
            ]
            assert shown == due, f"{tab.who}'s entries: {shown} instead of {due}"
        rows, due_rows = self._rows(tab), self._due_rows(tab)
        assert rows == due_rows, f"{tab.who}'s list: {rows} instead of {due_rows}"

    def _rows(self, tab: Tab) -> dict[str, Any]:
        return {conv: facts.of_row(row, tab.operator) for conv, row in tab.rows.items()}

    def _due_rows(self, tab: Tab) -> dict[str, Any]:
        return {talk.conv: self._due_row(tab, talk) for talk in self.model.talks.values() if self._lists(tab, talk)}

    def _lists(self, tab: Tab, talk: Talk) -> bool:
        return self.model.require_sight(tab.who, talk) if tab.operator else talk.visitor == tab.who

    def _due_row(self, tab: Tab, talk: Talk) -> dict[str, Any]:
        due: dict[str, Any] = {
            "state": talk.state, "owner": talk.owner or talk.last_owner or "", "channel": talk.channel,
        }  # fmt: skip
        shown = talk.shown(tab.operator)
        content = {
            "seq": shown[-1][0],
            "last": next(line.said for line in reversed(talk.log) if line.kind == "message"),
            "unread": talk.unread("operator" if tab.operator else "visitor"),
        }
        if not tab.operator:
            return due | content
        locked = not self.model.can_see_content(tab.who, talk)
        due |= {"lock": 0 if locked else talk.lock, "locked": locked}
        return due if locked else due | content | {"offer": talk.offered or ""}


def explained(model: Model, told: Sequence[Told]) -> Model:
    """The model after these answers, in whatever order they came about."""
    for order in permutations(told):
        trial = deepcopy(model)
        if all(_fits(trial, *each) for each in order):
            return trial
    due = [deepcopy(model).apply(intent, given.conv) for intent, given in told]
    raise AssertionError(f"no order explains {told}; one by one due were {due}")


def _fits(model: Model, intent: Intent, given: Answer) -> bool:
    if given.code == "offline_target" and intent.to in model.coming:
        return True
    due = model.apply(intent, given.conv)
    if not due.ok or not given.ok or not due.seq:
        return due._replace(conv="", seq=0) == given._replace(conv="", seq=0)
    made = model.talks[due.conv].log[given.seq - 1 : given.seq]
    return (due.conv, due.dup) == (given.conv, given.dup) and any(line.id in (intent.id, "") for line in made)


def frame(intent: Intent) -> Frame:
    """What a client sends."""
    about = {"conv": intent.conv} if intent.conv else {"new": {"ccid": new_id(), "channel": "channel-moscow-0000"}}
    if intent.verb in ("say", "answer", "note"):
        kind = "note" if intent.verb == "note" else "message"
        lock = {"lock": intent.lock} if intent.verb == "answer" else {}
        return {"t": "send", "cid": intent.id, "kind": kind, "body": intent.id} | about | lock
    to = {"transfer": long(intent.to), "move": f"channel-{intent.to}-0000"} if intent.to else {}
    more = {"to": to[intent.verb]} if intent.verb in to else {}
    lock = {"lock": intent.lock} if intent.lock is not None else {}
    return {"t": intent.verb, "rid": intent.id, "conv": intent.conv} | lock | more


def answer(given: Frame) -> Answer:
    if given["t"] == "ok":
        return Answer(True, given["conv"], given["seq"], given.get("dup", False))
    return Answer(False, code=given["code"], by=short(given.get("by", {}).get("id")))


def _stored(session: Session, intent: Intent) -> Answer | None:
    found = session.execute(
        select(col(Entry.conversation_id), col(Entry.seq)).where(
            col(Entry.author_id) == long(intent.who), col(Entry.cid) == intent.id
        )
    ).first()
    return Answer(True, found[0], found[1]) if found else None
