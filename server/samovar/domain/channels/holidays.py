"""Public holidays and moved working days, by country, from the package `holidays`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from samovar.domain.channels import hours

COUNTRIES = (
    "RU", "BY", "KZ", "UZ", "KG", "TJ", "TM", "AM", "AZ", "GE", "MD", "RS", "TR", "IL", "AE", "CY", "LV", "LT", "EE",
    "PL", "CZ", "DE", "AT", "CH", "FR", "ES", "PT", "IT", "GB", "IE", "US", "CA",
)  # fmt: skip
"""Those that can be chosen: where the visitors of our companies live."""
_MOVED = re.compile(r"\s*\([^)]*\)$")


@dataclass(frozen=True, slots=True)
class Country(hours.Calendar):
    """One country's days."""

    code: str

    def holiday(self, day: date) -> Mapping[str, str] | None:
        """Its name, in those of our languages in which the package knows it."""
        if day not in _year(self.code, day.year):
            return None
        names = {lang: _year(self.code, day.year, lang) for lang in ("ru", "en")}
        return {lang: _MOVED.sub("", known[day]) for lang, known in names.items() if known}

    def moved_here(self, day: date) -> bool:
        """Whether work was moved to this day of a weekend."""
        return day in _year(self.code, day.year).weekend_workdays


@lru_cache(maxsize=256)
def _year(code: str, year: int, lang: str = "") -> Any:
    """The holidays of a year: in a language, or nothing where the country's are not known in it."""
    # Here and not above: it takes a tenth of a second, and many a company has no holidays.
    from holidays import country_holidays

    spoken = sorted(each for each in country_holidays(code).supported_languages if each.startswith(lang))
    if lang and not spoken:
        return {}
    language = "en_US" if lang == "en" and "en_US" in spoken else spoken[0] if lang else None
    return country_holidays(code, years=year, expand=False, language=language)
