"""One connection after another by the rules of protocol.md: dialling, hello, heartbeat, coming back."""

import asyncio
import random
import time
from collections.abc import Callable
from typing import Any, Self

import msgspec

from faults.pace import Pace
from faults.wire import Wire, dial
from samovar.web import protocol
from samovar.web.wire import CloseCode

Frame = dict[str, Any]
encode, decode = msgspec.json.Encoder().encode, msgspec.json.Decoder().decode
PING = encode({"t": "ping"})
STOPS = {CloseCode.TOKEN: "token", CloseCode.FORBIDDEN: "forbidden"}
REFUSED = {CloseCode.BAD_FRAME, CloseCode.TOO_BIG}


class Lifeline:
    """Keeps a line to the server. `port` may be changed between connections (a proxy in between). `hears` is told
    each frame before it is taken."""

    def __init__(self, port: int, path: str, headers: dict[str, str], pace: Pace) -> None:
        self.port, self.path, self.headers, self.pace = port, path, headers, pace
        self.clock: Callable[[], float] = time.monotonic
        self.counts = {"breaks": 0, "gaps": 0, "resets": 0, "silent": 0, "drains": 0, "welcomes": 0}
        self.closes: list[int] = []
        self.stopped = ""
        """Why it comes back no more."""
        self.line: Wire | None = None
        self.live = False
        self.living = False
        self.hears: Callable[[Frame], None] = lambda frame: None
        self.heard = self.live_at = 0.0
        """When something came last; when the welcome came."""
        self._probe: float | None = None
        self._tries, self._herd = 0, 0
        self._drain: Frame | None = None
        self._quiet = pace.quiet
        self._timer: asyncio.TimerHandle | None = None
        self._dialling: asyncio.Task[None] | None = None

    def start(self) -> Self:
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
        raise AssertionError("a client answers this")

    def lost(self) -> None:
        """The line is gone, and what was asked on it."""
        raise AssertionError("a client answers this")

    def beat(self, now: float) -> None:
        """Some time has passed on a living line."""
        raise AssertionError("a client answers this")

    def take(self, frame: Frame) -> None:
        """What came."""
        raise AssertionError("a client answers this")

    def _gone(self, line: Wire, code: int) -> None:
        if line is self.line:
            self._closed(code, line.reason)

    def _closed(self, code: int, reason: str) -> None:
        """The line has ended, or never came: when to come back, by the table of close codes."""
        was_live, self.line, self.live, self._probe = self.live, None, False, None
        self.lost()
        self.counts["breaks"] += was_live
        if code:
            self.closes.append(code)
        after = self._after_close(code, reason, was_live)
        self._tries += 1
        if self.living and not self.stopped:
            self._dial_in(after)

    def _after_close(self, code: int, reason: str, was_live: bool) -> float:
        if code in STOPS or (code in REFUSED and not was_live):
            self.stopped = STOPS.get(code, "version")
        if was_live and self.clock() - self.live_at > self.pace.stable:
            self._tries = 0
        if code == CloseCode.RATE:
            return float(reason or protocol.RATE_MS) / 1000 + random.random()
        if self._drain is not None:
            drain = self._drain
            return random.uniform(drain["min_ms"], drain["max_ms"]) / 1000 * (1.0 if self.pace.herd else 0.02)
        usual = min(self.pace.longest, self.pace.first * 2 ** min(self._tries, 10))
        crowd = (
            self.pace.herd
            and was_live
            and 0 < code < CloseCode.BAD_FRAME
            and code not in (CloseCode.BUSY, CloseCode.TOO_BIG)
        )
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
            self.beat(now)

    def _ping(self, within: float) -> None:
        if self.line is not None:
            self.line.send(PING)
            self._probe = self.clock() + within

    def _hear(self, text: bytes) -> None:
        frame: Frame = decode(text)
        self.heard = self.clock()
        if self.live:
            self._probe = None
        self.hears(frame)
        if frame["t"] == "welcome":
            self._welcomed(frame)
        elif frame["t"] == "drain":
            self._drain = frame
            self.counts["drains"] += 1
        self.take(frame)

    def _welcomed(self, frame: Frame) -> None:
        self.live, self._probe, self._drain = True, None, None
        self.counts["welcomes"] += 1
        self.live_at, self._herd = self.clock(), frame["herd_ms"]
        self._quiet = self.pace.quiet * random.uniform(1 - protocol.QUIET_SPREAD, 1 + protocol.QUIET_SPREAD)
