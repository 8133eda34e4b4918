"""The rules that run by the clock: offers that expire, talks whose owner is gone, presence that changes."""

import asyncio
import contextlib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial

from samovar.domain.channels import sites
from samovar.domain.channels.directory import Directory
from samovar.domain.conversation import rules
from samovar.domain.conversation.desk import Desk
from samovar.domain.conversation.keeping import Keeping
from samovar.domain.conversation.verbs import CallAll, Decline, Release, Verb
from samovar.domain.periodic import tick
from samovar.domain.topics import PEOPLE, inbox_topic, operator_topics, presence_topic
from samovar.live.hub import Hub
from samovar.live.presence import Presence
from samovar.live.signals import Signal
from samovar.model.conversation import Conversation
from samovar.model.errors import Busy, Refused
from samovar.storage.engine.database import Database
from samovar.storage.queries import conversations, lists, visitors

TICK = 1.0
SWEEP = 5
ROLL = 4
"""Ticks between sweeps of held talks, and between readings of the roll."""
AT_ONCE = 200
"""Visitors whose leaving is written in one piece: messages come in between."""


class Timers:
    """One task that ticks once a second."""

    def __init__(
        self, desk: Desk, database: Database, hub: Hub, directory: Directory, operators: Presence,
        visitors: Presence, every: float = TICK,
    ) -> None:  # fmt: skip
        self._desk = desk
        self._database = database
        self._hub = hub
        self._directory = directory
        self._operators = operators
        self._visitors = visitors
        self._every = every
        self._keeping = Keeping(directory, operators)
        self._people_changed = False
        self._settled = visitors.settled
        hub.subscribe(PEOPLE, self)

    def hear(self, topic: str, item: object) -> None:
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
        if ticks % SWEEP == 0:
            await self.sweep()
        if ticks % SWEEP == 0 or self._people_changed:
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
        for talk in await self._database.read(conversations.open_of, flips):
            self._tell_here(talk, left.get(talk.visitor_id))
        await self._remember(left)

    async def tell_unmet(self) -> None:
        """Once, soon after the start: whoever has not come back until then has left."""
        if self._settled or not self._visitors.settled:
            return
        for talk in await self._database.read(lists.open_ones):
            if not self._visitors.here(talk.visitor_id):
                self._tell_here(talk, None)
        self._settled = True

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

    async def sweep(self) -> None:
        """Let offers expire and abandoned talks go back to waiting."""
        for talk in await self._database.read(lists.held):
            if self._offer_is_over(talk):
                await self._quietly(Decline(), talk)
            elif self._is_abandoned(talk):
                await self._quietly(Release(lock=talk.lock), talk)

    async def call_all(self) -> None:
        """Whoever is kept for somebody who does not come waits for everybody."""
        self._people_changed = False
        for talk in await self._database.read(lists.kept):
            if reason := self._keeping.over(talk, self._desk.clock()):
                await self._quietly(CallAll(keeper=talk.last_owner_id or "", reason=reason), talk)

    async def _quietly(self, verb: Verb, talk: Conversation) -> None:
        """The talk may have gone on meanwhile."""
        with contextlib.suppress(Refused):
            await self._desk.carry_out(verb, talk.id)

    def _offer_is_over(self, talk: Conversation) -> bool:
        return talk.offered_at is not None and self._desk.clock() - talk.offered_at > rules.OFFER_LASTS

    def _is_abandoned(self, talk: Conversation) -> bool:
        if talk.owner_id is None or talk.waiting_at is None:
            return False
        limit = sites.away_seconds(self._directory.site(talk.site_id))
        long_ago = self._desk.clock() - talk.waiting_at > timedelta(seconds=min(limit, 10))
        return long_ago and self._operators.away_for(talk.owner_id) > limit
