"""A tab whose part in a story is written down."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from house import Running
from peer import Frame, Peer, new_id
from samovar.storage.engine.database import Session
from samovar.storage.tables import Entry, Seen

Step = dict[str, Any]


def concerns_logs(frame: Frame) -> bool:
    """Lists, presence and the like are other readers' business."""
    return frame["t"] in ("welcome", "ok", "no", "ev", "batch", "reset") or frame.get("kind") == "read"


class Tab:
    """It asks what a browser's tab would ask, and keeps of the logs no more than how far they have come."""

    def __init__(self, side: str) -> None:
        self.side = side
        self.steps: list[Step] = []
        self.epoch: str | None = None
        self.cursors: dict[str, int] = {}
        self.conv = ""
        self.lock = 0

    async def connect(self, peer: Peer) -> None:
        """Come with the cursors it has; what was missed follows."""
        self.peer, before = peer, self.epoch
        cursors = [{"conv": conv, "seq": seq} for conv, seq in self.cursors.items()]
        self.steps.append({"connect": cursors})
        await peer.connect(cursors=cursors, **({"epoch": before} if before else {}))
        self.epoch = (await self.hear("welcome"))["epoch"]
        if before not in (None, self.epoch):
            for conv in self.cursors:
                await self._ask(conv=conv)

    async def cut(self) -> None:
        """The connection breaks."""
        self.steps.append({"cut": 1006})
        await self.peer.cut()

    async def hear(self, t: str, fits: Callable[[Frame], bool] = lambda frame: True) -> Frame:
        """What comes, up to this."""
        return await self._until(t, fits, lost=False)

    async def lose(self, t: str, fits: Callable[[Frame], bool] = lambda frame: True) -> Frame:
        """This frame is lost on its way."""
        return await self._until(t, fits, lost=True)

    async def entry(self, seq: int) -> None:
        """A live entry comes."""
        await self.hear("ev", lambda frame: frame["e"]["seq"] == seq)

    async def marks(self, **seen: int) -> None:
        """Somebody has read so far."""
        await self.hear("eph", lambda frame: frame.get("seen") == seen)

    async def follow(self, conv: str) -> None:
        """The person opens a conversation."""
        self.steps.append({"follow": conv})
        self.conv = conv
        await self._ask(conv=conv)
        await self.hear("batch")

    async def older(self, before: int) -> None:
        """The person scrolls up."""
        self.steps.append({"older": self.conv})
        await self._ask(conv=self.conv, before=before)
        await self.hear("batch")

    async def wait(self, ms: int) -> None:
        """Nothing comes; what is missing is asked for."""
        self.steps.append({"wait": ms})
        await self._ask(conv=self.conv, after=self.cursors[self.conv])
        await self.hear("batch")

    async def say(self, body: str, **more: Any) -> int:
        """The person writes, and the tab hears its own message; its seq."""
        cid = new_id()
        new = {} if self.conv else {"new": {"ccid": new_id(), "channel": "channel-moscow-0000"}}
        lock = {"lock": self.lock} if self.lock and "kind" not in more else {}
        frame: Frame = {"body": body, **({"conv": self.conv} if self.conv else {}), **new, **lock, **more}
        self.steps.append({"say": frame | {"cid": cid}})
        await self.peer.send(t="send", cid=cid, **frame)
        answer = await self.hear("ok", lambda frame: frame["cid"] == cid)
        if not self.conv:
            self.conv = answer["conv"]
            await self._ask(conv=self.conv)
            await self.hear("batch")
        return int(answer["seq"])

    async def read(self, seq: int) -> None:
        """The person has seen everything up to this."""
        place = {"conv": self.conv, "seq": seq}
        self.steps.append({"read": place})
        await self.peer.send(t="read", **place)

    async def _ask(self, **question: Any) -> None:
        frame: Frame = {"t": "get", "rid": new_id(), **question}
        self.steps.append({"ask": frame})
        await self.peer.send(**frame)

    async def _until(self, t: str, fits: Callable[[Frame], bool], lost: bool) -> Frame:
        while True:
            frame = await self.peer.next()
            found = frame["t"] == t and fits(frame)
            if concerns_logs(frame) and not (lost and found):
                self._keep(frame)
            if found:
                return frame

    def _keep(self, frame: Frame) -> None:
        # Rows of lists stand in it too, and change with every field that a list gets.
        self.steps.append({"hear": {name: value for name, value in frame.items() if name != "rows"}})
        conv = frame.get("conv", "")
        if frame["t"] == "reset":
            self.cursors.pop(frame["scope"], None)
        elif frame["t"] == "batch":
            self.cursors[conv] = max(self.cursors.get(conv, 0), frame.get("to", 0))
        elif frame["t"] == "ev" and frame["e"].get("prev", frame["e"]["seq"] - 1) == self.cursors.get(conv):
            self.cursors[conv] = frame["e"]["seq"]


async def told(at: Running, tab: Tab) -> dict[str, Any]:
    """The tab's steps, and what the database holds for its reader."""

    def stored(session: Session) -> dict[str, Any]:
        entries = session.scalars(
            select(Entry).where(col(Entry.conversation_id) == tab.conv).order_by(col(Entry.seq))
        ).all()
        seen = session.scalars(select(Seen).where(col(Seen.conversation_id) == tab.conv)).all()
        shown = [each for each in entries if tab.side == "operator" or each.audience == "all"]
        return {
            "entries": [[each.seq, each.kind, each.author, each.body] for each in shown],
            "cursor": shown[-1].seq,
            "seen": {"visitor": 0, "operator": 0} | {each.side: each.seq for each in seen},
        }

    shows = await at.house.services.database.read(stored)
    return {"steps": tab.steps, "shows": {tab.conv: shows}}
