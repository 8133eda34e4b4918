"""One tab of a visitor or an operator that keeps the client's rules: cursors, gaps, an inbox where the newest wins."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from peer import Closed, Frame, Peer, new_id
from screen import Screen

ANSWERS = ("ok", "no", "batch", "page", "pong")
NEVER = 3600.0


@dataclass(eq=False)
class Tab:
    """`who`: the person's short name. `line` is None while it is cut."""

    who: str
    operator: bool
    screens: dict[str, Screen] = field(default_factory=dict)
    rows: dict[str, Frame] = field(default_factory=dict)
    line: Peer | None = None
    epoch: str | None = None
    waiting: dict[str, asyncio.Future[Frame]] = field(default_factory=dict)

    @property
    def level(self) -> bool:
        """Nothing asked is unanswered."""
        return not self.waiting

    def screen(self, conv: str) -> Screen:
        return self.screens.setdefault(conv, Screen(conv, notes=self.operator))

    # ------------------------------------------------ the line

    async def come(self, make: Callable[[], Peer]) -> None:
        """Connect with all cursors, and level: gone through when the lists are there."""
        line = self.line = make()
        cursors = [{"conv": conv, "seq": screen.last} for conv, screen in self.screens.items()]
        self.rows.clear()
        self._gone: set[str] = set()  # A list that was read before must not bring them back.
        self._welcomed: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        await line.connect(cursors=cursors, **({"epoch": self.epoch} if self.epoch else {}))
        self._listening = asyncio.ensure_future(self._listen(line))
        await asyncio.wait_for(asyncio.shield(self._welcomed), 10)
        if self.operator:
            await self.list()

    async def cut(self) -> None:
        """The line breaks without a word."""
        line, self.line = self.line, None
        if line is not None:
            await line.cut()
            await self._listening

    async def _listen(self, line: Peer) -> None:
        with contextlib.suppress(Closed):
            while True:
                await self._take(line, await line.next(NEVER))
        for future in self.waiting.values():
            future.cancel()
        self.waiting.clear()

    # ------------------------------------------------ asking

    async def ask(self, **frame: object) -> Frame:
        """Send a frame with an id of its own and wait for its answer. Cancelled when the line breaks."""
        assert self.line is not None
        key = str(frame.get("cid") or frame.get("rid"))
        future = self.waiting[key] = asyncio.get_running_loop().create_future()
        await self.line.send(**frame)
        return await asyncio.wait_for(future, 10)

    async def ping(self) -> None:
        """All that was pushed before has come."""
        future = self.waiting["pong"] = asyncio.get_running_loop().create_future()
        assert self.line is not None
        await self.line.send(t="ping")
        await asyncio.wait_for(future, 10)

    async def list(self) -> None:
        """What the console loads: those of its channels, and its own open ones."""
        asked: list[Awaitable[Frame]] = [
            self.ask(t="list", rid=new_id(), limit=100, **what)
            for what in ({"state": "all"}, {"state": "open", "mine": True})
        ]
        for page in await asyncio.gather(*asked):
            for row in page["rows"]:
                if row["conv"] not in self._gone:
                    self._row(row)

    async def get(self, conv: str) -> None:
        """Open a conversation, or ask for what is missing of it."""
        rid = new_id()
        answer = await self.ask(t="get", rid=rid, conv=conv, after=self.screen(conv).last, limit=100)
        assert answer["t"] == "batch", answer

    # ------------------------------------------------ what comes

    async def _take(self, line: Peer, frame: Frame) -> None:
        match frame["t"]:
            case "welcome":
                await self._welcome(line, frame)
            case "ev" | "batch":
                await self._entries(line, frame)
            case "summary":
                self._gone.discard(frame["row"]["conv"])
                self._row(frame["row"])
            case "gone":
                self._gone.add(frame["conv"])
                self.rows.pop(frame["conv"], None)
            case "reset":
                assert self.operator, f"{self.who} lost {frame}"
                self.screens.pop(frame["scope"])
        if frame["t"] in ANSWERS:
            future = self.waiting.pop(frame.get("cid") or frame.get("rid") or frame["t"], None)
            if future is not None and not future.done():
                future.set_result(frame)

    async def _welcome(self, line: Peer, frame: Frame) -> None:
        self.epoch = frame["epoch"]
        # Whatever a new connection says is newer.
        self.rows = {conv: row | {"rev": 0} for conv, row in self.rows.items()}
        for row in frame.get("rows", []):
            self._row(row)
        for head in frame.get("heads", []):
            if head["conv"] not in self.screens:
                await self._ask_for_missing(line, head["conv"])
        self._welcomed.set_result(frame)

    async def _entries(self, line: Peer, frame: Frame) -> None:
        screen = self.screen(frame["conv"]).show([frame])
        if screen.gaps:
            screen.gaps.clear()
            await self._ask_for_missing(line, frame["conv"])

    async def _ask_for_missing(self, line: Peer, conv: str) -> None:
        rid = new_id()
        self.waiting[rid] = asyncio.get_running_loop().create_future()
        await line.send(t="get", rid=rid, conv=conv, after=self.screen(conv).last, limit=100)

    def _row(self, row: Frame) -> None:
        known = self.rows.get(row["conv"])
        if known is None or row["rev"] >= known["rev"]:
            self.rows[row["conv"]] = row
