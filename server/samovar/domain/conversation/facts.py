"""What commands must know from memory.

It is looked up in the loop, when they are given: they are carried out in the writer's thread, and there only what
they bring along and what is stored counts.
"""

from dataclasses import dataclass

from samovar.domain.channels.directory import Directory
from samovar.domain.channels.team import Team
from samovar.domain.conversation.verbs import Move, Opening, Transfer
from samovar.live.presence import Presence
from samovar.model.errors import NoChannel
from samovar.model.people import Operator, Visitor
from samovar.storage.tables import Channel


@dataclass(slots=True)
class Facts:
    """Makes the commands that need any. `operators`: their leases."""

    directory: Directory
    operators: Presence
    team: Team

    def opening(self, by: Visitor, ccid: str, channel_id: str | None, origin: str) -> Opening:
        """How the visitor's conversation begins. Raises NoChannel where the channel is none of their site's, or closed
        and nobody stands in for it."""
        channel = self.directory.channel(channel_id) if channel_id else None
        if channel is None or channel.site_id != by.site_id:
            raise NoChannel
        if channel.closed_at is not None:
            channel = self._stand_in(channel)
        # Who comes to the one for all others may be from anywhere.
        tells = len(self.directory.channels(by.site_id)) > 1 and not channel.fallback
        return Opening(
            ccid=ccid, channel_id=channel.id, origin=origin, city=channel.name if tells else "",
            staffed=bool(self.team.of(channel.id)),
        )  # fmt: skip

    def _stand_in(self, closed: Channel) -> Channel:
        """The fallback channel, for windows that have not heard yet."""
        others = self.directory.channels(closed.site_id)
        found = next((each for each in others if each.fallback and each.closed_at is None), None)
        if found is None:
            raise NoChannel
        return found

    def transfer(self, by: Operator, cid: str, lock: int | None, to: str, note: str) -> Transfer:
        """An offer to a colleague, with what is known of them."""
        found = self.directory.member(to)
        channels, here = found.channels if found else frozenset[str](), self.operators.here(to)
        return Transfer(by=by, cid=cid, lock=lock, to=to, note=note, channels=channels, here=here)

    def move(self, by: Operator | None, cid: str, lock: int | None, to: str, note: str) -> Move:
        """To another channel, with the names of those among which it may go."""
        target = self.directory.channel(to)
        beside = self.directory.channels(target.site_id) if target and target.closed_at is None else []
        return Move(by=by, cid=cid, lock=lock, to=to, note=note, names={each.id: each.name for each in beside})
