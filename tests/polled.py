"""A person on a line made of requests: the same verbs as on a socket."""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

import httpx2

from browser import Browser, browsing
from house import Running, until
from peer import Closed, Peer, first_frame
from samovar.web.transport.long_poll import LongPoll

PING = '{"t":"ping"}'


@dataclass(eq=False)
class Polled(Peer):
    """A peer whose `frames` are fetched by requests, one after another. `path` begins with /line."""

    line: str = ""
    seen: int = 0
    fetches: bool = True
    """Goes on asking for frames by itself."""
    came: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    fetching: asyncio.Task[None] | None = None

    async def connect(self, **hello: Any) -> "Polled":
        self.at.guests.append(self)
        self.http = Browser(self.at, timeout=30)
        first = first_frame(self.token) | hello
        answer = await self.request("", json.dumps(first))
        assert answer.status_code == 200, answer
        self.line, _, frames = answer.text.partition("\n")
        self.note(frames)
        if self.fetches:
            self.at.peers.append(self)
            self.fetching = asyncio.create_task(self.fetch_on())
        return self

    async def request(self, deed: str, *lines: str | bytes, **headers: str) -> httpx2.Response:
        """One request, whatever it brings."""
        body = b"\n".join(each.encode() if isinstance(each, str) else each for each in lines)
        return await self.http.post(self.path + deed, content=body, headers=self.headers | headers)

    async def take(self) -> httpx2.Response:
        """Ask for frames once, and lose the answer."""
        return await self.request("/take", self.line, str(self.seen))

    async def fetch_on(self) -> None:
        while (answer := await self.take()).status_code < 300:
            self.note(answer.text)

    def note(self, frames: str) -> None:
        self.seen += 1
        for frame in filter(None, frames.split("\n")):
            self.came.put_nowait(frame)

    async def raw(self, data: str | bytes) -> None:
        await self.request("/say", self.line, data)

    async def _come(self, number: int, within: float) -> None:
        while len(self.frames) < number:
            async with asyncio.timeout(within):
                frame = json.loads(await self.came.get())
            if frame["t"] == "end":
                self.has_left()
                raise Closed(frame["code"])
            self.frames.append(frame)

    async def leave(self) -> None:
        """No more requests; the one that waits is broken off."""
        self.has_left()
        if self.fetching:
            self.fetching.cancel()
            await asyncio.wait({self.fetching})
        await self.http.aclose()

    cut = leave

    # What tests/house.py does with sockets that are left open.

    @property
    def socket(self) -> "Polled":
        return self

    @property
    def transport(self) -> "Polled":
        return self

    def abort(self) -> None:
        """`wait_closed` does it."""

    async def wait_closed(self) -> None:
        await self.leave()


def polled(peer: Peer, **more: Any) -> Polled:
    """The same person where sockets do not work."""
    return Polled(peer.at, peer.token, peer.path.replace("/ws/", "/line/"), peer.headers, conv=peer.conv, **more)


async def on_line(peer: Peer, **hello: Any) -> Polled:
    """The same person comes in by requests."""
    made = polled(peer)
    await made.come_in(**hello)
    return made


async def still(peer: Peer) -> Polled:
    """He has come in, but does not ask for more on his own."""
    made = polled(peer, fetches=False)
    await made.come_in()
    return made


def bodies(text: str) -> list[str]:
    frames = [json.loads(each) for each in text.split("\n") if each]
    return [frame["e"]["body"] for frame in frames if frame["t"] == "ev"]


async def nothing_waits(peer: Polled) -> Polled:
    """All that was pushed so far is taken."""
    while at_line(peer).waiting():
        peer.note((await peer.take()).text)
    return peer


def at_line(peer: Polled) -> LongPoll:
    return peer.at.house.polling.lines[peer.line]


async def waits(peer: Polled) -> None:
    """A request of his waits at the server."""
    await until(lambda: at_line(peer).asked)


async def knock(at: Running, side: str, headers: dict[str, str], token: str) -> int | None:
    """What whoever wants a line meets: an HTTP status, a close code, or None for a welcome."""
    hello = json.dumps(first_frame(token))
    async with browsing(at) as browser:
        answer = await browser.post(f"/line/{side}", content=hello, headers=headers)
    if answer.status_code != 200:
        return answer.status_code
    first = json.loads(answer.text.split("\n")[1])
    return None if first["t"] == "welcome" else int(first["code"])
