"""What a site says to whoever comes to its pages: in which language, with which words, and where it says nothing."""

from typing import Any

from samovar.domain.channels import cities, sites
from samovar.domain.channels.greetings import Moment, greeting_of, is_hidden, may_greet
from samovar.storage import tables
from samovar.storage.tables import Channel, Site, Visit
from samovar.web import wire
from samovar.web.present.dress import style_of
from samovar.web.present.html import build_hashes
from samovar.web.present.presenter import latin
from samovar.web.services import Services


class Host:
    """Knows the sites' settings, and who is there."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def lang_of(self, site: Site | None, page_lang: str) -> Any:
        """The language of the widget on a page."""
        if site and site.lang:
            return site.lang
        return "ru" if page_lang.lower().startswith("ru") else "en" if page_lang else self._services.settings.lang

    def started(
        self,
        site: Site,
        lang: Any,
        channel: Channel | None,
        there: wire.Team | None,
        city: str,
        page: str,
        first: tables.Operator | None,
    ) -> wire.Started:
        """What a page learns that holds for all visitors of a channel. `city`, `page`, `first`: as `sentence` has
        them."""
        settings, people = sites.settings_of(site), sites.people_in(site, lang)
        return wire.Started(
            token="", site=sites.name_in(site, lang), lang=lang, button=self.button(site, lang),
            channel=there.channel if there else None, team=there.team if there else [],
            usual_ms=there.usual_ms if there else 0, away=there.away if there else None,
            shut=there.shut if there else False,
            people=wire.Words(many=people.many, whom=people.whom),
            style=style_of(settings), delay_ms=settings.delay_ms, closed_days=settings.closed_days,
            reopen_ms=round(settings.reopen_minutes * 60_000),
            greeting=self.sentence(site, channel, lang, city, page, first),
            build=build_hashes().get(f"panel.{lang}.js", ""),
        )  # fmt: skip

    def button(self, site: Site, lang: str) -> wire.Button:
        """What the round button is called."""
        texts, many = self._services.texts, sites.people_in(site, lang).many
        return wire.Button(
            open=texts.get(lang, "widget.open"), unread=texts.get(lang, "widget.unread"),
            online=texts.get(lang, "widget.online", people=many),
        )  # fmt: skip

    def first(self, channel: Channel | None) -> tables.Operator | None:
        """Who greets there."""
        return next(iter(self._services.team.of(channel.id)), None) if channel else None

    def sentence(
        self, site: Site, channel: Channel | None, lang: str, city: str, page: str, first: tables.Operator | None
    ) -> str:
        """What the window says. `city`: of the visitor, `page`: its title, `first`: who greets; each may be missing."""
        places = {
            "page": page,
            "city": (cities.latin(city) if lang == "en" and city else "") or city or _named(channel, lang),
            "name": (first.latin if first and lang == "en" else "") or (first.name if first else ""),
            "company": sites.name_in(site, lang),
        }
        places["name"] = places["name"].partition(" ")[0]
        usual = self._services.texts.get(lang, "greeting")
        return greeting_of(sites.settings_of(site), channel.id if channel else None, lang, places, usual)

    def hides(self, site: Site, channel: Channel | None, url: str) -> bool:
        """Whether the site wants no widget on this page now."""
        return is_hidden(sites.settings_of(site), url, self._opened(channel))

    def may_greet(self, site: Site, channel: Channel | None, visit: Visit, url: str) -> bool:
        """Whether the site wants the window to open by itself there."""
        moment = Moment(url=url, referrer=visit.referrer, device=visit.device, channel_open=self._opened(channel))
        return may_greet(sites.settings_of(site), moment)

    def _opened(self, channel: Channel | None) -> bool:
        """Where the visitor's channel is not known yet: any of them may be theirs."""
        return channel is None or self._services.directory.opening(channel, self._services.clock()).open


def _named(channel: Channel | None, lang: str) -> str:
    return ((latin(channel) if lang == "en" else "") or channel.name) if channel else ""
