"""The log of what strangers send: never an error of ours, and of one kind only some lines a minute."""

import logging
from collections import Counter
from collections.abc import Callable
from time import monotonic

from samovar.live.token_bucket import Buckets

LINES, SECONDS = 5, 60
"""Of one kind so many lines at once, and as many again in so many seconds."""


class Few(logging.Filter):
    """Keeps back what is below an error and comes too often; the next line says how many those were. A kind is the
    text before its values are filled in."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        super().__init__()
        self._lines = Buckets(LINES, LINES / SECONDS, clock)
        self._kept_back: Counter[str] = Counter()

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the line is written."""
        if record.levelno >= logging.ERROR:
            return True
        kind, record.levelno, record.levelname = str(record.msg), logging.INFO, "INFO"
        if self._lines.take(kind):
            self._kept_back[kind] += 1
            return False
        if more := self._kept_back.pop(kind, 0):
            record.msg = f"{kind} (and {more} like it before)"
        return True


log = logging.getLogger("samovar.strangers")
_few = Few()
log.addFilter(_few)


def calm_libraries() -> None:
    """Theirs are no warnings either."""
    logging.getLogger("uvicorn.error").addFilter(_few)
    logging.getLogger("python_multipart").setLevel(logging.ERROR)
