"""A client by the rules of protocol.md, light enough for a thousand of them in one process: no task of its own,
frames by hand, a timer that ticks."""

import asyncio
import json
import random
import secrets
import time
from collections.abc import Callable
from typing import Any

import msgspec

from faults.outbox import Outbox
from faults.pace import REAL, Pace
from faults.view import View
from faults.wire import Wire, dial

Frame = dict[str, Any]
encode, decode = msgspec.json.Encoder().encode, msgspec.json.Decoder().decode
PING = json.dumps({"t": "ping"}).encode()
TOKEN, FORBIDDEN, REPLACED, BAD_FRAME, TOO_BIG, BUSY, RATE = 4401, 4403, 4409, 4400, 1009, 1013, 4429
STOPS = {TOKEN: "token", FORBIDDEN: "forbidden", REPLACED: "replaced"}


def new_id() -> str:
    return secrets.token_urlsafe(16)


class Refused(Exception):
    """A command was answered with no."""

    def __init__(self, answer: Frame) -> None:
        super().__init__(answer["code"])
        self.answer = answer


class Client:
    """A visitor's tab or an operator's console. `port` may be changed between connections (a proxy in between)."""

    def __init__(self, port: int, path: str, headers: dict[str, str], token: str, name: str, pace: Pace = REAL) -> None:
        self.port, self.path, self.headers, self.token, self.name, self.pace = port, path, headers, token, name, pace
        self.notes = path == "/ws/operator"
        self.dev, self.ccid = new_id(), new_id()
        self.channel = "channel-moscow-0000"
        self.conv = ""
        self.locks: dict[str, int] = {}
        self.epoch: str | None = None
        self.views: dict[str, View] = {}
        self.clock: Callable[[], float] = time.monotonic
        self.outbox = Outbox(self._write, self.clock, pace.resend)
        self.commands: dict[str, tuple[Frame, asyncio.Future[Frame]]] = {}
        self.counts = {"breaks": 0, "gaps": 0, "resets": 0, "silent": 0, "drains": 0, "welcomes": 0}
        self.closes: list[int] = []
        self.stopped = ""
        """Why it comes back no more."""
        self.line: Wire | None = None
        self.live = False
        self.living = False
        self.hears: Callable[[Frame], None] = lambda frame: None
        """Told each frame, before it is applied."""
        self.tells_got = True
        self.heard = self.live_at = 0.0
        """When something came last; when the welcome came."""
        self._probe: float | None = None
        self._tries, self._herd = 0, 0
        self._drain: Frame | None = None
        self._quiet = pace.quiet
        self._gaps: dict[str, float] = {}
        self._asked: dict[str, str] = {}
        """Conversations being read → the rid of the question."""
        self._got: dict[str, int] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._dialling: asyncio.Task[None] | None = None

    # ------------------------------------------------ what a person does

    def start(self) -> "Client":
        """Begin to live: connect, catch up, come back."""
        self.living = True
        self._dial_in(0.0)
        self._tick()
        return self

    def stop(self) -> None:
        """The tab is closed."""
        self.living = self.live = False
        for each in (self._timer, self._dialling):
            if each is not None:
                each.cancel()
        if self.line is not None:
            line, self.line = self.line, None
            line.gone = lambda code: None
            line.close()

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
        answer = await self.ask("cmd", name=name, conv=conv, **more)
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

    def sleep(self) -> None:
        """The machine sleeps: no timer runs, nothing is read; the line stays as it is."""
        if self._timer is not None:
            self._timer.cancel()
        if self.line is not None:
            self.line.transport.pause_reading()

    def wake(self) -> None:
        """It wakes: asks at once whether the line still lives, with a short deadline."""
        if self.line is not None and not self.line.transport.is_closing():
            self.line.transport.resume_reading()
            self._ping(self.pace.wake)
        elif self._dialling is None or self._dialling.done():
            self._dial_in(0.0)
        self._tick()

    @property
    def level(self) -> bool:
        """Connected, everything sent, nothing known missing."""
        return self.live and not self.outbox.waiting and not self._asked and all(v.level for v in self.views.values())

    # ------------------------------------------------ the line

    def _dial_in(self, after: float) -> None:
        self._dialling = asyncio.get_running_loop().create_task(self._dial(after))

    async def _dial(self, after: float) -> None:
        await asyncio.sleep(after)
        try:
            line = await dial(self.port, self.path, self.headers, self.pace.open)
        except OSError:
            self._closed(0, "")
            return
        self.line, self.heard = line, self.clock()
        line.hear, line.gone = self._hear, lambda code: self._gone(line, code)
        self._probe = self.heard + self.pace.welcome
        line.send(encode(self.hello()))
        if line.transport.is_closing():
            self._gone(line, line.code)

    def hello(self) -> Frame:
        """The first frame of a connection."""
        cursors = [{"conv": conv, "seq": view.last} for conv, view in self.views.items()][-200:]
        frame = {"t": "hello", "v": 1, "token": self.token, "dev": self.dev, "cursors": cursors}
        return frame | ({"epoch": self.epoch} if self.epoch else {})

    def _gone(self, line: Wire, code: int) -> None:
        if line is self.line:
            self._closed(code, line.reason)

    def _closed(self, code: int, reason: str) -> None:
        """The line has ended, or never came: when to come back, by the table of close codes."""
        was_live, self.line, self.live, self._probe = self.live, None, False, None
        self.outbox.lost()
        self._asked.clear()
        self.counts["breaks"] += was_live
        if code:
            self.closes.append(code)
        after = self._verdict(code, reason, was_live)
        self._tries += 1
        if self.living and not self.stopped:
            self._dial_in(after)

    def _verdict(self, code: int, reason: str, was_live: bool) -> float:
        if code in STOPS or (code in (BAD_FRAME, TOO_BIG) and not was_live):
            self.stopped = STOPS.get(code, "version")
        if was_live and self.clock() - self.live_at > self.pace.stable:
            self._tries = 0
        if code == RATE:
            return float(reason or 10_000) / 1000 + random.random()
        if self._drain is not None:
            drain = self._drain
            return random.uniform(drain["min_ms"], drain["max_ms"]) / 1000 * (1.0 if self.pace.herd else 0.02)
        usual = min(self.pace.longest, self.pace.first * 2 ** min(self._tries, 10))
        crowd = self.pace.herd and was_live and 0 < code < BAD_FRAME and code != BUSY
        return random.random() * (max(self._herd / 1000, usual) if crowd else usual)

    def _give_up(self) -> None:
        """Silence: replace the line."""
        self.counts["silent"] += self.live
        if self.line is not None:
            line, self.line = self.line, None
            line.close()
            self._closed(0, "")

    def _write(self, frame: Frame) -> bool:
        if not self.live or self.line is None or self.line.transport.is_closing():
            return False
        self.line.send(encode(frame))
        return True

    # ------------------------------------------------ time

    def _tick(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(self.pace.tick, self._tick)
        now = self.clock()
        if self._probe is not None and now >= self._probe:
            self._give_up()
        elif self.live:
            if self._probe is None and now - self.heard >= self._quiet:
                self._ping(self.pace.pong)
            self.outbox.tick()
            self._mend_gaps(now)
            if self.tells_got:
                self._tell_got()

    def _ping(self, within: float) -> None:
        if self.line is not None:
            self.line.send(PING)
            self._probe = self.clock() + within

    def _mend_gaps(self, now: float) -> None:
        for conv, since in list(self._gaps.items()):
            if conv not in self.views or self.views[conv].level:
                del self._gaps[conv]
            elif now - since >= self.pace.hold:
                self.counts["gaps"] += 1
                del self._gaps[conv]
                self._catch_up(conv)

    def _tell_got(self) -> None:
        for conv, view in self.views.items():
            if view.last > self._got.get(conv, 0):
                self._got[conv] = view.last
                self._write({"t": "got", "conv": conv, "seq": view.last})

    # ------------------------------------------------ what comes

    def _hear(self, text: bytes) -> None:
        frame: Frame = decode(text)
        self.heard = self.clock()
        if self.live:
            self._probe = None
        self.hears(frame)
        if take := self._takes.get(frame["t"]):
            take(self, frame)

    def _welcome(self, frame: Frame) -> None:
        self.live, self._probe, self._drain = True, None, None
        self.counts["welcomes"] += 1
        self.live_at, self._herd = self.clock(), frame["herd_ms"]
        self._quiet = self.pace.quiet * random.uniform(0.8, 1.0)
        self.epoch = frame["epoch"]
        self._got.clear()
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
        self._write({"t": "get", "rid": rid, "conv": conv, "after": self.views[conv].last, "limit": 100})

    def _entries(self, frame: Frame) -> None:
        conv = frame["conv"]
        view = self._view(conv)
        before = view.last
        view.take(frame)
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

    def _drained(self, frame: Frame) -> None:
        self._drain = frame
        self.counts["drains"] += 1

    _takes: dict[str, Callable[["Client", Frame], None]] = {  # noqa: RUF012
        "welcome": _welcome, "ev": _entries, "batch": _batch, "ok": _ok, "no": _no, "reset": _reset,
        "drain": _drained, "page": _answer, "card": _answer,
    }  # fmt: skip
