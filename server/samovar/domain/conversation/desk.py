"""The desk: every command of both sides ends here. Persist, commit, then tell; only the desk tells."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from samovar.domain.channels import sites
from samovar.domain.channels.directory import Directory
from samovar.domain.channels.team import Team
from samovar.domain.conversation.batch import Command, CommandBatch, Committed
from samovar.domain.conversation.facts import Facts
from samovar.domain.conversation.publish import Publisher
from samovar.domain.conversation.verbs import Verb
from samovar.live.hub import Hub
from samovar.live.presence import Presence
from samovar.model.errors import Busy, Refused, Unstorable
from samovar.storage.engine.database import Session, Unavailable, blames_data
from samovar.storage.engine.writer import Bulk, Writer, settle
from samovar.storage.queries.conversations import ConcurrentUpdate
from samovar.storage.recent import Recent

log = logging.getLogger(__name__)

Reply = Callable[[Committed | Refused], None]
"""Called once, after the commit; must not wait."""


class Desk:
    """Commands on conversations: verbs, with what `facts` adds to them. `clock`: the time now, aware."""

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
        self._batch = CommandBatch(recent or Recent(), lambda site: sites.reopens_for(directory.site(site)))
        self._writer = writer
        self.publisher = Publisher(hub)
        self.facts = Facts(directory, operators, team or Team(directory, operators))
        self.clock = clock

    def submit(self, verb: Verb, conv: str | None, reply: Reply = lambda outcome: None) -> None:
        """Carry out a verb; only a visitor's message may name no conversation. The reply comes after the commit."""
        command = Command(verb=verb, conv=conv, now=self.clock())
        try:
            self._writer.submit(Bulk(self._batch, command, partial(self._done, reply)))
        except Unavailable:
            reply(Busy())

    async def carry_out(self, verb: Verb, conv: str | None) -> Committed:
        """The same, for whoever can wait; raises the refusal. What was done is told although nobody may wait any
        more."""
        future: asyncio.Future[Committed] = asyncio.get_running_loop().create_future()
        self.submit(verb, conv, partial(settle, future))
        return await future

    async def plainly(self, work: Callable[[Session], None]) -> None:
        """A change that is no entry of any conversation. Raises Busy."""
        try:
            await self._writer.run(work)
        except Unavailable:
            raise Busy from None

    def _done(self, reply: Reply, outcome: Any) -> None:
        """After the commit everybody is told, in the order of the entries."""
        if not isinstance(outcome, Committed):
            reply(_as_refusal(outcome))
            return
        self.publisher.publish(outcome)
        reply(outcome)


def _as_refusal(outcome: Any) -> Refused:
    if isinstance(outcome, Refused):
        return outcome
    if isinstance(outcome, Unavailable | ConcurrentUpdate):
        return Busy()
    ours = not blames_data(outcome)
    log.error("what somebody sent can never be stored: %s", type(outcome).__name__, exc_info=outcome if ours else None)
    return Unstorable()
