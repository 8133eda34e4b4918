"""Whom a visitor's window shows: the people of the channel it looks at, and the owner of the open conversation."""

from collections.abc import Callable, Sequence
from typing import Any

from samovar.domain.topics import presence_topic, team_topic
from samovar.model.conversation import Conversation
from samovar.storage.tables import Channel
from samovar.web import wire
from samovar.web.present.presenter import as_met
from samovar.web.services import Services


class Company:
    """Follows their presence for one connection. `listener`: who hears the hub; `push`: takes signals."""

    __slots__ = ("_channel", "_listener", "_owner", "_push", "_services", "conv", "open")

    def __init__(self, services: Services, listener: Any, push: Callable[[bytes], None]) -> None:
        self._services = services
        self._listener = listener
        self._push = push
        self.conv = ""
        """The visitor's last conversation."""
        self.open = False
        """Whether that one is open."""
        self._owner: str | None = None
        self._channel: str | None = None

    async def watch(self, channel: Channel) -> None:
        """Follow who is online in the channel that the window shows."""
        self._leave_channel()
        self._channel = channel.id
        answer = await self._services.teams.answer(channel)
        if self._channel == channel.id:
            self._services.hub.subscribe(team_topic(channel.id), self._listener)
            self._push(answer)

    def begin(self, talks: Sequence[Conversation]) -> None:
        """The visitor's conversations as they are at the start, the last one first."""
        for talk in [each for each in talks if each.state != "closed"] or talks[:1]:
            self._show(talk)

    def meet(self, talk: Conversation) -> None:
        """One of the visitor's conversations is as it is now: whoever owns the open one is followed."""
        if talk.state != "closed" or talk.id == self.conv:
            self._show(talk)

    def _show(self, talk: Conversation) -> None:
        self.conv, self.open = talk.id, talk.state != "closed"
        if talk.owner_id == self._owner:
            return
        self._leave_owner()
        self._owner = talk.owner_id
        if self._owner:
            self._services.hub.subscribe(presence_topic(self._owner), self._listener)
            self._tell_owner()

    def told(self, topic: str) -> None:
        """Somebody came or went."""
        if self._owner and topic == presence_topic(self._owner):
            self._tell_owner()

    def leave(self) -> None:
        """Follow nobody."""
        self._leave_owner()
        self._leave_channel()

    def _tell_owner(self) -> None:
        found = self._services.directory.operator(self._owner)
        if found is not None:
            here = self._services.team.online(found)
            self._push(wire.encode(wire.Eph(kind="owner", conv=self.conv, owner=as_met(found), here=here)))

    def _leave_owner(self) -> None:
        if self._owner:
            self._services.hub.unsubscribe(presence_topic(self._owner), self._listener)

    def _leave_channel(self) -> None:
        if self._channel:
            self._services.hub.unsubscribe(team_topic(self._channel), self._listener)
