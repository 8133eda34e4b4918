"""The form of the widget's settings: what is typed → fields of SiteSettings, or why not; and back."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from starlette.datastructures import ImmutableMultiDict

from samovar.domain.channels import sites
from samovar.domain.channels.greetings import unknown_places
from samovar.domain.channels.sites import DEFAULTS, WAYS, Category, Edges, People, SiteSettings
from samovar.storage.tables import Channel
from samovar.texts import LANGS
from samovar.web.pages.fields import Checked
from samovar.web.present.dress import ICONS

NUMBERS = {
    "delay": (1, 3600), "closed_days": (0, 365), "reopen_minutes": (0, 10_080),
    "desktop_aside": (0, sites.FAR), "desktop_below": (0, sites.FAR),
    "phone_aside": (0, sites.FAR), "phone_below": (0, sites.FAR),
}  # fmt: skip
"""Field → the least and the most."""
CHOICES = {
    "theme": ("", "light", "dark", "light dark"), "side": ("left", "right"), "icon": tuple(ICONS),
    "greet_device": ("", "phone", "computer"),
}  # fmt: skip
SWITCHES = ("greet_open", "hide_closed")
PATTERNS = ("greet_pages", "greet_referrers", "hidden_pages")
CALLED = ("many", "whom")
PATTERNS_MOST, CATEGORIES_MOST, CALLED_LONGEST = 50, 20, 60


def fields(channels: Iterable[Channel]) -> set[str]:
    """All names that the form may send."""
    by_lang = ("greeting", "consent", *CALLED, *(f"greeting_{each.id}" for each in channels))
    return {
        "rev", "colour", "greets", "link", "ways", "categories", *NUMBERS, *CHOICES, *SWITCHES, *PATTERNS,
        *(f"{name}_{lang}" for name in by_lang for lang in LANGS),
    }  # fmt: skip


class Reader:
    """Reads one form. `checked` has what was typed, and what was refused."""

    def __init__(self, checked: Checked, form: ImmutableMultiDict[str, str], channels: Iterable[Channel]) -> None:
        self.checked = checked
        self._form = form
        self._channels = channels
        checked.values |= {name: value.strip() for name, value in form.items()}
        checked.values["ways"] = form.getlist("ways")

    def read(self) -> dict[str, Any]:
        """Fields of SiteSettings; besides them `consent`, its words and link. Those refused are as by default."""
        numbers = {name: self._number(name) for name in NUMBERS}
        return {
            "colour": self._colour(),
            **{name: self._choice(name, values) for name, values in CHOICES.items()},
            **{name: bool(self._form.get(name)) for name in SWITCHES},
            **{name: self._patterns(name) for name in PATTERNS},
            "desktop": Edges(numbers["desktop_aside"], numbers["desktop_below"]),
            "phone": Edges(numbers["phone_aside"], numbers["phone_below"]),
            "delay_ms": numbers["delay"] * 1000 if self._form.get("greets") else 0,
            "closed_days": numbers["closed_days"], "reopen_minutes": numbers["reopen_minutes"],
            "greeting": self._greeting("greeting"),
            "greetings": {each.id: own for each in self._channels if (own := self._greeting(f"greeting_{each.id}"))},
            "people": self._people(), "ways": self._ways(), "categories": self._categories(),
            "consent": (self._by_lang("consent", sites.CONSENT), self._link()),
        }  # fmt: skip

    def _said(self, name: str) -> str:
        return self._form.get(name, "").replace("\r\n", "\n").strip()

    def _number(self, name: str) -> int:
        least, most = NUMBERS[name]
        typed = self._said(name)
        if re.fullmatch(r"[0-9]{1,6}", typed) and least <= int(typed) <= most:
            return int(typed)
        self.checked.refuse(name, "number_bad", least=least, most=most)
        return least

    def _colour(self) -> str:
        typed = self._said("colour").lower().removeprefix("#")
        if re.fullmatch(r"[0-9a-f]{3}", typed):
            typed = "".join(2 * each for each in typed)
        if re.fullmatch(r"[0-9a-f]{6}", typed):
            return f"#{typed}"
        self.checked.refuse("colour", "colour_bad")
        return DEFAULTS.colour

    def _choice(self, name: str, values: tuple[str, ...]) -> str:
        typed = self._form.get(name, "")
        if typed not in values:
            self.checked.refuse(name, "form")
        return typed if typed in values else values[0]

    def _lines(self, name: str) -> list[str]:
        return list(dict.fromkeys(line for each in self._said(name).split("\n") if (line := each.strip())))

    def _patterns(self, name: str) -> list[str]:
        lines = self._lines(name)
        long = next((each for each in lines if len(each) > sites.PATTERN), "")
        if len(lines) > PATTERNS_MOST:
            self.checked.refuse(name, "patterns_many", n=PATTERNS_MOST)
        elif long:
            self.checked.refuse(name, "pattern_long", value=long[:40])
        elif any(" " in each for each in lines):
            self.checked.refuse(name, "pattern_bad", value=next(each for each in lines if " " in each)[:80])
        return [] if name in self.checked.refusals else lines

    def _by_lang(self, name: str, longest: int) -> dict[str, str]:
        said = {lang: self._said(f"{name}_{lang}") for lang in LANGS}
        for lang, text in said.items():
            if len(text) > longest:
                self.checked.refuse(f"{name}_{lang}", "text_long", n=longest)
        return {lang: text for lang, text in said.items() if text and f"{name}_{lang}" not in self.checked.refusals}

    def _greeting(self, name: str) -> dict[str, str]:
        said = self._by_lang(name, sites.GREETING)
        for lang, text in list(said.items()):
            if unknown := unknown_places(text):
                self.checked.refuse(f"{name}_{lang}", "place_unknown", place=unknown[0][:40])
                del said[lang]
        return said

    def _people(self) -> dict[str, People]:
        made: dict[str, People] = {}
        for lang in LANGS:
            many, whom = (self._by_lang(each, CALLED_LONGEST).get(lang, "") for each in CALLED)
            if bool(many) != bool(whom):
                self.checked.refuse(f"{'whom' if many else 'many'}_{lang}", "called_both")
            elif many:
                made[lang] = People(many, whom)
        return made

    def _ways(self) -> tuple[str, ...]:
        ticked = set(self._form.getlist("ways"))
        if not ticked & set(WAYS):
            self.checked.refuse("ways", "ways_empty")
        return tuple(each for each in WAYS if each in ticked) or WAYS

    def _categories(self) -> list[Category]:
        made = [
            Category(ru.strip(), en.strip())
            for ru, _, en in (each.partition("/") for each in self._lines("categories"))
        ]
        if len(made) > CATEGORIES_MOST:
            self.checked.refuse("categories", "categories_many", n=CATEGORIES_MOST)
        elif bad := next(
            (each for each in made if not 1 <= len(each.ru) <= sites.CATEGORY or len(each.en) > sites.CATEGORY), None
        ):
            self.checked.refuse("categories", "category_bad", value=bad.ru[:40] or f"/ {bad.en[:40]}", n=sites.CATEGORY)
        elif len({each.ru for each in made}) < len(made):
            self.checked.refuse("categories", "categories_twice")
        return [] if "categories" in self.checked.refusals else made

    def _link(self) -> str:
        typed = self._said("link")
        if typed and (len(typed) > sites.LINK or not re.fullmatch(r"https?://[^\s/]+\S*", typed)):
            self.checked.refuse("link", "link_bad")
            return ""
        return typed


def values_of(settings: SiteSettings) -> dict[str, Any]:
    """What stands in the form."""
    plain = {name: getattr(settings, name) for name in ("colour", *CHOICES, *SWITCHES, "closed_days", "ways")}
    consent = settings.consent
    greetings = {f"greeting_{channel}": own for channel, own in settings.greetings.items()}
    called = {each: {lang: getattr(who, each) for lang, who in settings.people.items()} for each in CALLED}
    by_lang: Mapping[str, Mapping[Any, str]] = {
        "greeting": settings.greeting, "consent": consent.text if consent else {}, **greetings, **called,
    }  # fmt: skip
    return plain | {
        "greets": settings.delay_ms > 0, "delay": (settings.delay_ms or DEFAULTS.delay_ms) // 1000 or 1,
        "reopen_minutes": round(settings.reopen_minutes), "link": consent.link if consent else "",
        "categories": "\n".join(" / ".join(filter(None, (each.ru, each.en))) for each in settings.categories),
        **{name: "\n".join(getattr(settings, name)) for name in PATTERNS},
        **{f"{where}_{side}": value for where in ("desktop", "phone")
           for side, value in msgspec.structs.asdict(getattr(settings, where)).items()},
        **{f"{name}_{lang}": text for name, texts in by_lang.items() for lang, text in texts.items()},
    }  # fmt: skip
