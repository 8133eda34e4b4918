"""City of an address, from a local file in MaxMind's format (`SAMOVAR_GEOIP_DB`)."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import maxminddb


class CityBase:
    """Looks up cities; knows both record shapes in use: `city.names.{lang}` and a plain `city`."""

    def __init__(self, path: Path | None) -> None:
        self._reader = maxminddb.open_database(path) if path else None

    def cities(self, address: str) -> Sequence[str]:
        """Names of the address's city, Russian and English first; empty when unknown."""
        if self._reader is None:
            return ()
        try:
            record: Any = self._reader.get(address)
        except ValueError:
            return ()
        city = record.get("city") if isinstance(record, dict) else None
        if isinstance(city, str):
            return (city,)
        names = city.get("names", {}) if isinstance(city, dict) else {}
        return tuple(dict.fromkeys(str(names[lang]) for lang in ("ru", "en", *names) if lang in names))

    def close(self) -> None:
        """Close the file."""
        if self._reader is not None:
            self._reader.close()
