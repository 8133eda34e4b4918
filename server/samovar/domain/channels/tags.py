"""Where the script tag has called from: the newest call of each address, and addresses that are in nobody's list.

In memory; what a restart must not forget is stored at most once a minute.
"""

import logging
from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from samovar.origins import NoOrigin
from samovar.origins import origin as as_browsers_say
from samovar.storage.engine.database import Database, Session, Unavailable
from samovar.storage.engine.writer import Single, Writer
from samovar.storage.queries import tags
from samovar.storage.tables import Site, TagCall

log = logging.getLogger(__name__)
STORED_EVERY = timedelta(minutes=1)
STRANGERS, LONGEST = 100, 300
"""How many addresses of nobody's site are remembered, and the letters of each."""


class Tags:
    """Hears of each page load."""

    def __init__(self, database: Database, writer: Writer, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._writer = writer
        self._clock = clock
        self._calls: dict[str, dict[str, datetime]] = {}
        """Site → origin → when."""
        self._stored: dict[tuple[str, str], datetime] = {}
        self._strangers: OrderedDict[str, datetime] = OrderedDict()
        """Origins that are none of any site's, the newest last."""

    async def load(self) -> None:
        """What was stored before."""
        for call in await self._database.read(tags.calls):
            self._calls.setdefault(call.site_id, {})[call.origin] = call.at

    def called(self, site: Site, origin: str) -> None:
        """A page of the site has begun to use the tag."""
        now, key = self._clock(), (site.id, origin)
        self._calls.setdefault(site.id, {})[origin] = now
        if key not in self._stored or now - self._stored[key] >= STORED_EVERY:
            self._stored[key] = now
            self._keep(TagCall(site_id=site.id, origin=origin, at=now))

    def refused(self, origin: str) -> None:
        """A page of an address that is not in the list has tried; what no browser writes is no page."""
        try:
            if len(origin) > LONGEST or as_browsers_say(origin) != origin:
                return
        except NoOrigin:
            return
        self._strangers[origin] = self._clock()
        self._strangers.move_to_end(origin)
        if len(self._strangers) > STRANGERS:
            self._strangers.popitem(last=False)

    def seen(self, site: Site) -> Mapping[str, datetime]:
        """When each of the site's addresses called last, the newest first; only those that have."""
        calls = {origin: at for origin, at in self._calls.get(site.id, {}).items() if origin in site.origins}
        return dict(sorted(calls.items(), key=lambda call: call[1], reverse=True))

    def missing(self, site: Site) -> list[str]:
        """Addresses that have called and are not in the site's list, though they are the same but for scheme, port or
        www; the newest first."""
        own = {_bare(origin) for origin in site.origins}
        return [each for each in reversed(self._strangers) if _bare(each) in own and each not in site.origins]

    def _keep(self, call: TagCall) -> None:
        try:
            self._writer.submit(Single(lambda session: _put(session, call), _said))
        except Unavailable:
            log.warning("that the tag has called from %s could not be stored", call.origin)


def _put(session: Session, call: TagCall) -> None:
    session.merge(call)


def _said(outcome: object) -> None:
    if isinstance(outcome, Exception):
        log.warning("that the tag has called could not be stored: %s", outcome)


def _bare(origin: str) -> str:
    """The host alone, without www."""
    return (urlsplit(origin).hostname or "").removeprefix("www.")
