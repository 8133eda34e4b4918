"""All there is as one archive: asked for, watched, fetched."""

import logging
from collections.abc import Sequence

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from samovar.web.pages.fields import Checked
from samovar.web.settings.base import Ask, SettingsPages
from samovar.web.settings.data import ZIP, DataPages

log = logging.getLogger(__name__)
PATH = "/settings/data/archive"
AGAIN = "5"
"""Seconds after which a page asks anew how far it is."""


class ArchivePages(SettingsPages):
    """Who: administrators."""

    entry = DataPages.entry

    def routes(self) -> Sequence[Route]:
        """How it stands, and the file."""
        return [self.page(PATH, self.show, self.make), self.page(f"{PATH}/{{name}}", self.fetch)]

    async def show(self, ask: Ask) -> Response:
        """Being made, ready, failed, or none."""
        return self._form(ask, Checked())

    async def make(self, ask: Ask) -> Response:
        """It is begun; the page says how it goes on."""
        checked = self.trouble(ask.request, ask.form, (), Checked())
        if checked.refusals:
            return self._form(ask, checked)
        self.services.whole_archive.begin(ask.who.id)
        return RedirectResponse(PATH, 303)

    async def fetch(self, ask: Ask) -> Response:
        """The file, while it is there."""
        ready = self.services.whole_archive.ready()
        if ready is None or ready.path.name != ask.request.path_params["name"]:
            raise HTTPException(404)
        log.info("the archive of everything is fetched: %s", ready.path.name)
        return FileResponse(ready.path, 200, {"cache-control": "no-store"}, ZIP, filename=ready.path.name)

    def _form(self, ask: Ask, checked: Checked) -> Response:
        whole = self.services.whole_archive
        failed = whole.failed
        answer = self.draw(
            ask, "archive.html", checked, since=None, making=whole.since, ready=whole.ready(),
            written=whole.written() if whole.since else 0,
            failed=self.services.texts.get(ask.who.lang, failed.key, **failed.places) if failed else "",
        )  # fmt: skip
        if whole.since:
            answer.headers["refresh"] = AGAIN
        return answer
