"""Tells visitors' windows that the settings of their site have changed."""

from samovar.domain.channels.directory import Directory
from samovar.domain.channels.sites import SiteSettings, settings_of
from samovar.domain.topics import PEOPLE, site_topic
from samovar.live.hub import Hub
from samovar.web import wire
from samovar.web.present.dress import site_frame


class SiteChanges:
    """What each site's windows have been told. Whoever comes later has it from their page load; who loaded the page
    before a change and connects after it is told at once."""

    def __init__(self, directory: Directory, hub: Hub) -> None:
        self._directory = directory
        self._hub = hub
        self._settings: dict[str, SiteSettings] = {}
        self._changed: dict[str, bytes] = {}
        hub.subscribe(PEOPLE, self)

    def on_event(self, topic: str, item: object) -> None:
        """Something of the directory has changed: perhaps a site."""
        self.look()

    def look(self) -> None:
        """Compare each site with what was told; at the first look there is nothing to tell."""
        for site in self._directory.sites():
            now = settings_of(site)
            before, self._settings[site.id] = self._settings.get(site.id), now
            if before is not None and before != now:
                self._changed[site.id] = wire.encode(site_frame(now))
                self._hub.publish(site_topic(site.id), self._changed[site.id])

    def since_start(self, site_id: str) -> bytes | None:
        """The frame of a site that has changed since this server started."""
        return self._changed.get(site_id)
