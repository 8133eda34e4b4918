"""A site goes, with all that its visitors said: at once nobody reaches it any more, and its rows go a few at a time."""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial

from samovar.domain.channels.directory import Directory
from samovar.domain.company.journal import Changes, record
from samovar.domain.conversation.publish import Erased
from samovar.domain.personal.data import PersonalData
from samovar.domain.topics import PEOPLE, site_topic
from samovar.live.hub import Hub
from samovar.model.errors import NotFound
from samovar.storage.engine.database import Database, Session
from samovar.storage.engine.writer import Writer
from samovar.storage.queries import jobs, removal
from samovar.storage.queries.jobs import Taken
from samovar.storage.queries.removal import Held
from samovar.storage.tables import Conversation, Site, new_id

KIND = "site_removal"
AT_ONCE = 20
"""Visitors of one transaction, with their talks: nobody's message waits long behind them."""
log = logging.getLogger(__name__)


class StillOpen(Exception):
    """Talks are open there; nothing was removed."""


class LastSite(Exception):
    """It is the only one."""


class RemovingSites:
    """Removes them. The rows are the work of a job: it goes on where a server was stopped in the middle."""

    def __init__(
        self, database: Database, writer: Writer, hub: Hub, directory: Directory, data: PersonalData,
        clock: Callable[[], datetime],
    ) -> None:  # fmt: skip
        self._database = database
        self._writer = writer
        self._hub = hub
        self._directory = directory
        self._data = data
        self._clock = clock

    async def held(self, site_id: str) -> Held:
        """What goes with a site."""
        return await self._database.read(removal.held, site_id)

    async def removing(self, site_id: str) -> bool:
        """Whether it is on its way out."""
        job = await self._database.read(jobs.by_dedupe, _job(site_id))
        return job is not None and job.state == "waiting"

    async def remove(self, site_id: str, by: str) -> None:
        """Its key and addresses are nobody's from now on; the rest follows. Raises LastSite, StillOpen, NotFound."""
        now = self._clock()

        def work(session: Session) -> None:
            site = session.get(Site, site_id, with_for_update=True)
            if site is None:
                raise NotFound
            if removal.is_last(session, site_id):
                raise LastSite
            held = removal.held(session, site_id)
            if held.open_talks:
                raise StillOpen
            changes: Changes = {
                "talks": [held.talks, 0],
                "visitors": [held.visitors, 0],
                "channels": [held.channels, []],
            }
            record(session, by, "site", site_id, "removed", changes, name=site.name)
            site.key, site.origins = new_id(), []
            jobs.forget(session, _job(site_id))
            jobs.queue(session, KIND, _job(site_id), {"site": site_id}, now)

        await self._writer.run(work)
        await self._directory.refresh()
        self._hub.publish(site_topic(site_id), Erased())

    # ------------------------------------------------ a handler of the worker

    def ready(self) -> bool:
        """It needs nobody outside."""
        return True

    async def do(self, job: Taken, hand_over: Callable[[], Awaitable[None]]) -> Callable[[Session], None]:
        """A few visitors at a time, then what is left of the site."""
        site_id, total, visitors = job.data["site"], 0, AT_ONCE
        while visitors:
            visitors, talks = await self._writer.run(partial(self._some, site_id), self._forget)
            self._data.let_go(talks)
            total += visitors
        await self._writer.run(partial(removal.rest, site_id=site_id))
        await self._directory.refresh()
        self._hub.publish(PEOPLE, None)
        await self._data.fold()
        log.info("a site was removed, with %d visitors", total)
        return lambda session: None

    def failed(self, session: Session, job: Taken, error: Exception, again: datetime | None) -> None:
        """The site's page offers to remove it still."""

    def _some(self, site_id: str, session: Session) -> tuple[int, list[Conversation]]:
        return removal.some(session, site_id, AT_ONCE)

    def _forget(self, gone: tuple[int, list[Conversation]]) -> None:
        self._data.forget(gone[1])


def _job(site_id: str) -> str:
    return f"{KIND}:{site_id}"
