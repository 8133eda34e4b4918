"""Cursors of paged lists: where the last row stands, as one string. It tells nothing that the row itself does not."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from samovar.model.conversation import Conversation
from samovar.model.errors import BadRequest
from samovar.storage.queries.lists import place

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def cursor_of(rows: Sequence[Conversation], limit: int, *, of_visitor: bool = False) -> str:
    """Where the next page begins; empty after the last."""
    if len(rows) < limit:
        return ""
    at, conv = place(rows[-1], of_visitor)
    return f"{at.isoformat()}|{conv}"


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
