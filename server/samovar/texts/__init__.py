"""The words of the server in Russian and English: one nested JSON file a language, keys joined by dots."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Literal, cast

Lang = Literal["ru", "en"]
LANGS: tuple[Lang, ...] = ("ru", "en")
PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Texts:
    """All sentences by language and key."""

    by_lang: Mapping[str, Mapping[str, str]]

    @classmethod
    def load(cls) -> "Texts":
        """Reads both files."""
        return cls({lang: dict(_flat(_read(lang))) for lang in LANGS})

    def get(self, lang: str, key: str, **values: object) -> str:
        """The sentence of `key` with its {placeholders} filled; an unknown key is an error of ours. Of a counted one,
        `one|few|many` or `one|other`, the form that fits the number `n`."""
        text = counted(self.by_lang[lang][key], lang, values.get("n"))
        return PLACE.sub(lambda found: str(values.get(found[1], found[0])), text)


def counted(text: str, lang: str, n: object) -> str:
    """The form of a text that fits a whole number, as the browser's Intl.PluralRules choose."""
    forms = text.split("|")
    if len(forms) == 1 or not isinstance(n, int):
        return text
    return forms[min(_form(lang, n), len(forms) - 1)]


def _form(lang: str, n: int) -> int:
    if lang != "ru":
        return int(n != 1)
    if n % 10 == 1 and n % 100 != 11:
        return 0
    return 1 if n % 10 in (2, 3, 4) and n % 100 not in (12, 13, 14) else 2


def pick(accept_language: str, default: str) -> str:
    """The language that an Accept-Language header likes best, of those we speak."""
    wishes = [_wish(part) for part in accept_language.split(",")[:20]]
    known = [(weight, lang) for weight, lang in wishes if lang in LANGS and weight > 0]
    # max() keeps the first of equals: the order of the header decides then.
    return max(known, key=lambda wish: wish[0])[1] if known else default


def _wish(part: str) -> tuple[float, str]:
    """One part of the header, as `ru-RU;q=0.8`: its weight and its language."""
    tag, _, weight = part.partition(";")
    lang = tag.strip().partition("-")[0].lower()
    try:
        return (float(weight.strip().removeprefix("q=")) if weight else 1.0), lang
    except ValueError:
        return 0.0, lang


def _read(lang: Lang) -> dict[str, Any]:
    text = files(__name__).joinpath(f"{lang}.json").read_text(encoding="utf-8")
    return cast(dict[str, Any], json.loads(text))


def _flat(tree: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in tree.items():
        if isinstance(value, str):
            yield prefix + key, value
        else:
            yield from _flat(value, f"{prefix}{key}.")
