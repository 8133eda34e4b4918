"""How the widget looks and behaves on a site is changed."""

from collections.abc import Mapping
from typing import Any

import msgspec

from samovar.domain.channels.directory import Directory
from samovar.domain.channels.sites import Lang, agreeing, settings_of, stored_form
from samovar.domain.company.journal import edit
from samovar.domain.topics import PEOPLE
from samovar.live.hub import Hub
from samovar.model.errors import NotFound
from samovar.storage.engine.database import Session
from samovar.storage.engine.writer import Writer
from samovar.storage.tables import Site, utc_now

Agreement = tuple[dict[Lang, str], str]
"""Words and link of a consent."""


class Looks:
    """Stores it, and tells open windows."""

    def __init__(self, writer: Writer, directory: Directory, hub: Hub) -> None:
        self._writer = writer
        self._directory = directory
        self._hub = hub

    async def change(
        self, site_id: str, rev: int, said: Mapping[str, Any], by: str, agreement: Agreement | None = None
    ) -> None:
        """Other settings of a site, as fields of SiteSettings, read at revision `rev`; what is as by default is not
        stored. `by`: the administrator's operator id. Raises ChangedSince, NotFound."""
        try:
            await self._writer.run(lambda session: _change(session, site_id, rev, dict(said), by, agreement))
        finally:
            # Also where another was faster, perhaps in another process: the form is drawn anew from what is there.
            await self._directory.refresh()
            self._hub.publish(PEOPLE, None)


def _change(
    session: Session, site_id: str, rev: int, said: dict[str, Any], by: str, agreement: Agreement | None
) -> None:
    site = session.get(Site, site_id, with_for_update=True)
    if site is None:
        raise NotFound
    settings = settings_of(site)
    if agreement:
        said["consents"] = agreeing(settings, *agreement, utc_now().isoformat(timespec="seconds"))
    made = stored_form(msgspec.structs.replace(settings, **said))
    kept = {name: value for name, value in site.settings.items() if name not in said}
    own = {name: value for name, value in made.items() if name in said}
    edit(session, site, rev, {"settings": kept | own}, by=by, what="site")
