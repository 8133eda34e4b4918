"""What a client shows, by the rules of protocol.md: entries in order, nothing doubled, nothing missing."""

from dataclasses import dataclass, field
from typing import Any

Frame = dict[str, Any]


@dataclass
class Screen:
    """The entries of one conversation as a client applies them. `notes`: an operator's view, without holes."""

    conv: str
    notes: bool = False
    events: list[Frame] = field(default_factory=list)
    gaps: list[Frame] = field(default_factory=list)

    @property
    def last(self) -> int:
        return int(self.events[-1]["seq"]) if self.events else 0

    @property
    def bodies(self) -> list[str]:
        return [event["body"] for event in self.events if event.get("body")]

    def show(self, frames: list[Frame]) -> "Screen":
        """Apply what came, in its order."""
        for frame in frames:
            if frame.get("conv") != self.conv:
                continue
            if frame["t"] == "ev":
                self._live(frame["e"])
            elif frame["t"] == "batch":
                self._batch(frame)
            elif frame["t"] == "reset":
                self.events.clear()
        return self

    def _live(self, event: Frame) -> None:
        before = event.get("prev", event["seq"] - 1)
        assert not (self.notes and "prev" in event), event
        if event["seq"] <= self.last:
            return
        if before > self.last:
            self.gaps.append(event)
            return
        self.events.append(event)

    def _batch(self, frame: Frame) -> None:
        seqs = [event["seq"] for event in frame["events"]]
        assert seqs == sorted(set(seqs)), frame
        if self.notes and seqs:
            assert seqs == list(range(seqs[0], seqs[-1] + 1)), frame
        self.events += [event for event in frame["events"] if event["seq"] > self.last]
