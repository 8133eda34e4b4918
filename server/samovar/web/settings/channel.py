"""One channel: its form, its mail address, and its end."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from samovar.domain.channels import gazetteer
from samovar.domain.channels.channel_words import NameTaken, NowhereToGo
from samovar.domain.channels.city_lines import CityTaken
from samovar.domain.company.journal import ChangedSince
from samovar.domain.mails import TooManyLetters
from samovar.storage.tables import Channel, Site, new_id
from samovar.web.pages.fields import Checked
from samovar.web.settings import channel_form
from samovar.web.settings.base import Ask, SettingsPages
from samovar.web.settings.channels import CHANNELS, LIST, channel_of, site_of, to_list

LIMITS = ("answer_seconds", "late_seconds", "missed_minutes")
"""What a new channel has as its table says."""
REFUSED = (NameTaken, CityTaken, TooManyLetters, NowhereToGo)


class ChannelPages(SettingsPages):
    """Who: administrators."""

    entry = CHANNELS

    def routes(self) -> Sequence[Route]:
        """A new one, each by its id, and what can be done with it."""
        one = f"{LIST}/{{channel}}"
        return [
            self.page(f"{LIST}/new", self.new, self.add),
            self.page(one, self.show, self.change),
            self.page(f"{one}/close", None, self.close),
            self.page(f"{one}/reopen", None, self.reopen),
            self.page(f"{one}/ask", None, self.ask_again),
        ]

    async def new(self, ask: Ask) -> Response:
        """An empty form; where and when as the last one of the site."""
        site = site_of(ask, self.services)
        last = next(reversed(self.services.directory.channels(site.id)), None)
        values = {
            "time_zone": last.time_zone if last else "Europe/Moscow", "hours_id": (last and last.hours_id) or "",
            **{name: Channel.model_fields[name].default for name in LIMITS},
        }  # fmt: skip
        return self._form(ask, site, None, Checked(values=values))

    async def show(self, ask: Ask) -> Response:
        """As it is."""
        channel = channel_of(ask, self.services)
        return self._form(ask, self._site(channel), channel, await self._as_it_is(channel))

    async def add(self, ask: Ask) -> Response:
        """One more channel."""
        site = site_of(ask, self.services)
        checked = self.trouble(ask.request, ask.form, ("site", *channel_form.FIELDS), Checked())
        await asyncio.to_thread(gazetteer.ready)
        said = channel_form.said(ask, checked, self.services.directory, site.id, new=True)
        try:
            if not checked.refusals:
                return self.saved(f"{LIST}/{await self.services.channels.add(site.id, said, ask.who)}")
        except REFUSED as error:
            _explain(checked, error)
        return self._form(ask, site, None, checked)

    async def change(self, ask: Ask) -> Response:
        """Other words, cities, people or hours."""
        channel = channel_of(ask, self.services)
        checked = self.trouble(ask.request, ask.form, (*channel_form.FIELDS, *channel_form.NUMBERED), Checked())
        await asyncio.to_thread(gazetteer.ready)
        said = channel_form.said(ask, checked, self.services.directory, channel.site_id, new=False)
        try:
            if not checked.refusals:
                await self.services.channels.change(channel.id, ask.rev, said, ask.who)
                return self.saved(f"{LIST}/{channel.id}")
        except ChangedSince as error:
            return self._form(ask, self._site(channel), channel_of(ask, self.services), checked, error)
        except REFUSED as error:
            _explain(checked, error)
        return self._form(ask, self._site(channel), channel, checked)

    # ------------------------------------------------ what can be done with it

    async def close(self, ask: Ask) -> Response:
        """For good; what is open there goes to another channel before. Who is stopped in the middle presses again."""

        async def work(channel: Channel) -> Response:
            to, desk = ask.form.get("to", ""), self.services.desk
            while talks := await self.services.channels.close(channel.id, to, ask.who):
                for conv in talks:
                    await desk.carry_out(desk.facts.move(None, new_id(), None, to, ""), conv)
            return to_list(channel.site_id)

        return await self._pressed(ask, work, "to")

    async def reopen(self, ask: Ask) -> Response:
        """It takes visitors again."""

        async def work(channel: Channel) -> Response:
            await self.services.channels.reopen(channel.id, ask.who)
            return self.saved(f"{LIST}/{channel.id}")

        return await self._pressed(ask, work)

    async def ask_again(self, ask: Ask) -> Response:
        """One more letter to an address that nobody has confirmed."""

        async def work(channel: Channel) -> Response:
            await self.services.channels.ask_again(channel.id, ask.who)
            return self.saved(f"{LIST}/{channel.id}")

        return await self._pressed(ask, work)

    async def _pressed(self, ask: Ask, work: Callable[[Channel], Awaitable[Response]], *fields: str) -> Response:
        """A button beside the form; what is refused stands in the form as it is."""
        channel = channel_of(ask, self.services)
        checked = self.trouble(ask.request, ask.form, fields, Checked())
        try:
            if not checked.refusals:
                return await work(channel)
        except REFUSED as error:
            _explain(checked, error)
        checked.values = (await self._as_it_is(channel)).values
        return self._form(ask, self._site(channel), channel, checked)

    # ------------------------------------------------ the form

    def _form(
        self, ask: Ask, site: Site, channel: Channel | None, checked: Checked, since: ChangedSince | None = None
    ) -> Response:
        directory = self.services.directory
        others = [(each.id, each.name) for each in directory.channels(site.id)
                  if each.closed_at is None and each is not channel]  # fmt: skip
        return self.draw(
            ask, "channel.html", checked, since=since, shown=channel, of=site, rev=channel.rev if channel else 0,
            zones=channel_form.zones(self.services.clock().date()),
            hours=[(each.id, each.name) for each in directory.hours_of_site(site.id)],
            people=[(each.id, each.name) for each in directory.operators()], others=others,
            places=channel_form.asked(checked.values),
        )  # fmt: skip

    def _site(self, channel: Channel) -> Site:
        site = self.services.directory.site(channel.site_id)
        assert site is not None, "a channel goes with its site"
        return site

    async def _as_it_is(self, channel: Channel) -> Checked:
        directory, empty = self.services.directory, {None: ""}
        values: dict[str, Any] = {
            name: empty.get(getattr(channel, name), getattr(channel, name))
            for name in channel_form.FIELDS if name not in ("cities", "members")
        } | {
            "cities": "\n".join(directory.cities(channel.id)),
            "members": [each.id for each in directory.members([channel.id])],
        } | channel_form.places(await directory.by_hand(channel.id))  # fmt: skip
        return Checked(values=values)


def _explain(checked: Checked, error: Exception) -> None:
    match error:
        case NameTaken():
            checked.refuse("name", "channel_taken", value=checked.values["name"])
        case CityTaken(spelling=spelling, channel=channel):
            checked.refuse("cities", "city_taken", value=spelling, channel=channel)
        case TooManyLetters(after_ms=after_ms):
            checked.refuse("email", "letters", minutes=-(-after_ms // 60_000))
        case NowhereToGo(talks=talks):
            checked.refuse("to", "talks_left", n=talks)
