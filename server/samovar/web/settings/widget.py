"""The widget of a site: its look, what it says first and where, what it asks for when nobody is there."""

from collections.abc import Sequence
from typing import Any

import msgspec
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from samovar.domain.channels.colours import derive
from samovar.domain.channels.greetings import PLACES
from samovar.domain.channels.sites import DEFAULTS, WAYS, SiteSettings, settings_of
from samovar.domain.company.journal import ChangedSince
from samovar.storage.tables import Site
from samovar.web.pages.fields import Checked
from samovar.web.present.dress import ICONS
from samovar.web.present.html import CSP
from samovar.web.settings.base import Ask, SettingsPages
from samovar.web.settings.nav import Entry
from samovar.web.settings.preview import Preview
from samovar.web.settings.widget_form import Reader, fields, values_of

RESTORED = (
    "colour", "theme", "side", "desktop", "phone", "icon", "delay_ms", "closed_days", "greet_pages", "greet_referrers",
    "greet_device", "greet_open", "hidden_pages", "hide_closed",
)  # fmt: skip
"""What "as it was at first" means: the look and where it is shown. Nobody's own words are lost by it."""
SWATCHES = ("#b3561b", "#4f6b52", "#3f6287", "#9b3440", "#6b4b7a", "#3a3632")


class WidgetPages(SettingsPages):
    """Who: administrators."""

    entry = Entry("widget", "/settings/widget", "palette")

    def routes(self) -> Sequence[Route]:
        """The first site, each by its id; the frame in which the widget is tried on, and what it wears there."""
        return [
            self.page("/settings/widget", self.first),
            self.page("/settings/widget/{site}", self.show, self.change),
            self.page("/settings/widget/{site}/defaults", None, self.restore),
            self.page("/settings/widget/{site}/preview", self.frame, self.try_on),
        ]

    async def first(self, ask: Ask) -> Response:
        """The site that most houses have one of."""
        site = self.services.directory.first_site()
        if site is None:
            return RedirectResponse("/settings/site", 303)
        return self._form(ask, site, Checked(values=values_of(settings_of(site))))

    async def show(self, ask: Ask) -> Response:
        """One site."""
        site = self._asked_for(ask)
        return self._form(ask, site, Checked(values=values_of(settings_of(site))))

    async def change(self, ask: Ask) -> Response:
        """Other settings."""
        site = self._asked_for(ask)
        checked, said = self._said(ask, site)
        if checked.refusals:
            return self._form(ask, site, checked)
        agreement = said.pop("consent")
        try:
            await self.services.looks.change(site.id, ask.rev, said, ask.who.id, agreement)
        except ChangedSince as error:
            return self._form(ask, self._asked_for(ask), checked, error)
        return self.saved(f"/settings/widget/{site.id}")

    async def restore(self, ask: Ask) -> Response:
        """The look as it was at first."""
        site = self._asked_for(ask)
        checked = self.trouble(ask.request, ask.form, ("rev",), Checked())
        checked.values |= values_of(settings_of(site))
        if checked.refusals:
            return self._form(ask, site, checked)
        said = {name: getattr(DEFAULTS, name) for name in RESTORED}
        try:
            await self.services.looks.change(site.id, ask.rev, said, ask.who.id)
        except ChangedSince as error:
            site = self._asked_for(ask)
            return self._form(ask, site, Checked(values=values_of(settings_of(site))), error)
        return self.saved(f"/settings/widget/{site.id}")

    async def frame(self, ask: Ask) -> Response:
        """A page of nobody's, for the real widget to stand on."""
        answer = self.html.page(
            ask.request, "settings/preview.html", lang=ask.who.lang, site=self._asked_for(ask).name,
            dark="dark" in ask.request.query_params,
        )  # fmt: skip
        answer.headers["content-security-policy"] = CSP.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
        return answer

    async def try_on(self, ask: Ask) -> Response:
        """What the widget would be told if the form were saved, and what is to be said of its colour."""
        site = self._asked_for(ask)
        checked, said = self._said(ask, site)
        if "form" in checked.refusals:
            raise HTTPException(400)
        del said["consent"]
        made = msgspec.structs.replace(settings_of(site), **said)
        lang = ask.form.get("preview_lang", "")
        played = Preview(self.services).play(site, made, ask.who, lang if lang in ("ru", "en") else ask.who.lang)
        colour = "" if "colour" in checked.refusals else self._of_colour(made, ask.who.lang)
        return Response(msgspec.json.encode({**played, "colour": colour}), media_type="application/json")

    def _asked_for(self, ask: Ask) -> Site:
        site = self.services.directory.site(ask.request.path_params["site"])
        if site is None:
            raise HTTPException(404)
        return site

    def _said(self, ask: Ask, site: Site) -> tuple[Checked, dict[str, Any]]:
        channels = self.services.directory.channels(site.id)
        checked = self.trouble(ask.request, ask.form, {*fields(channels), "preview_lang"}, Checked())
        return checked, Reader(checked, ask.form, channels).read()

    def _of_colour(self, settings: SiteSettings, lang: str) -> str:
        """Whether the text on the button can be read, and what was done so that it can."""
        made = derive(settings.colour)
        key = "moved" if made.moved else "white" if made.day.ink == "#ffffff" else "dark"
        contrast = f"{made.contrast:.1f}".replace(".", "," if lang == "ru" else ".")
        return self.services.texts.get(lang, f"settings.widget.colour_{key}", contrast=contrast, colour=made.day.accent)

    def _form(self, ask: Ask, site: Site, checked: Checked, since: ChangedSince | None = None) -> Response:
        texts, lang = self.services.texts, ask.who.lang
        answer = self.draw(
            ask, "widget.html", checked, since=since, shown=site, rev=site.rev,
            sites=self.services.directory.sites(), channels=self.services.directory.channels(site.id),
            icons=list(ICONS.items()), ways=[(each, texts.get(lang, f"mail.ways.{each}")) for each in WAYS],
            swatches=SWATCHES, colour=self._of_colour(settings_of(site), lang),
            places=[f"{{{russian if lang == 'ru' else name}}}" for name, russian in PLACES.items()],
            usual={each: texts.get(each, "greeting") for each in ("ru", "en")},
            consents={each: texts.get(each, "leave.consent") for each in ("ru", "en")},
            versions=settings_of(site).consents,
        )  # fmt: skip
        answer.headers["content-security-policy"] = f"{CSP}; frame-src 'self'"
        return answer
