"""The rules that run by the clock: offers that expire, talks whose owner is gone, presence that changes."""

import asyncio
import contextlib
from collections.abc import Awaitable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from samovar.domain.channels.directory import Directory
from samovar.domain.conversation import rules
from samovar.domain.conversation.deadlines import Deadlines
from samovar.domain.conversation.desk import Desk
from samovar.domain.conversation.letters import Sign
from samovar.domain.conversation.verbs import Release, Verb
from samovar.domain.periodic import tick
from samovar.domain.topics import PEOPLE, inbox_topic, operator_topics, presence_topic
from samovar.live.hub import Hub
from samovar.live.presence import Presence
from samovar.live.signals import Signal
from samovar.model.conversation import Conversation
from samovar.model.errors import Busy, Refused
from samovar.storage.engine.database import Database
from samovar.storage.queries import conversations, lists, timers, visitors
from samovar.storage.queries.timers import Due

TICK = 1.0
ROLL = 4
"""Ticks between readings of the roll."""
AT_ONCE = 200
"""Visitors whose leaving is written in one piece, and timers that are looked at: messages come in between."""
KINDS = ("offer", "owner", "keeper", "question", "answer", "missed")


class Timers:
    """One task that ticks once a second."""

    def __init__(
        self, desk: Desk, database: Database, hub: Hub, directory: Directory, operators: Presence,
        visitors: Presence, sign: Sign, every: float = TICK,
    ) -> None:  # fmt: skip
        self._desk = desk
        self._database = database
        self._hub = hub
        self._directory = directory
        self._operators = operators
        self._visitors = visitors
        self._every = every
        self._deadlines = Deadlines(directory, operators, visitors, sign)
        self._people_changed = True
        self._settled = visitors.settled
        hub.subscribe(PEOPLE, self)

    def on_event(self, topic: str, item: object) -> None:
        """Somebody came, went, or is on a break."""
        self._people_changed = True

    async def run(self, stop: asyncio.Event) -> None:
        """Tick until `stop` is set."""
        await tick("clockwork", self._every, self.tick, stop)

    async def tick(self, ticks: int) -> None:
        """One second's work."""
        self.tell_presence()
        await self.tell_visitors()
        await self.tell_unmet()
        if ticks % ROLL == 0 and await self._directory.refresh():
            self._hub.publish(PEOPLE, None)
        await self.ring()
        if self._people_changed:
            await self.call_all()

    def tell_presence(self) -> None:
        """Publish who came or went."""
        flips = self._operators.flips()
        for operator in flips:
            self._hub.publish(presence_topic(operator), self._operators.here(operator))
        if flips:
            self._hub.publish(PEOPLE, None)

    async def tell_visitors(self) -> None:
        """Show at open conversations whether their visitor is on the site; remember until when those who left were."""
        flips = self._visitors.flips()
        if not flips:
            return
        left = self._seen([each for each in flips if not self._visitors.here(each)])
        talks = await self._database.read(conversations.open_of, flips)
        for talk in talks:
            self._tell_here(talk, left.get(talk.visitor_id))
        await self._remember(left)
        await self._remind(talk for talk in talks if talk.unread_visitor and talk.visitor_id in left)

    async def _remind(self, talks: Iterable[Conversation]) -> None:
        """They have left, and not read everything: it may have to be mailed."""
        soon = self._desk.clock() + rules.GATHER
        if given := [(talk.id, "answer", soon) for talk in talks]:
            with contextlib.suppress(Busy):
                await self._desk.plainly(partial(timers.save, given=given, dropped=[]))

    async def tell_unmet(self) -> None:
        """Once, soon after the start: whoever has not come back until then has left."""
        if self._settled or not self._visitors.settled:
            return
        for talk in await self._database.read(lists.open_ones):
            if not self._visitors.here(talk.visitor_id):
                self._tell_here(talk, None)
        self._settled = self._people_changed = True

    def _tell_here(self, talk: Conversation, left: datetime | None) -> None:
        """To the channel, and to those who hold the talk or are offered it, wherever they belong. `left`: when that
        was, where it is known."""
        here = self._visitors.here(talk.visitor_id)
        signal = Signal("here", talk.id, "visitor", talk.visitor_id, talk, here, left)
        for topic in (inbox_topic(talk.channel_id), *operator_topics(talk.owner_id, talk.offered_to)):
            self._hub.publish(topic, signal)

    def _seen(self, people: Iterable[str]) -> dict[str, datetime]:
        """When visitors were last on the site."""
        now = self._desk.clock()
        quiet = {each: self._visitors.quiet_for(each) for each in people}
        return {each: now - timedelta(seconds=span) for each, span in quiet.items() if span is not None}

    async def _remember(self, seen: Mapping[str, datetime]) -> None:
        """Write down when visitors were last on the site."""
        people = list(seen.items())
        for start in range(0, len(people), AT_ONCE):
            with contextlib.suppress(Busy):
                await self._desk.plainly(partial(visitors.last_seen, seen=dict(people[start : start + AT_ONCE])))

    async def close(self) -> None:
        """The process is about to end: nobody will see these visitors leave."""
        await self._remember(self._seen(self._visitors.shown()))

    async def ring(self, kinds: Sequence[str] = KINDS) -> None:
        """Do what is due."""
        await self._look(kinds, self._desk.clock())

    async def call_all(self) -> None:
        """Somebody may have come, gone or taken a break: whoever is kept for somebody is looked at before it is due."""
        self._people_changed = False
        await self._look(("keeper",), self._desk.clock() + rules.KEPT_FOR)
        await self.free()

    async def free(self) -> None:
        """Who may not act any more holds nothing: that waits for everybody. Looked at again until it does."""
        left = await self._database.read(conversations.orphans)
        self._people_changed = self._people_changed or bool(left)
        await asyncio.gather(*(self._quietly(Release(lock=each.lock, why="owner_disabled"), each.id) for each in left))

    async def _look(self, kinds: Sequence[str], until: datetime) -> None:
        """A deed takes its timer with it; where nothing is to do the timer is put off, or is over."""
        found, now = await self._database.read(timers.due, kinds, until, AT_ONCE), self._desk.clock()
        deeds: list[Awaitable[None]] = []
        later: list[tuple[Due, datetime | None]] = []
        for timer in found:
            deed = self._deadlines.deed(timer.kind, timer.talk, now)
            if deed is None or isinstance(deed, datetime):
                later += [(timer, deed)] if deed != timer.at else []
            else:
                deeds.append(self._quietly(deed, timer.talk.id))
        if later:
            deeds.append(self._quietly_put_off(later))
        await asyncio.gather(*deeds)

    async def _quietly(self, verb: Verb, conv: str) -> None:
        """The talk may have gone on meanwhile."""
        with contextlib.suppress(Refused):
            await self._desk.carry_out(verb, conv)

    async def _quietly_put_off(self, later: list[tuple[Due, datetime | None]]) -> None:
        with contextlib.suppress(Busy):
            await self._desk.plainly(partial(timers.put_off, looked=later))
