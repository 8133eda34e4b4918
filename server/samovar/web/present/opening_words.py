"""When a channel opens, in words: on its own clock, as its people would say it."""

from datetime import date, datetime
from typing import Any

from samovar.domain.channels.hours import Hours
from samovar.storage.tables import Channel
from samovar.texts import LANGS, Texts
from samovar.web import wire
from samovar.web.present.presenter import latin


class OpeningWords:
    """Says it in both languages."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def away(self, channel: Channel, hours: Hours, now: datetime) -> wire.Said:
        """Why nobody of a channel is there, and when somebody will be."""
        return wire.Said(**{lang: self._away(channel, hours, now, lang) for lang in LANGS})

    def _away(self, channel: Channel, hours: Hours, now: datetime, lang: str) -> str:
        state = hours.at(now)
        if state.open or state.opens_at is None:
            return self._texts.get(lang, "opening.away")
        reason = state.reason.get(lang, "")
        key = "not_yet" if state.why == "not_yet" else "shut_why" if reason else "shut"
        when = self.when(state.opens_at.astimezone(hours.zone), now.astimezone(hours.zone), lang)
        name = channel.name if lang == "ru" else latin(channel) or channel.name
        return self._texts.get(lang, f"opening.{key}", channel=name, reason=reason, when=when)

    def when(self, at: datetime, now: datetime, lang: str) -> str:
        """A moment to come; both on the clock of one zone."""
        days, clock = (at.date() - now.date()).days, f"{at.hour}:{at.minute:02}"
        if days < 2:
            return self._text(lang, "tomorrow" if days else "today", time=clock)
        if days < 7:
            return self._text(lang, "weekday", day=self._text(lang, f"days.{at.weekday()}"), time=clock)
        return self._text(lang, "date", date=self.date(at, lang), time=clock)

    def date(self, day: date, lang: str) -> str:
        """A day, without its year."""
        return self._text(lang, "day", day=day.day, month=self._text(lang, f"months.{day.month}"))

    def _text(self, lang: str, key: str, **places: Any) -> str:
        return self._texts.get(lang, f"opening.{key}", **places)
