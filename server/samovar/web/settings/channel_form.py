"""The form of a channel: what was typed, and what of it cannot be."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from samovar.domain.channels import gazetteer
from samovar.domain.channels.channel_words import ChannelWords
from samovar.domain.channels.city_lines import read, tidied
from samovar.domain.channels.directory import Directory
from samovar.domain.channels.gazetteer import Spot
from samovar.model.email import fold_email, is_email
from samovar.web.pages import fields
from samovar.web.pages.fields import Checked
from samovar.web.settings.base import Ask

FIELDS = (
    "rev", "name", "latin", "time_zone", "hours_id", "opens_on", "cities", "members", "email", "answer_seconds",
    "late_seconds", "missed_minutes", "away_minutes",
)  # fmt: skip
REGIONS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
LIES = "lies_{}"
"""Fields for where cities lie, numbered; the name of the city comes beside it in `LIES_OF`."""
LIES_OF = "lies_of_{}"
CITIES, CITY = 500, 100
"""Cities of one channel at most, and characters of a name."""
NUMBERED = [each.format(number) for each in (LIES, LIES_OF) for number in range(CITIES)]


@lru_cache(maxsize=1)
def zones(today: date) -> Sequence[tuple[str, str]]:
    """The time zones that people live in, each with how far from Greenwich it is on that day."""
    noon = datetime(today.year, today.month, today.day, 12)
    names = sorted({"UTC", *(each for each in available_timezones() if each.partition("/")[0] in REGIONS)})
    return [(name, f"{name} ({from_greenwich(noon.replace(tzinfo=ZoneInfo(name)))})") for name in names]


def from_greenwich(at: datetime) -> str:
    """How far a clock goes from UTC at that moment."""
    sign = f"{at:%z}"
    return f"UTC{sign[:3]}:{sign[3:5]}"


def said(ask: Ask, checked: Checked, directory: Directory, site_id: str, *, new: bool) -> ChannelWords:
    """What the form says; refusals stand in `checked`."""
    form = ask.form
    people = {each.id for each in directory.operators()}
    checked.values["members"] = members = [each for each in form.getlist("members") if each in people]
    name = fields.name(checked, form, "name", "channel")
    hours = {"", *(each.id for each in directory.hours_of_site(site_id))}
    answer, late = (fields.number(checked, form, each, 5, 86_400) for each in ("answer_seconds", "late_seconds"))
    away = form.get("away_minutes", "").strip()
    if late < answer:
        checked.refuse("late_seconds", "late_seconds")
    return ChannelWords(
        name=name, latin=fields.name(checked, form, "latin", "channel") if form.get("latin", "").strip() else "",
        time_zone=_one_of(checked, form, "time_zone", {zone for zone, _ in zones(date.today())}),
        hours_id=_one_of(checked, form, "hours_id", hours) or None, opens_on=day(checked, form, "opens_on"),
        email=_email(checked, form), answer_seconds=answer, late_seconds=late,
        missed_minutes=fields.number(checked, form, "missed_minutes", 1, 1440),
        away_minutes=fields.number(checked, form, "away_minutes", 0, 1440) if away else None,
        cities=_cities(checked, form, name if new else ""), members=members, spots=_spots(checked, form),
    )  # fmt: skip


def day(checked: Checked, form: Mapping[str, str], name: str) -> date | None:
    """A date, or none."""
    typed = form.get(name, "").strip()
    checked.values[name] = typed
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        checked.refuse(name, "date_bad")
        return None


def _one_of(checked: Checked, form: Mapping[str, str], name: str, known: Collection[str]) -> str:
    value = form.get(name, "")
    checked.values[name] = value
    if value not in known:
        checked.refuse(name, f"{name}_bad")
    return value


def _email(checked: Checked, form: Mapping[str, str]) -> str:
    typed = form.get("email", "").strip()
    checked.values["email"] = typed
    if typed and not is_email(typed):
        checked.refuse("email", "email_bad")
    return fold_email(typed)


def _cities(checked: Checked, form: Mapping[str, str], name: str) -> list[str]:
    """Lines as they will be read again. `name`: of a new channel; where it is a city's, that is its first city."""
    typed = form.get("cities", "")
    checked.values["cities"] = typed
    lines = [each for each in map(read, typed.splitlines()) if each]
    if not lines and name and gazetteer.town(name):
        lines = [[name]]
    if len(lines) > CITIES:
        checked.refuse("cities", "cities_many", n=CITIES)
    if long := next((each for line in lines for each in line if len(each) > CITY), ""):
        checked.refuse("cities", "city_long", value=f"{long[:30]}…", n=CITY)
    return tidied(lines)


def places(spots: Mapping[str, Spot | None]) -> dict[str, str]:
    """The fields for where these cities lie."""
    values = dict[str, str]()
    for number, (name, spot) in enumerate(spots.items()):
        values |= {LIES_OF.format(number): name, LIES.format(number): gazetteer.written(spot) if spot else ""}
    return values


def asked(values: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Those fields, for the page: of the place, of the name, and the name."""
    numbers = [number for number in range(CITIES) if LIES_OF.format(number) in values]
    return [(LIES.format(each), LIES_OF.format(each), values[LIES_OF.format(each)]) for each in numbers]


def _spots(checked: Checked, form: Mapping[str, str]) -> dict[str, Spot | None]:
    """Coordinates, or a city that is known and near: its own."""
    spots: dict[str, Spot | None] = {}
    for number in range(CITIES):
        if not (city := form.get(LIES_OF.format(number), "")):
            break
        field = LIES.format(number)
        typed = form.get(field, "").strip()
        checked.values |= {field: typed, LIES_OF.format(number): city}
        spots[city] = gazetteer.coordinates(typed) or gazetteer.where(typed) if typed else None
        if typed and spots[city] is None:
            checked.refuse(field, "place_unknown", city=city)
    return spots
