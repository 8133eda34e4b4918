"""The company's sites: a site is added, and what is said of it is changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from samovar.domain.channels.directory import Directory
from samovar.domain.channels.sites import settings_of, stored_form
from samovar.domain.company.journal import edit, record
from samovar.model.errors import NotFound
from samovar.storage.engine.database import Session
from samovar.storage.engine.writer import Writer
from samovar.storage.queries.people import sites
from samovar.storage.tables import Site, new_id


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteWords:
    """What an administrator says of a site. `lang`: of the window there; empty: the page's own."""

    name: str
    latin: str
    origins: Sequence[str]
    lang: str


class SiteTaken(Exception):
    """Another site has this name or address. `field`: which of the two."""

    def __init__(self, field: str, value: str, site: str) -> None:
        super().__init__(field, value, site)
        self.field, self.value, self.site = field, value, site


class Sites:
    """Adds and changes them. `by`: the administrator's operator id."""

    def __init__(self, writer: Writer, directory: Directory) -> None:
        self._writer = writer
        self._directory = directory

    async def add(self, said: SiteWords, by: str) -> str:
        """A site without channels. Gives its id. Raises SiteTaken."""
        made = await self._writer.run(lambda session: _add(session, said, by))
        await self._directory.refresh()
        return made

    async def keep(self, site_id: str, rev: int, days: Mapping[str, int], by: str) -> None:
        """Other limits of how long things are kept, by setting (`keep_…_days`). Raises ChangedSince, NotFound."""
        try:
            await self._writer.run(lambda session: _keep(session, site_id, rev, days, by))
        finally:
            await self._directory.refresh()

    async def change(self, site_id: str, rev: int, said: SiteWords, by: str) -> None:
        """Other words of a site, as read at revision `rev`. Raises ChangedSince, NotFound, SiteTaken."""
        try:
            await self._writer.run(lambda session: _change(session, site_id, rev, said, by))
        finally:
            # Also where another was faster, perhaps in another process: the form is drawn anew from what is there.
            await self._directory.refresh()


def _add(session: Session, said: SiteWords, by: str) -> str:
    _free(session, "", said)
    site = Site(
        key=new_id(), name=said.name, origins=list(said.origins), lang=said.lang, settings={"latin": said.latin}
    )
    session.add(site)
    session.flush()
    record(session, by, "site", site.id, "added", {"origins": [[], site.origins]}, name=site.name)
    return site.id


def _keep(session: Session, site_id: str, rev: int, days: Mapping[str, int], by: str) -> None:
    site = session.get(Site, site_id, with_for_update=True)
    if site is None:
        raise NotFound
    settings = msgspec.structs.replace(settings_of(site), **days)
    edit(session, site, rev, {"settings": stored_form(settings)}, by=by, what="site")


def _change(session: Session, site_id: str, rev: int, said: SiteWords, by: str) -> None:
    site = session.get(Site, site_id, with_for_update=True)
    if site is None:
        raise NotFound
    _free(session, site_id, said)
    settings = site.settings | {"latin": said.latin}
    values = {"name": said.name, "origins": list(said.origins), "lang": said.lang, "settings": settings}
    edit(session, site, rev, values, by=by, what="site")


def _free(session: Session, site_id: str, said: SiteWords) -> None:
    """A name and an address lead to one site. Raises SiteTaken."""
    for other in sites(session):
        if other.id != site_id and other.name.casefold() == said.name.casefold():
            raise SiteTaken("name", said.name, other.name)
        if other.id != site_id and (both := [each for each in said.origins if each in other.origins]):
            raise SiteTaken("origins", both[0], other.name)
