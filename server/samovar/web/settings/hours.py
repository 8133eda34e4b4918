"""Opening hours, public holidays and the company's own days."""

from collections.abc import Sequence
from datetime import date, timedelta

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from samovar.domain.channels.channel_words import NameTaken
from samovar.domain.channels.editing_hours import BadSpans, Exceptional, HoursWords, StillKept, spans_of, written
from samovar.domain.channels.holidays import COUNTRIES, Country
from samovar.domain.channels.hours import Span, clash
from samovar.domain.company.journal import ChangedSince
from samovar.model.text import line
from samovar.storage.tables import Hours, OwnDay, Site
from samovar.web.pages import fields
from samovar.web.pages.fields import Checked
from samovar.web.settings.base import Ask, SettingsPages
from samovar.web.settings.channels import site_of
from samovar.web.settings.nav import Entry

PATH = "/settings/hours"
WEEK = tuple(f"day_{n}" for n in range(7))
OWN = ("own_day", "own_hours", "own_reason", "own_reason_en")
DAYS, REASON, SPANS = 200, 200, 60
"""Own days at most, characters of a reason, and of the hours of a day."""
SHOWN = timedelta(days=366)
"""How far the public holidays are shown ahead."""
OFFICE = ("9:00–18:00",) * 5 + ("", "")


class HoursPages(SettingsPages):
    """Who: administrators."""

    entry = Entry("hours", PATH, "clock")

    def routes(self) -> Sequence[Route]:
        """The first hours of the first site, new ones, each by its id."""
        return [
            self.page(PATH, self.first),
            self.page(f"{PATH}/new", self.new, self.add),
            self.page(f"{PATH}/{{hours}}", self.show, self.change),
            self.page(f"{PATH}/{{hours}}/remove", None, self.remove),
        ]

    async def first(self, ask: Ask) -> Response:
        """Those that most companies have one of."""
        site = site_of(ask, self.services)
        hours = next(iter(self.services.directory.hours_of_site(site.id)), None)
        return self._form(ask, site, hours, self._as_they_are(hours)) if hours else await self.new(ask)

    async def new(self, ask: Ask) -> Response:
        """An office's week, to begin with."""
        values = {"name": "", "country": "", "rows": [], **dict(zip(WEEK, OFFICE, strict=True))}
        return self._form(ask, site_of(ask, self.services), None, Checked(values=values))

    async def show(self, ask: Ask) -> Response:
        """As they are."""
        hours = self._asked_for(ask)
        return self._form(ask, self._site(hours), hours, self._as_they_are(hours))

    async def add(self, ask: Ask) -> Response:
        """One more."""
        site = site_of(ask, self.services)
        checked, said = self._said(ask)
        try:
            if not checked.refusals:
                return self.saved(f"{PATH}/{await self.services.hours_book.add(site.id, said, ask.who)}")
        except NameTaken:
            checked.refuse("name", "hours_taken", value=said.name)
        return self._form(ask, site, None, checked)

    async def change(self, ask: Ask) -> Response:
        """Other hours, other days."""
        hours = self._asked_for(ask)
        checked, said = self._said(ask)
        try:
            if not checked.refusals:
                await self.services.hours_book.change(hours.id, ask.rev, said, ask.who)
                return self.saved(f"{PATH}/{hours.id}")
        except ChangedSince as error:
            return self._form(ask, self._site(hours), self._asked_for(ask), checked, error)
        except NameTaken:
            checked.refuse("name", "hours_taken", value=said.name)
        return self._form(ask, self._site(hours), hours, checked)

    async def remove(self, ask: Ask) -> Response:
        """Those that no channel keeps."""
        hours = self._asked_for(ask)
        checked = self.trouble(ask.request, ask.form, (), Checked())
        try:
            if not checked.refusals:
                await self.services.hours_book.remove(hours.id, ask.who)
                return self.saved(PATH)
        except StillKept:
            checked.refuse("form", "hours_kept")
        checked.values = self._as_they_are(hours).values
        return self._form(ask, self._site(hours), hours, checked)

    # ------------------------------------------------ the form

    def _said(self, ask: Ask) -> tuple[Checked, HoursWords]:
        form, checked = ask.form, Checked()
        self.trouble(ask.request, form, ("rev", "site", "name", "country", *WEEK, *OWN), checked)
        country = checked.values["country"] = form.get("country", "")
        if country not in ("", *COUNTRIES):
            checked.refuse("country", "country_bad")
        week = tuple(_spans(checked, name, form.get(name, "")) for name in WEEK)
        if found := clash(week):
            checked.refuse(WEEK[found[1]], "spans_clash")
        name = fields.name(checked, form, "name", "hours")
        return checked, HoursWords(name=name, week=week, country=country, days=_own_days(ask, checked))

    def _form(
        self, ask: Ask, site: Site, hours: Hours | None, checked: Checked, since: ChangedSince | None = None
    ) -> Response:
        directory, lang = self.services.directory, ask.who.lang
        keeping = [each.name for each in directory.channels(site.id) if hours and each.hours_id == hours.id]
        return self.draw(
            ask, "hours.html", checked, since=since, shown=hours, of=site, rev=hours.rev if hours else 0,
            every=directory.hours_of_site(site.id), sites=directory.sites(), week=WEEK, keeping=keeping,
            countries=sorted(((code, self.services.texts.get(lang, f"settings.hours.countries.{code}"))
                              for code in COUNTRIES), key=lambda pair: pair[1]),
            holidays=self._holidays(hours.country, lang) if hours and hours.country else [],
        )  # fmt: skip

    def _holidays(self, country: str, lang: str) -> list[tuple[date, str, str]]:
        """Those to come: date, in words, name."""
        today, words, calendar = self.services.clock().date(), self.services.opening_words, Country(country)
        days = [today + timedelta(days=n) for n in range(SHOWN.days)]
        named = [(day, calendar.holiday(day)) for day in days]
        return [(day, words.date(day, lang), names.get(lang) or names.get("en", "")) for day, names in named if names]

    def _asked_for(self, ask: Ask) -> Hours:
        hours = self.services.directory.hours_by_id(ask.request.path_params["hours"])
        if hours is None:
            raise HTTPException(404)
        return hours

    def _site(self, hours: Hours) -> Site:
        site = self.services.directory.site(hours.site_id)
        assert site is not None, "hours go with their site"
        return site

    def _as_they_are(self, hours: Hours) -> Checked:
        week = {name: written(spans) for name, spans in zip(WEEK, hours.week, strict=True)}
        own = [_row(each) for each in self.services.directory.own_days(hours.id)]
        return Checked(values={"name": hours.name, "country": hours.country, "rows": own, **week})


def _row(day: OwnDay) -> tuple[str, str, str, str]:
    return day.day.isoformat(), written(day.spans), day.reason, day.reason_en


def _spans(checked: Checked, name: str, typed: str) -> tuple[Span, ...]:
    checked.values[name] = typed
    try:
        return spans_of(typed[:SPANS])
    except BadSpans as error:
        checked.refuse(name, "spans_bad", value=str(error)[:30])
        return ()


def _own_days(ask: Ask, checked: Checked) -> list[Exceptional]:
    """Rows of the table; an empty one is none."""
    columns = [ask.form.getlist(name)[:DAYS] for name in OWN]
    rows = [tuple(" ".join(line(each).split()) for each in row) for row in zip(*columns, strict=False)]
    kept = checked.values["rows"] = [row for row in rows if any(row)]
    found = [_own_day(checked, *row) for row in kept]
    if len({each.day for each in found}) < len(found):
        checked.refuse("own", "own_twice")
    return found


def _own_day(checked: Checked, day: str, hours: str, reason: str, reason_en: str) -> Exceptional:
    try:
        at = date.fromisoformat(day)
        spans = spans_of(hours)
    except BadSpans:
        checked.refuse("own", "own_hours_bad", value=hours[:30])
        at, spans = date.min, ()
    except ValueError:
        checked.refuse("own", "own_day_bad", value=(day or hours or reason)[:30])
        at, spans = date.min, ()
    if max(len(reason), len(reason_en)) > REASON:
        checked.refuse("own", "own_reason_long", n=REASON)
    return Exceptional(day=at, spans=spans, reason=reason[:REASON], reason_en=reason_en[:REASON])
