"""What one client shows of one conversation, by the gap rule of protocol.md: an entry too early is held, not lost."""

from dataclasses import dataclass, field

from screen import Frame, Screen


@dataclass
class View(Screen):
    """A screen that holds what comes before its turn, and knows how far each side has read."""

    loaded: bool = True
    """False: its last page is on the way, and all that is live waits for that. Else it begins at the beginning."""
    seen: dict[str, int] = field(default_factory=lambda: {"visitor": 0, "operator": 0})
    held: dict[int, Frame] = field(default_factory=dict)
    repeats: int = 0
    """How many old entries came again."""
    wanted: int = 0
    """The last seq that the server has told of."""

    @property
    def level(self) -> bool:
        """Nothing known is missing."""
        return self.last >= self.wanted and not self.held

    def see(self, marks: Frame) -> None:
        """Read marks never go back."""
        self.seen = {side: max(seq, marks.get(side, 0)) for side, seq in self.seen.items()}

    def take(self, frame: Frame) -> None:
        """Apply an `ev`, or the `batch` of what follows a cursor; then what was held and follows now."""
        if frame["t"] == "ev" and frame["e"]["seq"] <= self.last:
            self.repeats += 1
        if frame["t"] == "ev" and not self.loaded:
            self.held[frame["e"]["seq"]] = _entry(frame["e"])
        elif frame["t"] == "batch" and frame["from"] > self.last + 1:
            self.held.update((event["seq"], _entry(event)) for event in frame["events"])
        else:
            self._join(frame)
        self.wanted = max(self.wanted, self.last)
        self.held.update((event["seq"], event) for event in self.gaps)
        self.gaps.clear()
        self._let_go()

    def page(self, frame: Frame) -> None:
        """The last page, or the one before the first entry."""
        self.see(frame["seen"])
        self.events[:0] = [_entry(event) for event in frame["events"]]
        self.loaded = True
        self._let_go()

    def _join(self, frame: Frame) -> None:
        self.show([_slim(frame)])
        if frame["t"] == "batch":
            self.see(frame["seen"])

    def _let_go(self) -> None:
        for seq in sorted(self.held):
            event = self.held[seq]
            if seq <= self.last or event.get("prev", seq - 1) <= self.last:
                del self.held[seq]
                self.show([{"t": "ev", "conv": self.conv, "e": event}])


SIDES = {side: {"side": side} for side in ("visitor", "operator", "system")}


def _slim(frame: Frame) -> Frame:
    """Only what is compared: a long run keeps hundreds of thousands of entries."""
    if frame["t"] == "ev":
        return {"t": "ev", "conv": frame["conv"], "e": _entry(frame["e"])}
    return frame | {"events": [_entry(event) for event in frame["events"]]}


def _entry(event: Frame) -> Frame:
    kept = {name: event[name] for name in ("seq", "kind", "prev", "body", "cid") if name in event}
    return kept | {"by": SIDES[event["by"]["side"]]}
