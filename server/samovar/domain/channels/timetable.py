"""The hours of each channel, from the rows that tell them."""

from zoneinfo import ZoneInfo

from samovar.domain.channels.holidays import Country
from samovar.domain.channels.hours import Hours, Special
from samovar.storage import tables
from samovar.storage.queries.people import Roll


def of_all(roll: Roll) -> dict[str, Hours]:
    """By channel."""
    return {each.id: _of(each, roll) for each in roll.channels.values()}


def _of(channel: tables.Channel, roll: Roll) -> Hours:
    zone, closed = ZoneInfo(channel.time_zone), channel.closed_at is not None
    kept = roll.hours.get(channel.hours_id or "")
    if kept is None:
        return Hours(zone, opens_on=channel.opens_on, closed=closed)
    own = {each.day: _special(each) for each in roll.own_days if each.hours_id == kept.id}
    calendar = Country(kept.country) if kept.country else None
    return Hours(zone, tuple(map(_spans, kept.week)), own, calendar, channel.opens_on, closed)


def _special(day: tables.OwnDay) -> Special:
    said = {"ru": day.reason, "en": day.reason_en or day.reason} if day.reason else {}
    return Special("own", _spans(day.spans), said)


def _spans(stored: list[list[int]]) -> tuple[tuple[int, int], ...]:
    return tuple((since, until) for since, until in stored)
