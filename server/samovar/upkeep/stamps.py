"""Moments in the names of files: they sort as they came."""

from datetime import UTC, datetime

STAMP = r"(\d{4}-\d\d-\d\dT\d{6})Z"
"""As a pattern; its group is what `moment` reads."""
_FORMAT = "%Y-%m-%dT%H%M%S"


def stamp(at: datetime) -> str:
    """Of an aware moment, to the second."""
    return f"{at.astimezone(UTC).strftime(_FORMAT)}Z"


def moment(found: str) -> datetime:
    """The moment of a name."""
    return datetime.strptime(found, _FORMAT).replace(tzinfo=UTC)
