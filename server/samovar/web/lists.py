"""Cursors of paged lists: the last row's time and id, as one opaque string."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from samovar.domain.errors import BadRequest
from samovar.storage.snapshot import Snapshot

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def cursor_of(rows: Sequence[Snapshot], limit: int) -> str:
    """Where the next page begins; empty after the last."""
    return f"{rows[-1].updated_at.isoformat()}|{rows[-1].id}" if len(rows) == limit else ""


def parse_cursor(text: str | None) -> tuple[datetime, str] | None:
    """What `cursor_of` made. Raises BadRequest."""
    if text is None:
        return None
    at, _, conv = text.partition("|")
    try:
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None or not _ID.fullmatch(conv):
            raise BadRequest
        # The ends of the calendar have no time in UTC.
        return moment.astimezone(UTC), conv
    except (ValueError, OverflowError):
        raise BadRequest from None
