"""How the server does: copies, figures, and the doctor's lines."""

from collections.abc import Sequence

from starlette.responses import Response
from starlette.routing import Route

from samovar import __version__
from samovar.domain.company.journal import ChangedSince
from samovar.domain.company.looking_after import HOURS, MOST_KEPT
from samovar.storage.tables import Upkeep
from samovar.upkeep import copies
from samovar.upkeep.doctor import all_lines
from samovar.upkeep.doctor.line import said
from samovar.web.pages import fields
from samovar.web.pages.fields import Checked
from samovar.web.settings.base import Ask, SettingsPages
from samovar.web.settings.nav import Entry

FIELDS = ("rev", "copy_hours", "copy_keep")


class ServerPages(SettingsPages):
    """Who: administrators."""

    entry = Entry("server", "/settings/server", "server")

    def routes(self) -> Sequence[Route]:
        """The page, a copy at once, and the page with the doctor's lines."""
        return [
            self.page("/settings/server", self.show, self.change),
            self.page("/settings/server/copy", None, self.copy),
            self.page("/settings/server/check", self.check),
        ]

    async def show(self, ask: Ask) -> Response:
        """As it stands."""
        return await self._page(ask)

    async def change(self, ask: Ask) -> Response:
        """Copies are made more or less often from now on."""
        checked = self.trouble(ask.request, ask.form, FIELDS, Checked(values=dict(ask.form)))
        hours = fields.number(checked, ask.form, "copy_hours", 0, max(HOURS))
        keep = fields.number(checked, ask.form, "copy_keep", 1, MOST_KEPT)
        if hours not in HOURS:
            checked.refuse("copy_hours", "form")
        if checked.refusals:
            return await self._page(ask, checked)
        try:
            await self.services.looking_after.change(ask.rev, hours, keep, ask.who.id)
        except ChangedSince as error:
            return await self._page(ask, checked, error)
        return self.saved(self.entry.path)

    async def copy(self, ask: Ask) -> Response:
        """One now."""
        checked = self.trouble(ask.request, ask.form, (), Checked())
        if not checked.refusals and not await self.services.copy_timer.make(await self.services.looking_after.read()):
            checked.refuse("form", "copy_failed", words=self._failed(ask.who.lang))
        return await self._page(ask, checked) if checked.refusals else self.saved(self.entry.path)

    async def check(self, ask: Ask) -> Response:
        """The doctor looks, from inside to outside and back."""
        lines = await all_lines(self.services.settings)
        return await self._page(
            ask, lines=[(each.weight, said(self.services.texts, ask.who.lang, each)) for each in lines]
        )

    async def _page(
        self, ask: Ask, checked: Checked | None = None, since: ChangedSince | None = None,
        lines: Sequence[tuple[str, str]] | None = None,
    ) -> Response:  # fmt: skip
        plan = await self.services.looking_after.read()
        folder = self.services.settings.copies
        last = copies.newest(folder)
        checked = checked or Checked()
        checked.values = _as_said(plan) | checked.values
        return self.draw(
            ask, "server.html", checked, since=since, rev=plan.rev, hour_words=self._hour_words(ask.who.lang),
            most=MOST_KEPT, folder=folder, last=last, trouble=copies.trouble(plan, last, self.services.clock()),
            near=self.services.copy_timer.near, failed=self._failed(ask.who.lang),
            figures=await self.services.instruments.read(), version=__version__, lines=lines,
        )  # fmt: skip

    def _failed(self, lang: str) -> str:
        """Why the last copy failed, if it did."""
        failure = self.services.copy_timer.failed
        return self.services.texts.get(lang, failure.key, **failure.places) if failure else ""

    def _hour_words(self, lang: str) -> list[tuple[str, str]]:
        return [(str(hours), self.services.texts.get(lang, f"settings.server.hours.{hours}")) for hours in HOURS]


def _as_said(plan: Upkeep) -> dict[str, str]:
    return {"copy_hours": str(plan.copy_hours), "copy_keep": str(plan.copy_keep)}
