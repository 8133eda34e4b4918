"""Colleagues and channels as consoles show them.

All consoles ask in the same moment, when somebody comes or goes: what those of one channel see is made once.
"""

from collections.abc import Hashable

from samovar.domain.reading.colleagues import ChannelView, Colleagues, ColleagueView
from samovar.domain.topics import PEOPLE
from samovar.live.hub import Hub
from samovar.model.people import Operator
from samovar.web import wire
from samovar.web.present.presenter import latin, photo, rfc3339


class Roster:
    """What was made since people changed last."""

    def __init__(self, colleagues: Colleagues, hub: Hub) -> None:
        self._colleagues = colleagues
        self._encoded: dict[Hashable, bytes] = {}
        hub.subscribe(PEOPLE, self)

    def on_event(self, topic: str, item: object) -> None:
        """People have changed."""
        self.out_of_date()

    def out_of_date(self) -> None:
        """What was made is old."""
        self._encoded = {}

    def frame(self, member: Operator) -> bytes:
        """`people` for one operator, whole."""
        key = self._colleagues.alike(member)
        made = self._encoded.get(key)
        if made is None:
            people = [_colleague(each) for each in self._colleagues.people(member)]
            channels = [_channel(each) for each in self._colleagues.channels(member)]
            made = self._encoded[key] = wire.encode(wire.People(people=people, channels=channels))
        return made


def _colleague(view: ColleagueView) -> wire.Colleague:
    operator = view.operator
    return wire.Colleague(
        id=operator.id, name=operator.name, latin=operator.latin, photo=photo(operator), role=operator.role,
        title=operator.title, title_latin=operator.title_latin, grammar=operator.grammar,  # type: ignore[arg-type]
        presence=view.presence, why=operator.why, channels=view.channels,  # type: ignore[arg-type]
    )  # fmt: skip


def _channel(view: ChannelView) -> wire.Channel:
    return wire.Channel(
        id=view.channel.id, name=view.channel.name, latin=latin(view.channel), member=view.member,
        shut=not view.state.open, opens=rfc3339(view.state.opens_at), closed=view.state.why == "closed",
        soon_ms=view.channel.answer_seconds * 1000, late_ms=view.channel.late_seconds * 1000,
    )  # fmt: skip
