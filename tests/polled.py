"""A person on a line made of requests: the same verbs as on a socket."""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

import httpx2

from browser import Browser
from peer import Closed, Peer, new_id


@dataclass
class Polled(Peer):
    """A peer whose `frames` are fetched by requests, one after another. `path` begins with /line."""

    line: str = ""
    seen: int = 0
    late: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    taking: asyncio.Task[None] | None = None

    async def connect(self, **hello: Any) -> "Polled":
        self.http = Browser(self.at, timeout=30)
        self.at.guests.append(self)
        first = {"t": "hello", "v": 1, "token": self.token, "dev": new_id()} | hello
        answer = await self.ask_for("", json.dumps(first))
        assert answer.status_code == 200, answer
        self.line, *frames = answer.text.split("\n")
        self.came(frames)
        self.taking = asyncio.create_task(self.take_on())
        return self

    async def ask_for(self, deed: str, *lines: str | bytes, **headers: str) -> httpx2.Response:
        """One request, as it stands."""
        body = b"\n".join(each.encode() if isinstance(each, str) else each for each in lines)
        return await self.http.post(self.path + deed, content=body, headers=self.headers | headers)

    async def take(self) -> httpx2.Response:
        """Ask for frames once; what came is not noted."""
        return await self.ask_for("/take", self.line, str(self.seen))

    async def take_on(self) -> None:
        """Go on asking until the line ends."""
        while (answer := await self.take()).status_code < 300:
            self.came(answer.text.split("\n"))

    def came(self, frames: list[str]) -> None:
        self.seen += 1
        for frame in filter(None, frames):
            self.late.put_nowait(frame)

    async def raw(self, data: str | bytes) -> None:
        await self.ask_for("/say", self.line, data)

    async def _come(self, number: int, within: float) -> None:
        while len(self.frames) < number:
            async with asyncio.timeout(within):
                frame = json.loads(await self.late.get())
            if frame["t"] == "end":
                self.late.put_nowait(json.dumps(frame))
                raise Closed(frame["code"])
            self.frames.append(frame)

    async def leave(self) -> None:
        await self.stop()

    async def cut(self) -> None:
        await self.stop()

    async def stop(self) -> None:
        """No more requests; one under way is broken off."""
        if self.taking:
            self.taking.cancel()
            await asyncio.wait({self.taking})
        await self.http.aclose()

    # ------------------------------------------------ what tests/house.py does with sockets that are left open

    @property
    def transport(self) -> "Polled":
        return self

    def abort(self) -> None:
        if self.taking:
            self.taking.cancel()

    async def wait_closed(self) -> None:
        await self.stop()


def polled(peer: Peer) -> Polled:
    """The same person where sockets do not work."""
    return Polled(peer.at, peer.token, peer.path.replace("/ws/", "/line/"), peer.headers, conv=peer.conv)
