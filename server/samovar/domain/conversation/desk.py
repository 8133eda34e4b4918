"""The desk: every command of both sides ends here. Persist, commit, then tell; only the desk tells."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from samovar.domain.channels import sites
from samovar.domain.channels.directory import Directory
from samovar.domain.channels.team import Team
from samovar.domain.conversation.batch import Command, CommandBatch, Committed, Opening
from samovar.domain.conversation.publish import Publisher
from samovar.domain.conversation.verbs import (
    Accept,
    Answer,
    CallAll,
    Claim,
    Close,
    Correct,
    Decline,
    MarkRead,
    Move,
    Note,
    Release,
    Reopen,
    Say,
    Take,
    Transfer,
    Verb,
)  # fmt: skip
from samovar.live.hub import Hub
from samovar.live.presence import Presence
from samovar.model.conversation import Conversation
from samovar.model.errors import Busy, NoChannel, Refused, Unstorable
from samovar.model.people import Operator, Visitor
from samovar.storage.engine.database import Session, Unavailable, blames_data
from samovar.storage.engine.writer import Bulk, Writer, settle
from samovar.storage.queries.conversations import ConcurrentUpdate
from samovar.storage.recent import Recent

log = logging.getLogger(__name__)

Reply = Callable[[Committed | Refused], None]
"""Called once, after the commit; must not wait."""


class Desk:
    """Commands on conversations. `clock`: the time now, aware."""

    def __init__(
        self,
        writer: Writer,
        hub: Hub,
        directory: Directory,
        operators: Presence,
        clock: Callable[[], datetime],
        recent: Recent | None = None,
        team: Team | None = None,
    ) -> None:
        self._recent = recent or Recent()
        self._batch = CommandBatch(self._recent, lambda site: sites.reopens_for(directory.site(site)))
        self._writer = writer
        self._directory = directory
        self._operators = operators
        self._team = team or Team(directory, operators)
        self.publisher = Publisher(hub)
        self.clock = clock

    # -------------------------------------------------------- messages

    def say(self, guest: Visitor, cid: str, body: str, conv: str | None, opening: Opening | None, reply: Reply) -> None:
        """A visitor's message, into his open conversation or a new one. The reply comes after the commit."""
        now = self.clock()
        self._submit(
            Command(
                verb=Say(guest=guest, cid=cid, body=body), conv=conv, now=now, key=(guest.id, cid),
                opening=self._checked(guest, opening) if opening else None,
            ),
            reply,
        )  # fmt: skip

    def answer(self, member: Operator, cid: str, conv: str, body: str, lock: int | None, reply: Reply) -> None:
        """The owner's message to the visitor."""
        self._order(member, Answer(member=member, cid=cid, body=body, lock=lock), conv, cid, reply)

    def note(self, member: Operator, cid: str, conv: str, body: str, reply: Reply) -> None:
        """A private note."""
        self._order(member, Note(member=member, cid=cid, body=body), conv, cid, reply)

    # -------------------------------------------------------- commands

    async def claim(self, member: Operator, conv: str, rid: str) -> Committed:
        """Take a waiting conversation. Raises Taken with the winner."""
        return await self._do(member, Claim(member=member, rid=rid), conv, rid)

    async def take(self, member: Operator, conv: str, rid: str, lock: int | None) -> Committed:
        """Take over what a colleague holds; administrators only."""
        return await self._do(member, Take(member=member, rid=rid, lock=lock), conv, rid)

    async def release(self, member: Operator, conv: str, rid: str, lock: int | None) -> Committed:
        """Give it back to waiting."""
        return await self._do(member, Release(member=member, rid=rid, lock=lock), conv, rid)

    async def transfer(self, member: Operator, conv: str, rid: str, lock: int | None, to: str, note: str) -> Committed:
        """Offer it to a colleague who is here. Raises OfflineTarget."""
        found = self._directory.member(to)
        channels, here = found.channels if found else frozenset(), self._operators.here(to)
        verb = Transfer(member=member, rid=rid, lock=lock, to=to, note=note, channels=channels, here=here)
        return await self._do(member, verb, conv, rid)

    async def accept(self, member: Operator, conv: str, rid: str) -> Committed:
        """Take an offered conversation."""
        return await self._do(member, Accept(member=member, rid=rid), conv, rid)

    async def decline(self, member: Operator, conv: str, rid: str) -> Committed:
        """Leave it to its owner; or, where it waits for this operator first, to everybody."""
        return await self._do(member, Decline(member=member, rid=rid), conv, rid)

    async def move(self, member: Operator, conv: str, rid: str, lock: int | None, to: str, note: str) -> Committed:
        """Send it to another channel of the same site."""
        verb = Move(member=member, rid=rid, lock=lock, to=to, name_of=self._directory.name_of, note=note)
        return await self._do(member, verb, conv, rid)

    async def close(self, by: Operator | Visitor, conv: str, rid: str, lock: int | None = None) -> Committed:
        """Worked through; or the visitor's "end chat"."""
        return await self._do(by, Close(by=by, rid=rid, lock=lock), conv, rid)

    async def reopen(self, member: Operator, conv: str, rid: str) -> Committed:
        """Take a closed one up again."""
        return await self._do(member, Reopen(member=member, rid=rid), conv, rid)

    async def correct(self, member: Operator, conv: str, rid: str, what: str, value: str) -> Committed:
        """Correct the visitor's city or name; the card remembers who did."""
        return await self._do(member, Correct(member=member, rid=rid, field=what, value=value), conv, rid)

    def mark_read(self, person: Visitor | Operator, conv: str, seq: int, reply: Reply = lambda outcome: None) -> None:
        """One side has seen all entries up to `seq`."""
        self._submit(
            Command(verb=MarkRead(side=person.side, person=person, seq=seq), conv=conv, now=self.clock()), reply
        )

    async def plainly(self, work: Callable[[Session], None]) -> None:
        """A change that is no entry of any conversation. Raises Busy."""
        try:
            await self._writer.run(work)
        except Unavailable:
            raise Busy from None

    # -------------------------------------------------------- by the clock

    async def expire(self, talk: Conversation) -> None:
        """An offer nobody accepted in time."""
        await self._quietly(Decline(member=None, rid=None), talk)

    async def abandon(self, talk: Conversation) -> None:
        """The owner is gone while the visitor waits."""
        await self._quietly(Release(member=None, rid=None, lock=talk.lock), talk)

    async def call_all(self, talk: Conversation, reason: str) -> None:
        """The one it was kept for does not take it."""
        await self._quietly(CallAll(member=None, rid=None, keeper=talk.last_owner_id or "", reason=reason), talk)

    async def _quietly(self, verb: Verb, talk: Conversation) -> None:
        order = Command(verb=verb, conv=talk.id, now=self.clock())
        with contextlib.suppress(Refused):
            await self._waited(lambda reply: self._submit(order, reply))

    # -------------------------------------------------------- the way to the writer and back

    def _order(self, member: Operator, verb: Verb, conv: str, key: str, reply: Reply) -> None:
        self._submit(Command(verb=verb, conv=conv, now=self.clock(), key=(member.id, key)), reply)

    async def _do(self, who: Operator | Visitor, verb: Verb, conv: str, rid: str) -> Committed:
        order = Command(verb=verb, conv=conv, now=self.clock(), key=(who.id, rid))
        return await self._waited(lambda reply: self._submit(order, reply))

    async def _waited(self, submit: Callable[[Reply], None]) -> Committed:
        """Submit and wait; raises the refusal. What was done is told although nobody may wait any more."""
        future: asyncio.Future[Committed] = asyncio.get_running_loop().create_future()
        submit(lambda outcome: settle(future, outcome))
        return await future

    def _submit(self, order: Command, reply: Reply) -> None:
        try:
            self._writer.submit(Bulk(self._batch, order, partial(self._done, reply)))
        except Unavailable:
            reply(Busy())

    def _done(self, reply: Reply, outcome: Any) -> None:
        """After the commit everybody is told, in the order of the entries."""
        if not isinstance(outcome, Committed):
            reply(_as_refusal(outcome))
            return
        self.publisher.publish(outcome)
        reply(outcome)

    # -------------------------------------------------------- what the site allows

    def _checked(self, guest: Visitor, opening: Opening) -> Opening:
        channel = self._directory.channel(opening.channel_id)
        if channel is None or channel.site_id != guest.site_id:
            raise NoChannel
        several = len(self._directory.channels(guest.site_id)) > 1
        return replace(opening, city=channel.name if several else "", staffed=bool(self._team.of(channel.id)))


def _as_refusal(outcome: Any) -> Refused:
    if isinstance(outcome, Refused):
        return outcome
    if isinstance(outcome, Unavailable | ConcurrentUpdate):
        return Busy()
    ours = not blames_data(outcome)
    log.error("what somebody sent can never be stored: %s", type(outcome).__name__, exc_info=outcome if ours else None)
    return Unstorable()
