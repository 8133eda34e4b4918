"""The channels of a site: all of them in order, how far they reach, and where a visitor from somewhere would go."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from samovar.domain.channels import gazetteer
from samovar.domain.channels.editing_hours import written
from samovar.domain.channels.hours import OpenState
from samovar.domain.channels.sites import settings_of
from samovar.domain.company.journal import ChangedSince
from samovar.model.errors import NotFound
from samovar.storage.tables import Channel, Site
from samovar.web.pages import fields
from samovar.web.pages.fields import Checked
from samovar.web.present.presenter import photo
from samovar.web.services import Services
from samovar.web.settings.base import Ask, SettingsPages
from samovar.web.settings.channel_form import from_greenwich
from samovar.web.settings.nav import Entry

LIST = "/settings/channels"
RADIUS = 20_000
"""Kilometres: as far as it goes on this planet."""
CHANNELS = Entry("channels", LIST, "map-pin")


@dataclass(frozen=True, slots=True)
class Line:
    """A channel in the list. `zone`: of its clock, which `today`, its hours, go by; `opens`: when, where it is closed;
    `begins`: its first day, where that is still to come; `people`: (id, name, photo) of its members."""

    channel: Channel
    cities: Sequence[str]
    zone: str
    today: str
    state: OpenState
    opens: str
    begins: str
    reason: str
    online: int
    people: Sequence[tuple[str, str, str]]


class ChannelListPages(SettingsPages):
    """Who: administrators."""

    entry = CHANNELS

    def routes(self) -> Sequence[Route]:
        """The list, with how far the channels reach; a check of the rules."""
        return [
            self.page(LIST, self.show, self.reach),
            self.page("/settings/check-address", self.check),
            self.page("/settings/cities", self.cities),
            self.page(f"{LIST}/{{channel}}/move", None, self.move),
        ]

    async def show(self, ask: Ask) -> Response:
        """Every channel of a site: its hours today, its people, its mail."""
        return self._as_it_is(ask, site_of(ask, self.services), Checked())

    def _as_it_is(self, ask: Ask, site: Site, checked: Checked) -> Response:
        found = next((each.id for each in self.services.directory.channels(site.id) if each.fallback), "")
        checked.values |= {"fallback": found, "radius": settings_of(site).radius_km}
        return self._list(ask, site, checked)

    def _list(self, ask: Ask, site: Site, checked: Checked, since: ChangedSince | None = None) -> Response:
        channels = self.services.directory.channels(site.id)
        return self.draw(
            ask, "channels.html", checked, since=since, shown=site, rev=site.rev, sites=self.services.directory.sites(),
            lines=[self._line(each, ask.who.lang) for each in channels],
            taking=[(each.id, each.name) for each in channels if each.closed_at is None],
        )  # fmt: skip

    def _line(self, channel: Channel, lang: str) -> Line:
        directory, words = self.services.directory, self.services.opening_words
        hours, state = directory.hours(channel), directory.opening(channel, self.services.clock())
        local = self.services.clock().astimezone(hours.zone)
        first = channel.opens_on if channel.opens_on and channel.opens_on > local.date() else None
        return Line(
            channel=channel, cities=[each.partition(" / ")[0] for each in directory.cities(channel.id)],
            zone=from_greenwich(local), today=written(hours.spans_on(local.date())), state=state,
            opens=words.when(state.opens_at.astimezone(hours.zone), local, lang) if state.opens_at else "",
            begins=words.date(first, lang) if first else "", reason=state.reason.get(lang, ""),
            online=len(self.services.team.of(channel.id)),
            people=[(each.id, each.name, photo(each)) for each in directory.members([channel.id])],
        )  # fmt: skip

    async def reach(self, ask: Ask) -> Response:
        """Where cities without a channel go."""
        site = site_of(ask, self.services)
        checked = self.trouble(ask.request, ask.form, ("rev", "site", "fallback", "radius"), Checked())
        radius, fallback = fields.number(checked, ask.form, "radius", 0, RADIUS), ask.form.get("fallback", "")
        checked.values["fallback"] = fallback
        try:
            if not checked.refusals:
                await self.services.channels.reach(site.id, ask.rev, fallback, radius, ask.who)
                return to_list(site.id)
        except ChangedSince as error:
            return self._list(ask, site_of(ask, self.services), checked, error)
        except NotFound:
            checked.refuse("fallback", "channel_gone")
        return self._list(ask, site, checked)

    async def move(self, ask: Ask) -> Response:
        """One place up or down."""
        channel = channel_of(ask, self.services)
        checked = self.trouble(ask.request, ask.form, ("way",), Checked())
        if checked.refusals:
            site = self.services.directory.site(channel.site_id)
            assert site is not None, "a channel goes with its site"
            return self._as_it_is(ask, site, checked)
        await self.services.channels.move(channel.id, ask.form.get("way") == "up", ask.who)
        return to_list(channel.site_id)

    async def check(self, ask: Ask) -> Response:
        """Where somebody from there would go, and why."""
        site, typed = site_of(ask, self.services), ask.request.query_params.get("from", "")[:200].strip()
        return self.draw(
            ask, "channel_check.html", Checked(values={"from": typed}), shown=site, typed=typed,
            answer=await self.services.check.ask(site, typed), sites=self.services.directory.sites(),
        )  # fmt: skip

    async def cities(self, ask: Ask) -> Response:
        """What somebody who types may mean: names, each with its country."""
        typed, lang = ask.request.query_params.get("begins", "")[:100], ask.who.lang
        towns = await asyncio.to_thread(gazetteer.beginning_with, typed)
        return JSONResponse([[each.name if lang == "ru" else each.latin, each.country] for each in towns])


def site_of(ask: Ask, services: Services) -> Site:
    """The site that the address or the form names, else the first."""
    named = ask.request.query_params.get("site") or ask.form.get("site")
    site = services.directory.site(named) if named else services.directory.first_site()
    if site is None:
        raise HTTPException(404)
    return site


def channel_of(ask: Ask, services: Services) -> Channel:
    """The channel that the address names."""
    channel = services.directory.channel(ask.request.path_params["channel"])
    if channel is None:
        raise HTTPException(404)
    return channel


def to_list(site_id: str) -> Response:
    """It is done: on to the list."""
    return RedirectResponse(f"{LIST}?saved&site={site_id}", 303)
