"""The sites that carry the chat: name, addresses, language."""

from collections.abc import Sequence

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from samovar.domain.channels.editing_sites import SiteTaken, SiteWords
from samovar.domain.channels.sites import settings_of
from samovar.domain.company.journal import ChangedSince
from samovar.domain.personal.removing_sites import LastSite, StillOpen
from samovar.storage.tables import Site
from samovar.web.pages import fields
from samovar.web.pages.fields import Checked
from samovar.web.settings.addresses import doubts
from samovar.web.settings.base import Ask, SettingsPages
from samovar.web.settings.nav import Entry
from samovar.web.settings.words import ago

FIELDS = ("rev", "name", "latin", "origins", "lang")
LANGUAGES = ("", "ru", "en")


class SitePages(SettingsPages):
    """Who: administrators."""

    entry = Entry("site", "/settings/site", "globe")

    def routes(self) -> Sequence[Route]:
        """The first site, each by its id, and the form of a new one."""
        return [
            self.page("/settings/site", self.first),
            self.page("/settings/site/new", self.new, self.add),
            self.page("/settings/site/{site}", self.show, self.change),
            self.page("/settings/site/{site}/address", None, self.take_in),
            self.page("/settings/site/{site}/remove", None, self.remove),
        ]

    async def first(self, ask: Ask) -> Response:
        """The site that most houses have one of."""
        site = self.services.directory.first_site()
        return await self._form(ask, site, _as_they_are(site)) if site else await self.new(ask)

    async def show(self, ask: Ask) -> Response:
        """One site."""
        site = self._asked_for(ask)
        return await self._form(ask, site, _as_they_are(site))

    async def new(self, ask: Ask) -> Response:
        """An empty form."""
        return await self._form(ask, None, Checked())

    async def add(self, ask: Ask) -> Response:
        """One more site."""
        checked, said = self._said(ask)
        if checked.refusals:
            return await self._form(ask, None, checked)
        try:
            made = await self.services.sites.add(said, ask.who.id)
        except SiteTaken as error:
            return await self._form(ask, None, _taken(checked, error))
        return self.saved(f"/settings/site/{made}")

    async def change(self, ask: Ask) -> Response:
        """Other words of a site."""
        site = self._asked_for(ask)
        checked, said = self._said(ask)
        if checked.refusals:
            return await self._form(ask, site, checked)
        try:
            await self.services.sites.change(site.id, ask.rev, said, ask.who.id)
        except ChangedSince as error:
            return await self._form(ask, self._asked_for(ask), checked, error)
        except SiteTaken as error:
            return await self._form(ask, site, _taken(checked, error))
        return self.saved(f"/settings/site/{site.id}")

    async def take_in(self, ask: Ask) -> Response:
        """An address that the tag called from joins the list."""
        site, origin = self._asked_for(ask), ask.form.get("origin", "")
        checked = self.trouble(ask.request, ask.form, ("rev", "origin"), _as_they_are(site))
        if origin not in self.services.tags.missing(site):
            checked.refuse("form", "form")
        if checked.refusals:
            return await self._form(ask, site, checked)
        said = SiteWords(name=site.name, latin=settings_of(site).latin, origins=[*site.origins, origin], lang=site.lang)
        try:
            await self.services.sites.change(site.id, ask.rev, said, ask.who.id)
        except ChangedSince as error:
            return await self._form(ask, self._asked_for(ask), _as_they_are(self._asked_for(ask)), error)
        except SiteTaken as error:
            return await self._form(ask, site, _taken(checked, error))
        return self.saved(f"/settings/site/{site.id}")

    async def remove(self, ask: Ask) -> Response:
        """With all its data, once somebody has typed its name."""
        site = self._asked_for(ask)
        checked = self.trouble(ask.request, ask.form, ("typed",), _as_they_are(site))
        if " ".join(ask.form.get("typed", "").split()) != site.name:
            checked.refuse("typed", "site_typed", value=site.name)
        if not checked.refusals:
            try:
                await self.services.removing_sites.remove(site.id, ask.who.id)
                return RedirectResponse("/settings/site?removed", 303)
            except LastSite:
                checked.refuse("typed", "site_last")
            except StillOpen:
                checked.refuse("typed", "site_open")
        return await self._form(ask, site, checked)

    def _asked_for(self, ask: Ask) -> Site:
        site = self.services.directory.site(ask.request.path_params["site"])
        if site is None:
            raise HTTPException(404)
        return site

    def _said(self, ask: Ask) -> tuple[Checked, SiteWords]:
        checked = self.trouble(ask.request, ask.form, FIELDS, Checked())
        lang = ask.form.get("lang", "")
        checked.values["lang"] = lang
        if lang not in LANGUAGES:
            checked.refuse("lang", "language_bad")
        said = SiteWords(
            name=fields.name(checked, ask.form, "name", "site"),
            latin=fields.name(checked, ask.form, "latin", "site") if ask.form.get("latin", "").strip() else "",
            origins=fields.origins(checked, ask.form), lang=lang,
        )  # fmt: skip
        return checked, said

    async def _form(self, ask: Ask, site: Site | None, checked: Checked, since: ChangedSince | None = None) -> Response:
        tags, removing = self.services.tags, self.services.removing_sites
        return self.draw(
            ask, "site.html", checked, since=since, shown=site, rev=site.rev if site else 0,
            sites=self.services.directory.sites(), chat=self.services.settings.origin,
            doubts=doubts(site.origins, self.services.settings.origin) if site else [],
            seen=[(origin, *ago(self.services.clock() - at)) for origin, at in tags.seen(site).items()] if site else [],
            missing=tags.missing(site) if site else [],
            held=await removing.held(site.id) if site else None, removed="removed" in ask.request.query_params,
            removing=await removing.removing(site.id) if site else False,
        )  # fmt: skip


def _taken(checked: Checked, error: SiteTaken) -> Checked:
    checked.refuse(error.field, f"site_{error.field}_taken", value=error.value, site=error.site)
    return checked


def _as_they_are(site: Site) -> Checked:
    return Checked(
        values={
            "name": site.name,
            "latin": settings_of(site).latin,
            "origins": "\n".join(site.origins),
            "lang": site.lang,
        }
    )
