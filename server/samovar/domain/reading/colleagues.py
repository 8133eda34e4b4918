"""Colleagues and channels as an operator may know them.

An operator sees those who share a channel, and of them that channel only; an administrator everybody. The channels
of the operator's sites are all named: a talk can be passed to any of them.
"""

from collections.abc import Callable, Hashable, Sequence
from datetime import datetime

import msgspec

from samovar.domain.channels.directory import Directory
from samovar.domain.channels.hours import OpenState
from samovar.domain.conversation import rules
from samovar.live.presence import Presence
from samovar.model.people import Operator
from samovar.storage import tables
from samovar.storage.tables import Channel


class ColleagueView(msgspec.Struct, kw_only=True):
    """An operator. `presence`: what they chose to be, while they are here; `channels`: those that the reader knows."""

    operator: tables.Operator
    presence: str
    channels: list[str]


class ChannelView(msgspec.Struct, kw_only=True):
    """A channel, and whether it is open. `member`: the reader belongs to it."""

    channel: Channel
    member: bool
    state: OpenState


class Colleagues:
    """`operators`: who of them is here. `clock`: the time now, aware."""

    def __init__(self, directory: Directory, operators: Presence, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._directory = directory
        self._operators = operators

    def alike(self, member: Operator) -> Hashable:
        """The same for all who see the same."""
        return member.sees_all, member.channels or member.id

    def people(self, member: Operator) -> list[ColleagueView]:
        """Whom they know."""
        return [
            ColleagueView(
                operator=each, presence=self._presence(each),
                channels=sorted(rules.shared(member, self._directory.channels_of(each.id))),
            )
            for each in self._in_sight(member)
        ]  # fmt: skip

    def channels(self, member: Operator) -> list[ChannelView]:
        """Where talks can go."""
        sites = self._directory.sites_of(member.id)
        return [
            ChannelView(
                channel=each, member=each.id in member.channels, state=self._directory.opening(each, self._clock())
            )
            for each in self._directory.channels()
            if each.site_id in sites
        ]

    def _in_sight(self, member: Operator) -> Sequence[tables.Operator]:
        if member.sees_all:
            return self._directory.operators()
        # Who belongs to no channel sees nobody else, but stands in the list.
        own = self._directory.operator(member.id)
        return self._directory.members(member.channels) or ([own] if own else [])

    def _presence(self, operator: tables.Operator) -> str:
        return operator.presence if self._operators.here(operator.id) else "offline"
