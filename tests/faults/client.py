"""A client by the rules of protocol.md, light enough for a thousand of them in one process: no task of its own,
frames by hand, a timer that ticks."""

import asyncio
import random
import secrets
from collections.abc import Callable
from typing import Any

from faults.lifeline import Frame, Lifeline
from faults.outbox import Outbox
from faults.pace import REAL, Pace
from faults.view import View
from samovar.web import protocol
from samovar.web.wire import PROTOCOL


def new_id() -> str:
    return secrets.token_urlsafe(16)


class Refused(Exception):
    """A command was answered with no."""

    def __init__(self, answer: Frame) -> None:
        super().__init__(answer["code"])
        self.answer = answer


class Client(Lifeline):
    """A visitor's tab or an operator's console."""

    def __init__(self, port: int, path: str, headers: dict[str, str], token: str, name: str, pace: Pace = REAL) -> None:
        super().__init__(port, path, headers, pace)
        self.token, self.name, self.notes = token, name, path == "/ws/operator"
        self.ccid = new_id()
        self.channel = "channel-moscow-0000"
        self.conv = ""
        self.locks: dict[str, int] = {}
        self.epoch: str | None = None
        self.views: dict[str, View] = {}
        self.outbox = Outbox(self._write, self.clock, pace.resend)
        self.commands: dict[str, tuple[Frame, asyncio.Future[Frame]]] = {}
        self.tells_got = True
        self._gaps: dict[str, float] = {}
        self._asked: dict[str, str] = {}
        """Conversations being read → the rid of the question."""
        self._got: dict[str, int] = {}
        self._got_due: float | None = None
        """When the next report of what has arrived is due."""

    # ------------------------------------------------ what a person does

    def say(self, body: str, conv: str = "", **more: Any) -> str:
        """Into the outbox; the message's cid."""
        cid, conv = new_id(), conv or self.conv
        frame: Frame = {"t": "send", "cid": cid, "body": body, **more}
        if conv:
            frame["conv"] = conv
            if self.notes and "kind" not in more:
                frame.setdefault("lock", self.locks.get(conv, 0))
        else:
            frame["new"] = {"ccid": self.ccid, "channel": self.channel}
        self.outbox.add(frame, conv or self.ccid)
        return cid

    async def command(self, name: str, conv: str, **more: Any) -> Frame:
        """The answer, however often the line breaks meanwhile. Raises Refused."""
        answer = await self.ask(name, conv=conv, **more)
        if "lock" in answer:
            self.locks[conv] = answer["lock"]
        return answer

    async def ask(self, t: str, **more: Any) -> Frame:
        """Any question with a rid of its own. Raises Refused."""
        rid = new_id()
        future: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        frame = {"t": t, "rid": rid, **more}
        self.commands[rid] = (frame, future)
        self._write(frame)
        return await future

    @property
    def level(self) -> bool:
        """Connected, everything sent, nothing known missing."""
        return self.live and not self.outbox.waiting and not self._asked and all(v.level for v in self.views.values())

    # ------------------------------------------------ what the line needs

    def hello(self) -> Frame:
        """The first frame of a connection."""
        cursors = [{"conv": conv, "seq": view.last} for conv, view in self.views.items()][-protocol.CURSORS :]
        frame = {"t": "hello", "v": PROTOCOL, "token": self.token, "cursors": cursors}
        return frame | ({"epoch": self.epoch} if self.epoch else {})

    def lost(self) -> None:
        """Nothing is on the way any more."""
        self.outbox.lost()
        self._asked.clear()

    def beat(self, now: float) -> None:
        """Send again, close gaps, tell what has come."""
        self.outbox.tick()
        self._mend_gaps(now)
        if self.tells_got and self._got_due is not None and now >= self._got_due:
            self._tell_got()

    def take(self, frame: Frame) -> None:
        """One frame of the server; unknown ones are passed over."""
        if take := self._takes.get(frame["t"]):
            take(self, frame)

    def _mend_gaps(self, now: float) -> None:
        for conv, since in list(self._gaps.items()):
            if conv not in self.views or self.views[conv].level:
                del self._gaps[conv]
            elif now - since >= self.pace.gap:
                self.counts["gaps"] += 1
                del self._gaps[conv]
                self._catch_up(conv)

    def _arrived(self) -> None:
        """Something came that the server wants to hear of, all in one."""
        if self._got_due is None:
            self._got_due = self.clock() + self.pace.got

    def _tell_got(self) -> None:
        self._got_due = None
        for conv, view in self.views.items():
            if view.last > self._got.get(conv, 0):
                self._got[conv] = view.last
                self._write({"t": "got", "conv": conv, "seq": view.last})

    # ------------------------------------------------ what comes

    def _welcome(self, frame: Frame) -> None:
        self.epoch = frame["epoch"]
        self._got.clear()
        self._arrived()
        for head in frame.get("heads", []):
            self._known(head["conv"], head["seq"])
        for row in frame.get("rows", [])[:1]:
            self.conv = self.conv or row["conv"]
        self.outbox.connected()
        for question, _ in self.commands.values():
            self._write(question)

    def _known(self, conv: str, seq: int) -> None:
        """The server says how far a conversation goes; one without a cursor has to be asked for."""
        fresh = conv not in self.views
        view = self._view(conv)
        view.wanted = max(view.wanted, seq)
        if fresh and seq:
            self._catch_up(conv)

    def _view(self, conv: str) -> View:
        view = self.views.get(conv)
        if view is None:
            view = self.views[conv] = View(conv, notes=self.notes)
        return view

    def _catch_up(self, conv: str) -> None:
        rid = self._asked[conv] = new_id()
        self._write({"t": "get", "rid": rid, "conv": conv, "after": self.views[conv].last, "limit": protocol.PAGE})

    def _entries(self, frame: Frame) -> None:
        conv = frame["conv"]
        view = self._view(conv)
        before = view.last
        view.take(frame)
        self._arrived()
        for event in reversed(view.events):
            if event["seq"] <= before:
                break
            if event.get("cid") in self.outbox.waiting:
                # The author's own copy came before the answer.
                self._acknowledged({"cid": event["cid"], "conv": conv, "seq": event["seq"]})
        if view.held:
            self._gap(conv, before)
        if frame["t"] == "batch" and frame.get("rid") == self._asked.get(conv, ""):
            del self._asked[conv]
            if frame.get("more"):
                self._catch_up(conv)

    def _gap(self, conv: str, before: int) -> None:
        """Too early: what is before it may still come. Of a talk never seen all is asked for at once."""
        if conv in self._asked:
            return
        if before == 0 and self.notes:
            self._catch_up(conv)
        else:
            self._gaps.setdefault(conv, self.clock())

    def _ok(self, frame: Frame) -> None:
        if "cid" in frame:
            self._acknowledged(frame)
        else:
            self._answer(frame)

    def _acknowledged(self, frame: Frame) -> None:
        mine = self.outbox.waiting.get(frame["cid"])
        if mine and "new" in mine.frame:
            self._settled(frame["conv"])
        self.outbox.ok(frame)

    def _settled(self, conv: str) -> None:
        """The new conversation has its name now, also for the messages behind the first."""
        self.conv = conv
        for each in self.outbox.waiting.values():
            if each.line == self.ccid:
                each.line = each.frame["conv"] = conv
                each.frame.pop("new", None)

    def _no(self, frame: Frame) -> None:
        if "cid" in frame:
            self.outbox.no(frame)
        elif conv := next((conv for conv, rid in self._asked.items() if rid == frame["rid"]), ""):
            self._not_read(conv, frame)
        elif not frame.get("retry"):
            self._answer(frame)
        elif question := self.commands.get(frame["rid"]):
            wait = frame.get("after_ms", 0) / 1000 + random.random()
            asyncio.get_running_loop().call_later(wait, self._write, question[0])

    def _not_read(self, conv: str, frame: Frame) -> None:
        """A question of our own was refused: ask later, or let the conversation go."""
        del self._asked[conv]
        if frame.get("retry"):
            self._gaps[conv] = self.clock() + frame.get("after_ms", 0) / 1000
        else:
            del self.views[conv]

    def _answer(self, frame: Frame) -> None:
        _, future = self.commands.pop(frame.get("rid", ""), (None, None))
        if future is not None and not future.done():
            if frame["t"] == "no":
                future.set_exception(Refused(frame))
            else:
                future.set_result(frame)

    def _batch(self, frame: Frame) -> None:
        self._entries(frame)
        self._answer(frame)

    def _reset(self, frame: Frame) -> None:
        """The cache of this scope is worth nothing: load the last page, keep the outbox."""
        self.counts["resets"] += 1
        for conv in list(self.views) if frame["scope"] == "all" else [frame["scope"]]:
            self.views.pop(conv, None)
            if frame["reason"] == "cursor":
                self._view(conv)
                self._catch_up(conv)

    _takes: dict[str, Callable[["Client", Frame], None]] = {  # noqa: RUF012
        "welcome": _welcome, "ev": _entries, "batch": _batch, "ok": _ok, "no": _no, "reset": _reset,
        "page": _answer, "card": _answer,
    }  # fmt: skip
