"""Where the settings begin: what a new house still needs before it can answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response
from starlette.routing import Route

from samovar.web.settings.base import Ask, SettingsPages
from samovar.web.settings.nav import Entry


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the guide. `key`: its words; `path`: where it is taken."""

    key: str
    path: str
    done: bool


class GuidePages(SettingsPages):
    """Who: administrators."""

    entry = Entry("guide", "/settings", "list-checks")

    def routes(self) -> Sequence[Route]:
        """The guide; on a phone the list of all pages stands below it."""
        return [self.page(self.entry.path, self.show)]

    async def show(self, ask: Ask) -> Response:
        """What is done, and what is next."""
        return self.draw(ask, "guide.html", steps=self._steps())

    def _steps(self) -> list[Step]:
        """Judged by what is there, not by what was clicked."""
        directory = self.services.directory
        return [
            Step("site", "/settings/site", any(site.origins for site in directory.sites())),
            Step("city", "/settings/channels", bool(directory.channels())),
            Step("people", "/settings/people", len(directory.operators()) > 1),
        ]
