"""Where the settings begin: what a new house still needs, and on a phone the list of all pages."""

from collections.abc import Sequence

from starlette.responses import Response
from starlette.routing import Route

from samovar.web.settings.base import Ask, SettingsPages
from samovar.web.settings.nav import Entry


class GuidePages(SettingsPages):
    """Who: administrators."""

    entry = Entry("guide", "/settings", "list-checks")

    def routes(self) -> Sequence[Route]:
        """The one page."""
        return [self.page(self.entry.path, self.show)]

    async def show(self, ask: Ask) -> Response:
        """What is done, and what is next."""
        return self.draw(ask, "guide.html")
