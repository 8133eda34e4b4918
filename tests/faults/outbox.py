"""A client's messages on their way, as both ends have agreed (web/protocol.py): in order, so many in flight, sent again
with the same cid after a while and on each new connection; one that the server cannot take now waits as told."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from samovar.web import protocol

Frame = dict[str, Any]


@dataclass(slots=True)
class Unsent:
    """One message. `line`: conversation or client's id of one. `until`: not before that time."""

    frame: Frame
    line: str
    first: float
    in_flight: bool = False
    until: float = 0.0
    tries: int = 0


@dataclass(slots=True)
class Settled:
    """What the server acknowledged. `took`: seconds from the first attempt."""

    conv: str
    seq: int
    body: str
    took: float


@dataclass
class Outbox:
    """`send`: hands a frame to the line, false where there is none. `ledger`: acknowledged messages by cid;
    `refused`: those the server would never take, with its answer."""

    send: Callable[[Frame], bool]
    clock: Callable[[], float]
    patience: tuple[float, float]
    waiting: dict[str, Unsent] = field(default_factory=dict)
    ledger: dict[str, Settled] = field(default_factory=dict)
    refused: dict[str, Frame] = field(default_factory=dict)
    contradictions: list[str] = field(default_factory=list)
    """Acknowledgements of one message that named two places."""
    dups: int = 0
    delayed: int = 0
    """Refusals that asked to try again."""
    due: float | None = None
    """When what is on the way has to be sent again."""
    _patient: bool = False

    def add(self, frame: Frame, line: str) -> None:
        """Put a message in; it goes out when it can."""
        self.waiting[frame["cid"]] = Unsent(frame, line, self.clock())
        self.pump()

    def pump(self) -> None:
        """Send what may go: in order within a conversation, where a held message holds those behind it."""
        now = self.clock()
        free = protocol.IN_FLIGHT - sum(each.in_flight for each in self.waiting.values())
        stopped: set[str] = set()
        for each in self.waiting.values():
            if each.in_flight or each.line in stopped:
                continue
            if free <= 0 or each.until > now or not self.send(each.frame):
                stopped.add(each.line)
                continue
            each.in_flight = True
            each.tries += 1
            free -= 1
        self._wind()

    def _wind(self) -> None:
        in_flight = any(each.in_flight for each in self.waiting.values())
        self.due = self.clock() + self.patience[self._patient] if in_flight else None

    def connected(self) -> None:
        """A new connection: everything unacknowledged goes out again."""
        self._patient = False
        for each in self.waiting.values():
            each.until = 0.0
        self._again()

    def lost(self) -> None:
        """No line, nothing to wait for."""
        self.due = None

    def tick(self) -> None:
        """Send again what has waited too long; send what was told to wait and need not any more."""
        now = self.clock()
        if self.due is not None and now >= self.due:
            self._patient = True
            self._again()
        elif any(each.until and not each.in_flight and each.until <= now for each in self.waiting.values()):
            self.pump()

    def _again(self) -> None:
        for each in self.waiting.values():
            each.in_flight = False
        self.pump()

    def ok(self, frame: Frame) -> None:
        """Committed. A second answer should say the same."""
        cid, place = frame["cid"], (frame["conv"], frame["seq"])
        self.dups += frame.get("dup", False)
        if (before := self.ledger.get(cid)) and (before.conv, before.seq) != place:
            self.contradictions.append(f"{cid} is {place}, and had been {(before.conv, before.seq)}")
        if mine := self.waiting.pop(cid, None):
            took = self.clock() - mine.first
            self.ledger[cid] = Settled(*place, mine.frame["body"], took)
            self._patient = False
            self.pump()

    def no(self, frame: Frame) -> None:
        """Refused: for ever, or until it has waited."""
        mine = self.waiting.get(frame["cid"])
        if mine is None:
            return
        if frame.get("retry"):
            self.delayed += 1
            mine.in_flight, mine.until = False, self.clock() + frame.get("after_ms", 0) / 1000 + random.random()
        else:
            self.refused[frame["cid"]] = frame
            del self.waiting[frame["cid"]]
        self.pump()
