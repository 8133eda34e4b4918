"""Tells visitors' windows who of their channel is online, or when somebody will be.

People may come and go in a crowd: each channel is told what it became, at most twice a second, and once for all its
visitors.
"""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import datetime

from samovar.domain.channels.directory import Directory
from samovar.domain.channels.pace import Pace
from samovar.domain.channels.team import Team
from samovar.domain.topics import PEOPLE, team_topic
from samovar.live.hub import Hub
from samovar.live.throttle import Throttle
from samovar.storage.engine.database import Unavailable
from samovar.storage.tables import Channel
from samovar.web import wire
from samovar.web.present.opening_words import OpeningWords
from samovar.web.present.presenter import as_channel, as_met

SHOWN = 3
"""Faces that a window has room for."""


class Teams:
    """What each channel's windows were told last."""

    def __init__(
        self, directory: Directory, team: Team, pace: Pace, hub: Hub, words: OpeningWords, clock: Callable[[], datetime]
    ) -> None:
        self._directory = directory
        self._words = words
        self._clock = clock
        self._team = team
        self._pace = pace
        self._hub = hub
        self._told: dict[str, wire.Team] = {}
        self.throttle = Throttle(self._look)
        self._looking: asyncio.Task[None] | None = None
        hub.subscribe(PEOPLE, self)

    def on_event(self, topic: str, item: object) -> None:
        """People have changed."""
        self.throttle.say(PEOPLE, True)

    async def answer(self, channel: Channel) -> bytes:
        """`team` for one who asks. Whoever was told something else is told too. Raises Unavailable."""
        now = await self.of(channel)
        made = wire.encode(now)
        if now != self._told.get(channel.id):
            self._told[channel.id] = now
            self._hub.publish(team_topic(channel.id), made)
        return made

    async def of(self, channel: Channel) -> wire.Team:
        """As it is now. Raises Unavailable."""
        usual_ms = await self._pace.of(channel.id)
        team = [as_met(each) for each in self._team.of(channel.id)[:SHOWN]]
        hours, now = self._directory.hours(channel), self._clock()
        away, shut = (None, False) if team else (self._words.away(channel, hours, now), not hours.at(now).open)
        return wire.Team(channel=as_channel(channel), team=team, usual_ms=usual_ms, away=away, shut=shut)

    def _look(self, _people: object) -> None:
        self._looking = asyncio.ensure_future(self._tell())

    async def _tell(self) -> None:
        shown = [each for each in self._directory.channels() if self._hub.listeners(team_topic(each.id))]
        self._told = {each.id: self._told[each.id] for each in shown if each.id in self._told}
        for channel in shown:
            with contextlib.suppress(Unavailable):
                await self.answer(channel)
