"""The notation in which past talks are written down: who said what, and how long it took."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from samovar.demo.people import MOSCOW

What = Literal[
    "say", "answer", "note", "claim", "hand", "refuse", "expire", "release", "abandon", "move", "close", "leave"
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class LongPoll:
    """One step. `who`: a worker's key; empty means the owner, or the visitor. `wait`: seconds since the step
    before; without it, as long as it takes to read and to type."""

    what: What
    who: str = ""
    body: str = ""
    wait: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """One conversation: `days` ago at local time `at`, or `ago` minutes before now.

    `source`: a key of SOURCES; `path`: pages of the visit, the last one where he wrote.
    """

    caller: str
    days: int = 0
    at: str = ""
    ago: float = 0
    channel: str = MOSCOW
    origin: Literal["incoming", "invited"] = "incoming"
    source: str = "direct"
    path: Sequence[str] = field(default=("/",))
    lines: Sequence[LongPoll]


def g(body: str, wait: float | None = None) -> LongPoll:
    """The visitor writes."""
    return LongPoll(what="say", body=body, wait=wait)


def h(body: str, wait: float | None = None) -> LongPoll:
    """The owner answers."""
    return LongPoll(what="answer", body=body, wait=wait)


def by(who: str, wait: float = 19) -> LongPoll:
    """Somebody takes it."""
    return LongPoll(what="claim", who=who, wait=wait)


def note(body: str, who: str = "") -> LongPoll:
    """A private note of the owner, or of somebody else who may read."""
    return LongPoll(what="note", who=who, body=body)


def hand(to: str, body: str = "", wait: float = 25) -> LongPoll:
    """Handed to a colleague, who accepts."""
    return LongPoll(what="hand", who=to, body=body, wait=wait)


def refuse(to: str, body: str = "") -> LongPoll:
    """Offered to a colleague, who declines."""
    return LongPoll(what="refuse", who=to, body=body)


def expire(to: str, body: str = "") -> LongPoll:
    """Offered to a colleague, who does not notice."""
    return LongPoll(what="expire", who=to, body=body)


def release(wait: float = 40) -> LongPoll:
    """The owner gives it back."""
    return LongPoll(what="release", wait=wait)


def abandon(wait: float = 140) -> LongPoll:
    """The owner's line is gone while the visitor waits."""
    return LongPoll(what="abandon", wait=wait)


def move(channel: str, body: str) -> LongPoll:
    """Sent to another city."""
    return LongPoll(what="move", who=channel, body=body, wait=30)


def done(wait: float = 90) -> LongPoll:
    """The check mark of the owner; an administrator's where there is none."""
    return LongPoll(what="close", wait=wait)


def leave(wait: float = 20) -> LongPoll:
    """The visitor ends the talk."""
    return LongPoll(what="leave", wait=wait)


def minutes(count: float) -> float:
    """So many minutes, in seconds."""
    return count * 60


@dataclass(frozen=True, slots=True)
class Source:
    """Where a visit came from: the page before, and what the address carried."""

    referrer: str = ""
    query: str = ""


SOURCES = {
    "direct": Source(),
    "yandex": Source("https://yandex.ru/"),
    "google": Source("https://www.google.com/"),
    "corners": Source("https://yandex.ru/", "utm_source=yandex&utm_medium=cpc&utm_campaign=uglovye"),
    "islands": Source("https://yandex.ru/", "utm_source=yandex&utm_medium=cpc&utm_campaign=ostrova"),
    "vk": Source("https://vk.com/", "utm_source=vk&utm_medium=social&utm_campaign=kuhni"),
    "telegram": Source("https://t.me/", "utm_source=telegram&utm_medium=post&utm_campaign=proekty"),
    "2gis": Source("https://2gis.ru/"),
    "dzen": Source("https://dzen.ru/"),
    "pinterest": Source("https://www.pinterest.com/"),
}
