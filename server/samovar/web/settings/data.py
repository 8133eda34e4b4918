"""Personal data: how long it is kept, what visitors agreed to, and one visitor's data handed out or erased."""

import io
import zipfile
from collections.abc import Sequence
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from samovar.domain.channels.sites import settings_of
from samovar.domain.company.journal import ChangedSince
from samovar.domain.personal.data import Gathered
from samovar.model.errors import NotFound
from samovar.model.numbers import whole
from samovar.storage.tables import Site, Visitor
from samovar.web.pages.fields import Checked
from samovar.web.settings.base import Ask, SettingsPages
from samovar.web.settings.nav import Entry

DAYS = ("keep_talks_days", "keep_visits_days", "keep_mail_days")
MOST = 3650
ASKED = 100
"""Characters of what somebody is looked for by."""


class DataPages(SettingsPages):
    """Who: administrators."""

    entry = Entry("data", "/settings/data", "shield-check")

    def routes(self) -> Sequence[Route]:
        """What is kept how long, site by site; whom one looks for; one visitor."""
        return [
            self.page("/settings/data", self.show),
            self.page("/settings/data/keep/{site}", None, self.keep),
            self.page("/settings/data/visitor/{visitor}", self.visitor),
            self.page("/settings/data/visitor/{visitor}/export", None, self.export),
            self.page("/settings/data/visitor/{visitor}/erase", None, self.erase),
        ]

    async def show(self, ask: Ask) -> Response:
        """All of it; with `q` in the address also who was found, with `erased` how many talks say nothing now."""
        asked = ask.request.query_params
        q = asked.get("q", "")[:ASKED]
        found = await self.services.personal.find(q) if q else None
        return self._form(ask, q=q, found=found, erased=whole(asked.get("erased", "")))

    async def keep(self, ask: Ask) -> Response:
        """How long a site keeps what."""
        site = self.services.directory.site(ask.request.path_params["site"])
        if site is None:
            raise HTTPException(404)
        checked = self.trouble(ask.request, ask.form, ("rev", *DAYS), Checked())
        days = {name: _days(checked, ask.form.get(name, ""), name) for name in DAYS}
        if checked.refusals:
            return self._form(ask, site, checked)
        try:
            await self.services.sites.keep(site.id, ask.rev, days, ask.who.id)
        except ChangedSince as error:
            return self._form(ask, self.services.directory.site(site.id), checked, error)
        return self.saved("/settings/data")

    def _form(
        self, ask: Ask, site: Site | None = None, checked: Checked | None = None, since: ChangedSince | None = None,
        **more: Any,
    ) -> Response:  # fmt: skip
        """`checked`: what was typed for `site`; the forms of the others are as stored."""
        sites = [
            (each, checked.values if checked and site and each.id == site.id else _kept(each))
            for each in self.services.directory.sites()
        ]
        consents = [(each, reversed(settings_of(each).consents)) for each in self.services.directory.sites()]
        context: dict[str, Any] = {"q": "", "found": None, "erased": None}
        return self.draw(
            ask, "data.html", checked, since=since, sites=sites, refused=site.id if site else "", consents=consents,
            most=MOST, asked=ASKED, **context | more,
        )  # fmt: skip

    # ------------------------------------------------ one visitor

    async def visitor(self, ask: Ask) -> Response:
        """What is stored of them, counted; and what can be done with it."""
        found = await self._gathered(ask)
        counts = {table: len(rows) for table, rows in found.rows.items() if table != "entry"}
        return self.draw(
            ask, "visitor.html", person=Visitor(**found.visitor), counts=counts, contacts=found.rows["contact"],
            messages=sum(row["kind"] == "message" for row in found.rows["entry"]),
        )  # fmt: skip

    async def export(self, ask: Ask) -> Response:
        """An archive: a page to read, and the same for programs."""
        await self._gathered(ask)
        self._require_token(ask)
        found = await self.services.personal.exported(ask.request.path_params["visitor"], ask.who.id)
        page = self.html.page(ask.request, "settings/exported.html", lang=ask.who.lang, all=found, talks=_talks(found))
        name = f"samovar-{found.at:%Y-%m-%d}-{found.visitor['id'][:6]}.zip"
        headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
        return Response(_zipped({"visitor.html": page.body, "visitor.json": found.json()}), 200, headers, ZIP)

    async def erase(self, ask: Ask) -> Response:
        """Whoever was found is nobody now."""
        await self._gathered(ask)
        self._require_token(ask)
        talks = await self.services.personal.erase(ask.request.path_params["visitor"], ask.who.id)
        return RedirectResponse(f"/settings/data?erased={talks}", 303)

    async def _gathered(self, ask: Ask) -> Gathered:
        try:
            return await self.services.personal.gather(ask.request.path_params["visitor"])
        except NotFound:
            raise HTTPException(404) from None

    def _require_token(self, ask: Ask) -> None:
        if self.trouble(ask.request, ask.form, (), Checked()).refusals:
            raise HTTPException(400)


ZIP = "application/zip"


def _days(checked: Checked, text: str, name: str) -> int:
    text = checked.values[name] = text.strip()
    days = whole(text, MOST)
    if days is None:
        checked.refuse(name, "days_bad", most=MOST)
    return days or 0


def _kept(site: Site) -> dict[str, str]:
    settings = settings_of(site)
    return {name: str(getattr(settings, name)) for name in DAYS}


def _talks(found: Gathered) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Each conversation with its entries that say something."""
    said = [row for row in found.rows["entry"] if row["body"] or row["data"]]
    return [
        (talk, [row for row in said if row["conversation_id"] == talk["id"]]) for talk in found.rows["conversation"]
    ]


def _zipped(contents: dict[str, Any]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return packed.getvalue()
