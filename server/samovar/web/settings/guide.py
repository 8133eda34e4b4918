"""Where the settings begin: what a new house still needs, and on a phone the list of all pages."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from starlette.responses import Response
from starlette.routing import Route

from samovar.web.settings.base import Ask, SettingsPages
from samovar.web.settings.nav import Entry


@dataclass(frozen=True, slots=True)
class Missing:
    """Something no step asks for. `key`: its words; `path`: where it is mended; `name`: of what."""

    key: str
    path: str
    name: str = ""


class GuidePages(SettingsPages):
    """Who: administrators."""

    entry = Entry("guide", "/settings", "list-checks")

    def routes(self) -> Sequence[Route]:
        """The one page."""
        return [self.page(self.entry.path, self.show)]

    async def show(self, ask: Ask) -> Response:
        """What is done, what is next, and what will be missed later."""
        return self.draw(ask, "guide.html", missing=[each async for each in self._missing()])

    async def _missing(self) -> AsyncIterator[Missing]:
        """What the chat does without, though a company would not."""
        services, directory = self.services, self.services.directory
        if services.mail_servers.server("smtp") is None:
            yield Missing("mail", "/settings/mail/server/outgoing")
        for channel in directory.channels():
            if channel.closed_at is None and not directory.members([channel.id]):
                yield Missing("nobody", f"/settings/channels/{channel.id}", channel.name)
        if not (await services.looking_after.read()).copy_hours:
            yield Missing("copies", "/settings/server")
        elif services.copy_timer.near:
            yield Missing("near", "/settings/server")
