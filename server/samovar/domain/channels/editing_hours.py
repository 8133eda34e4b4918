"""Opening hours under a name: added, changed, taken away; and how people write hours down."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from samovar.domain.channels.channel_words import NameTaken
from samovar.domain.channels.editor import Editor
from samovar.domain.channels.hours import DAY, Span
from samovar.domain.company.journal import edit, record
from samovar.model.errors import NotFound
from samovar.storage.engine.database import Session
from samovar.storage.queries import channels as rows
from samovar.storage.tables import Hours, Operator, OwnDay

_SPAN = re.compile(r"(\d{1,2})(?:[:.](\d\d))?\s*[-–—]\s*(\d{1,2})(?:[:.](\d\d))?")
ROUND = ("24", "0-24")
"""Written for a whole day."""


class BadSpans(ValueError):
    """No hours, or hours that overlap: the part that cannot be read."""


class StillKept(Exception):
    """Channels keep these hours."""


def spans_of(text: str) -> tuple[Span, ...]:
    """Hours as people write them: "9:00–13:00, 14–21", "10-2" into the night; nothing: closed. Raises BadSpans."""
    parts = [part.strip() for part in re.split(r"[,;]", text) if part.strip()]
    found = sorted(_span(part) for part in parts)
    if any(one[1] > two[0] for one, two in pairwise(found)):
        raise BadSpans(text.strip())
    return tuple(found)


def _span(part: str) -> Span:
    if part in ROUND:
        return 0, DAY
    match = _SPAN.fullmatch(part)
    if match is None:
        raise BadSpans(part)
    hour, minute, hour2, minute2 = (int(each or 0) for each in match.groups())
    since, until = hour * 60 + minute, hour2 * 60 + minute2
    if minute > 59 or minute2 > 59 or since >= DAY or until > DAY or since == until:
        raise BadSpans(part)
    return since, until if until > since else until + DAY


def written(spans: Sequence[Sequence[int]]) -> str:
    """The same the other way round."""
    return ", ".join(f"{_clock(since)}–{_clock(until)}" for since, until in spans)


def _clock(minutes: int) -> str:
    hour = minutes // 60 if minutes <= DAY else minutes // 60 - 24
    return f"{hour}:{minutes % 60:02}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exceptional:
    """A date that is not as usual."""

    day: date
    spans: tuple[Span, ...] = ()
    reason: str = ""
    reason_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursWords:
    """What an administrator says of them."""

    name: str
    week: tuple[tuple[Span, ...], ...]
    country: str
    days: Sequence[Exceptional]


class HoursBook(Editor):
    """Changes them, tells everybody, and writes the journal. `by`: the administrator."""

    async def add(self, site_id: str, said: HoursWords, by: Operator) -> str:
        """Hours that a channel of the site may keep; the first ones all its channels do. Raises NameTaken."""

        def work(session: Session) -> str:
            others = rows.hours_of_site(session, site_id)
            _require_free(session, site_id, "", said.name)
            made = Hours(site_id=site_id, name=said.name, week=_stored(said.week), country=said.country)
            session.add(made)
            session.flush()
            rows.set_own_days(session, made.id, _days(made.id, said.days))
            record(session, by.id, "hours", made.id, "added", name=made.name)
            for channel in rows.of_site(session, site_id) if not others else ():
                values = {"hours_id": made.id}
                edit(session, channel, channel.rev, values, by=by.id, what="channel")
            return made.id

        return await self.done(work)

    async def change(self, hours_id: str, rev: int, said: HoursWords, by: Operator) -> None:
        """As read at revision `rev`. Raises ChangedSince, NotFound, NameTaken."""

        def work(session: Session) -> None:
            hours = _hours(session, hours_id)
            _require_free(session, hours.site_id, hours_id, said.name)
            days = enumerate(zip(hours.week, said.week, strict=True))
            week = {f"day_{n}": (written(was), written(now)) for n, (was, now) in days}
            before = [_said(each) for each in rows.own_days(session, hours_id)]
            after = [_said(each) for each in _days(hours_id, said.days)]
            values = {"name": said.name, "country": said.country}
            changes = edit(
                session, hours, rev, values, by=by.id, what="hours", beside={**week, "days": (before, after)}
            )
            hours.week = _stored(said.week) if changes.keys() & week.keys() else hours.week
            if "days" in changes:
                rows.set_own_days(session, hours_id, _days(hours_id, said.days))

        await self.done(work)

    async def remove(self, hours_id: str, by: Operator) -> None:
        """Raises StillKept, NotFound."""

        def work(session: Session) -> None:
            hours = _hours(session, hours_id)
            if rows.keeping(session, hours_id):
                raise StillKept
            session.delete(hours)
            record(session, by.id, "hours", hours_id, "removed", name=hours.name, rev=hours.rev + 1)

        await self.done(work)


def _hours(session: Session, hours_id: str) -> Hours:
    found = session.get(Hours, hours_id, with_for_update=True)
    if found is None:
        raise NotFound
    return found


def _require_free(session: Session, site_id: str, hours_id: str, name: str) -> None:
    if any(each.name == name and each.id != hours_id for each in rows.hours_of_site(session, site_id)):
        raise NameTaken


def _stored(week: tuple[tuple[Span, ...], ...]) -> list[list[list[int]]]:
    return [[list(span) for span in day] for day in week]


def _days(hours_id: str, days: Sequence[Exceptional]) -> list[OwnDay]:
    made = {
        each.day: OwnDay(
            hours_id=hours_id, day=each.day, spans=[list(span) for span in each.spans], reason=each.reason,
            reason_en=each.reason_en,
        ) for each in days
    }  # fmt: skip
    return [made[day] for day in sorted(made)]


def _said(day: OwnDay) -> str:
    return " ".join(filter(None, [day.day.isoformat(), written(day.spans), day.reason, day.reason_en]))
