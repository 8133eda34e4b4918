"""Who changed what, and when."""

from collections.abc import Sequence
from datetime import datetime
from typing import get_args

from starlette.responses import Response
from starlette.routing import Route

from samovar.domain.company.journal import What
from samovar.model.text import plain
from samovar.web.settings.base import Ask, SettingsPages
from samovar.web.settings.nav import Entry

LINES = 50


class JournalPages(SettingsPages):
    """Who: administrators."""

    entry = Entry("journal", "/settings/journal", "history")

    def routes(self) -> Sequence[Route]:
        """The list, filtered by what its address says."""
        return [self.page(self.entry.path, self.show)]

    async def show(self, ask: Ask) -> Response:
        """A page of it, newest first."""
        asked = ask.request.query_params
        what = asked.get("what", "") if asked.get("what") in get_args(What) else ""
        by = asked.get("by", "") if self.services.directory.operator(asked.get("by")) else ""
        entries = await self.services.journal.page(
            what=what, by=by, before=_place(asked.get("before", "")), limit=LINES
        )
        last = entries[-1] if len(entries) == LINES else None
        return self.draw(
            ask, "journal.html", lines=[self.words.line(each, ask.who.lang) for each in entries], kinds=get_args(What),
            people=self.services.directory.operators(), what=what, by=by,
            older=f"{last.at.isoformat()}~{last.id}" if last else "",
        )  # fmt: skip


def _place(text: str) -> tuple[datetime, str] | None:
    """Where the page before ended; the newest where the address makes no sense."""
    at, _, name = text.partition("~")
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return None
    return (moment, plain(name)) if moment.tzinfo and 1 < moment.year < 9999 else None
