"""City of an address, from a local file in MaxMind's format (`SAMOVAR_GEOIP_DB`)."""

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import maxminddb

from samovar.settings import BadSetting

SAMPLE = 2000
"""Records looked at to see whether a file knows cities; one of cities has some among its first hundred."""


class CityBase:
    """Looks up cities; knows both record shapes in use: `city.names.{lang}` and a plain `city`."""

    def __init__(self, path: Path | None) -> None:
        """Open the file. Raises BadSetting where it holds no cities."""
        self._reader = _opened(path) if path else None

    @property
    def known(self) -> bool:
        """Whether there is a file."""
        return self._reader is not None

    def cities(self, address: str) -> Sequence[str]:
        """Names of the address's city, Russian and English first; empty when unknown."""
        city = self._record(address).get("city")
        if isinstance(city, str):
            return (city,)
        names = city.get("names", {}) if isinstance(city, dict) else {}
        return tuple(dict.fromkeys(str(names[lang]) for lang in ("ru", "en", *names) if lang in names))

    def spot(self, address: str) -> tuple[float, float] | None:
        """Latitude and longitude of the address, where the file has them; both shapes of records."""
        record = self._record(address)
        place = record.get("location", record)
        try:
            return float(place["latitude"]), float(place["longitude"])
        except (KeyError, TypeError, ValueError):
            return None

    def _record(self, address: str) -> dict[str, Any]:
        try:
            record: Any = self._reader.get(address) if self._reader else None
        except ValueError:
            return {}
        return record if isinstance(record, dict) else {}

    def close(self) -> None:
        """Close the file."""
        if self._reader is not None:
            self._reader.close()


def _opened(path: Path) -> maxminddb.Reader:
    try:
        reader = maxminddb.open_database(path)
    except (maxminddb.InvalidDatabaseError, OSError, ValueError) as error:
        raise BadSetting(f"SAMOVAR_GEOIP_DB={path}: needs a City file in MaxMind's format ({error})") from error
    kind = reader.metadata().database_type
    sample: Iterator[Any] = islice(reader, SAMPLE)
    if "city" not in kind.lower() and not any(isinstance(record, dict) and "city" in record for _, record in sample):
        reader.close()
        raise BadSetting(f"SAMOVAR_GEOIP_DB={path}: needs a City file in MaxMind's format; this one is {kind}")
    return reader
