"""Colleagues and channels as consoles show them.

An operator sees those who share a channel, and of them that channel only; an administrator everybody. The channels
of the operator's sites are all named: a talk can be passed to any of them.

All consoles ask in the same moment, when somebody comes or goes: what those of one channel see is made once.
"""

from collections.abc import Sequence
from typing import Any

from samovar.domain.channels.directory import Directory
from samovar.domain.conversation.rules import shared
from samovar.domain.topics import PEOPLE
from samovar.live.hub import Hub
from samovar.model.people import Operator
from samovar.storage import tables
from samovar.web import wire
from samovar.web.present.presenter import Presenter, latin, photo


class Roster:
    """What was made since people changed last."""

    def __init__(self, directory: Directory, frames: Presenter, hub: Hub) -> None:
        self._directory = directory
        self._presenter = frames
        self._encoded: dict[Any, bytes] = {}
        hub.subscribe(PEOPLE, self)

    def hear(self, topic: str, item: Any) -> None:
        """People have changed."""
        self.out_of_date()

    def out_of_date(self) -> None:
        """What was made is old."""
        self._encoded = {}

    def frame(self, member: Operator) -> bytes:
        """`people` for one operator, whole."""
        key = member.sees_all, member.channels or member.id
        made = self._encoded.get(key)
        if made is None:
            people = wire.People(people=self._people(member), channels=self._channels(member))
            made = self._encoded[key] = wire.encode(people)
        return made

    def _people(self, member: Operator) -> list[wire.Colleague]:
        return [
            self._colleague(each, shared(member, self._directory.channels_of(each.id)))
            for each in self._in_sight(member)
        ]

    def _in_sight(self, member: Operator) -> Sequence[tables.Operator]:
        if member.sees_all:
            return self._directory.operators()
        # Who belongs to no channel sees nobody else, but stands in the frame.
        own = self._directory.operator(member.id)
        return self._directory.members(member.channels) or ([own] if own else [])

    def _colleague(self, operator: tables.Operator, channels: frozenset[str]) -> wire.Colleague:
        return wire.Colleague(
            id=operator.id, name=operator.name, latin=operator.latin, photo=photo(operator), role=operator.role,
            title=operator.title, title_latin=operator.title_latin, grammar=operator.grammar,  # type: ignore[arg-type]
            presence=self._presenter.presence(operator), why=operator.why,  # type: ignore[arg-type]
            channels=sorted(channels),
        )  # fmt: skip

    def _channels(self, member: Operator) -> list[wire.Channel]:
        sites = self._directory.sites_of(member.id)
        return [
            wire.Channel(id=each.id, name=each.name, latin=latin(each), member=each.id in member.channels)
            for each in self._directory.channels()
            if each.site_id in sites
        ]
