"""Requests that have begun, or have yet to begin, and are not whole: strangers never hold all descriptors with them.

Where one address has as many as it may, or the process has few descriptors left, the request that has waited the
longest gives way to the newest, and reads why. Trusted proxies are no customers: behind one, whose a request is its
head says.
"""

from typing import Protocol

from uvicorn.middleware.proxy_headers import _TrustedHosts

from samovar.live import strangers
from samovar.settings import Settings
from samovar.texts import Texts, pick
from samovar.web.guard.origins import customer

KEY = "samovar.request"
"""Where a scope has it."""
SPARE = 100
"""Descriptors kept for the database and for whatever is whole; a quarter of all where there are few."""
TOO_MANY, NO_ROOM = 429, 503
PHRASES = {TOO_MANY: "Too Many Requests", NO_ROOM: "Service Unavailable"}


class Way(Protocol):
    """What brings a request."""

    def give_way(self, status: int) -> None:
        """Say why, and end."""


class Unfinished:
    """All of the process, in the order of their age."""

    def __init__(self, settings: Settings, texts: Texts) -> None:
        self._most, self._wait = settings.limits.requests_address, int(settings.limits.hello_seconds) + 1
        self._lang, self._texts = settings.lang, texts
        self._proxies = _TrustedHosts(settings.proxies)
        self._waiting: dict[Way, str] = {}
        self._of: dict[str, dict[Way, None]] = {}

    def take(self, way: Way, address: str, descriptor: int) -> None:
        """One more; the number of its descriptor tells how many there are, for the lowest free one is taken first."""
        if descriptor >= _descriptors() and self._waiting:
            self._give_way(next(iter(self._waiting)), NO_ROOM)
        self._waiting[way] = ""
        self.known(way, address)

    def known(self, way: Way, address: str) -> None:
        """It is of this address, as far as is known now. What is whole by then counts no more."""
        whose = "" if address in self._proxies else customer(address)
        before = self._waiting.get(way)
        if before is None or before == whose:
            return
        self._leave(way, before)
        self._waiting[way] = whose
        own = self._of.setdefault(whose, {})
        own[way] = None
        if len(own) > self._most:
            self._give_way(next(iter(own)), TOO_MANY)

    def done(self, way: Way) -> None:
        """It is whole, or gone."""
        self._leave(way, self._waiting.pop(way, ""))

    def _leave(self, way: Way, whose: str) -> None:
        if own := self._of.get(whose):
            own.pop(way, None)
            if not own:
                del self._of[whose]

    def _give_way(self, way: Way, status: int) -> None:
        whose = self._waiting[way] or "a proxy"
        self.done(way)
        strangers.log.info("an unfinished request of %s gives way to a newer one", whose)
        way.give_way(status)

    def words(self, status: int, accept_language: str) -> bytes:
        """An answer to what has given way."""
        lang = pick(accept_language, self._lang)
        kind = "address" if status == TOO_MANY else "process"
        body = self._texts.get(lang, f"unfinished.{kind}", n=self._wait).encode()
        head = (
            f"HTTP/1.1 {status} {PHRASES[status]}\r\nretry-after: {self._wait}\r\nconnection: close\r\n"
            f"cache-control: no-store\r\naccess-control-allow-origin: *\r\n"
            f"content-type: text/plain; charset=utf-8\r\ncontent-length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


def _descriptors() -> float:
    """From this number on there are few left."""
    try:
        import resource
    except ImportError:  # Windows gives out handles, as many as memory holds.
        return float("inf")
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return float("inf") if most == resource.RLIM_INFINITY else most - min(SPARE, most // 4)
