"""The fault tests' client as a reader of transcripts: what its views show of what was heard."""

from typing import Any

from faults.view import View
from screen import Frame


class Reader:
    """`side`: whose tab it is."""

    def __init__(self, side: str) -> None:
        self.notes = side == "operator"
        self.views: dict[str, View] = {}
        self.epoch = ""
        self._asked: dict[str, Frame] = {}

    def play(self, steps: list[dict[str, Any]]) -> None:
        """One step after another; what the person does is of no interest here."""
        for step in steps:
            if "connect" in step:
                assert step["connect"] == [{"conv": view.conv, "seq": view.last} for view in self.views.values()]
            elif "ask" in step:
                self._ask(step["ask"])
            elif "hear" in step:
                self._hear(step["hear"])

    def shows(self) -> dict[str, Any]:
        """As the transcript says it."""
        return {conv: _shown(view) for conv, view in self.views.items()}

    def _ask(self, question: Frame) -> None:
        self._asked[question["rid"]] = question
        self.views.setdefault(question["conv"], View(question["conv"], self.notes, loaded=False))

    def _hear(self, frame: Frame) -> None:
        match frame["t"]:
            case "welcome":
                self._welcome(frame)
            case "reset" if (view := self.views.get(frame["scope"])) and view.loaded:
                del self.views[frame["scope"]]
            case "ev" | "batch" | "eph" if view := self.views.get(frame["conv"]):
                self._tell(view, frame)

    def _welcome(self, frame: Frame) -> None:
        if self.epoch not in ("", frame["epoch"]):
            self.views.clear()
        self.epoch = frame["epoch"]
        for head in frame.get("heads", []):
            if view := self.views.get(head["conv"]):
                view.see(head["seen"])
                view.wanted = max(view.wanted, head["seq"])

    def _tell(self, view: View, frame: Frame) -> None:
        question = self._asked.pop(frame.get("rid", ""), {"after": 0})
        if frame["t"] == "eph":
            view.see(frame["seen"])
        elif "after" in question:
            view.take(frame)
        else:
            view.page(frame)


def _shown(view: View) -> dict[str, Any]:
    entries = [[event["seq"], event["kind"], event["by"]["side"], event.get("body", "")] for event in view.events]
    return {"entries": entries, "cursor": view.last, "seen": view.seen}
