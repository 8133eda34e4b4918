"""A person at the other end of a real socket, with verbs. Every wait has an end."""

import asyncio
import contextlib
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import websockets

from house import SHOP, Running
from samovar.domain.people.links import digest
from samovar.domain.visitors.visits import Landing
from samovar.model.people import Visitor
from samovar.web import wire

WAIT = 15.0
Frame = dict[str, Any]
OF_ONESELF = ("presence", "profile")
"""Commands that are about no conversation."""


class Closed(Exception):
    """The server closed the connection."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def new_id() -> str:
    return secrets.token_urlsafe(16)


def first_frame(token: str) -> Frame:
    """What a page of today says first."""
    return {"t": "hello", "v": wire.PROTOCOL, "token": token}


@dataclass(eq=False)
class Peer:
    """One connection; keeps every frame it was sent."""

    at: Running
    token: str
    path: str
    headers: dict[str, str]
    frames: list[Frame] = field(default_factory=list)
    taken: int = 0
    lock: int = 0
    conv: str = ""
    polite: bool = True
    """Says hello."""

    @property
    def id(self) -> str:
        """A visitor's own."""
        return self.at.house.services.tokens.visitor(self.token).id

    async def connect(self, **hello: Any) -> "Peer":
        self.socket = await websockets.connect(
            self.at.ws + self.path, additional_headers=self.headers, max_size=2**22, max_queue=None, proxy=None
        )
        self.at.guests.append(self.socket)
        if self.polite:
            self.at.peers.append(self)
            await self.send(**(first_frame(self.token) | hello))
        return self

    async def come_in(self, **hello: Any) -> Frame:
        await self.connect(**hello)
        return await self.expect("welcome")

    async def send(self, **frame: Any) -> None:
        await self.raw(json.dumps(frame, ensure_ascii=False))

    async def raw(self, data: str | bytes) -> None:
        """Send something that need not be a frame; a closed line is found when the answer is read."""
        with contextlib.suppress(websockets.ConnectionClosed):
            await self.socket.send(data)

    async def leave(self) -> None:
        self.has_left()
        await self.socket.close()

    async def cut(self) -> None:
        """The line breaks without a word."""
        self.has_left()
        self.socket.transport.abort()

    def has_left(self) -> None:
        """Nobody to be asked any more."""
        if self in self.at.peers:
            self.at.peers.remove(self)

    async def next(self, within: float = WAIT) -> Frame:
        """The next frame not looked at yet."""
        await self._come(self.taken + 1, within)
        self.taken += 1
        return self.frames[self.taken - 1]

    async def _come(self, number: int, within: float) -> None:
        """Wait until so many frames have come since the beginning."""
        while len(self.frames) < number:
            try:
                async with asyncio.timeout(within):
                    self.frames.append(json.loads(await self.socket.recv()))
            except websockets.ConnectionClosed as end:
                self.has_left()
                raise Closed(end.rcvd.code if end.rcvd else 1006) from None

    async def expect(self, t: str, fits: Callable[[Frame], bool] = lambda frame: True, within: float = WAIT) -> Frame:
        """The next frame of this type that fits; others are passed over."""
        async with asyncio.timeout(within):
            while True:
                frame = await self.next(within)
                if frame["t"] == t and fits(frame):
                    return frame

    async def expect_silence(self, t: str, fits: Callable[[Frame], bool] = lambda frame: True) -> None:
        """No such frame has come, nor will one come of all that has happened; what else came is passed over."""
        await self.at.settle()
        await self.barrier()
        came, self.taken = self.frames[self.taken :], len(self.frames)
        if found := [frame for frame in came if frame["t"] == t and fits(frame)]:
            raise AssertionError(f"did not expect {found}")

    async def barrier(self) -> None:
        """The server has carried out all that was sent here, and all that it said before has come: it answers in order.
        The answer itself is not kept."""
        looked = len(self.frames)
        await self.send(t="ping")
        while True:
            await self._come(looked + 1, WAIT)
            if self.frames[looked]["t"] == "pong":
                del self.frames[looked]
                return
            looked += 1

    async def is_heard(self) -> None:
        """The same of somebody who may have left."""
        with contextlib.suppress(Closed):
            await self.barrier()

    async def closes(self, within: float = WAIT) -> int:
        """The code with which the server closes."""
        try:
            while True:
                await self.next(within)
        except Closed as end:
            return end.code

    # ------------------------------------------------ verbs

    async def say(self, body: str, conv: str | None = None, cid: str | None = None, **more: Any) -> Frame:
        """Send a message and wait for its ok or no."""
        cid = cid or new_id()
        frame: Frame = {"t": "send", "cid": cid, "body": body, **more}
        target = conv or self.conv
        if target:
            frame["conv"] = target
        else:
            frame["new"] = {"ccid": new_id(), "channel": "channel-moscow-0000"} | more.pop("new", {})
            frame.update(more)
        return await self.told("cid", cid, frame)

    async def told(self, name: str, value: str, frame: Frame) -> Frame:
        """Send, and wait for the answer; what else comes meanwhile is still there to be looked at."""
        looked = len(self.frames)
        await self.send(**frame)
        async with asyncio.timeout(WAIT):
            while True:
                await self._come(looked + 1, WAIT)
                looked += 1
                answer = self.frames[looked - 1]
                if answer["t"] in ("ok", "no", "batch", "page", "card") and answer.get(name) == value:
                    if answer["t"] == "ok" and answer.get("conv"):
                        self.conv, self.lock = answer["conv"], answer.get("lock", self.lock)
                    return answer

    async def cmd(self, name: str, conv: str | None = None, rid: str | None = None, **more: Any) -> Frame:
        """A command and its answer; about the last conversation, where it is about one and none is named."""
        rid = rid or new_id()
        frame = {"t": name, "rid": rid, **more}
        if name not in OF_ONESELF and (conv or self.conv):
            frame["conv"] = conv or self.conv
        return await self.told("rid", rid, frame)

    async def claim(self, conv: str) -> Frame:
        return await self.cmd("claim", conv)

    async def ask(self, t: str, **more: Any) -> Frame:
        rid = new_id()
        return await self.told("rid", rid, {"t": t, "rid": rid, **more})

    async def rows(self, **more: Any) -> list[Frame]:
        return (await self.ask("list", **more))["rows"]  # type: ignore[no-any-return]


def visitor(at: Running, name: str = "", site: str = "site-of-the-shop00", visitor_id: str = "") -> Peer:
    """A visitor with a good token; `visitor_id` must be in the database (see `arrive`)."""
    token = at.house.services.tokens.for_visitor(Visitor(visitor_id, site))
    return Peer(at, token, "/ws/visitor", {"Origin": SHOP})


async def arrive(at: Running, **landing: Any) -> Peer:
    """A new visitor on a page of the shop, not connected yet."""
    site = at.house.services.directory.site_by_key("shop")
    assert site
    values = {
        "visit": new_id(), "url": f"{SHOP}/kuhni?utm_source=yandex&utm_campaign=uglovye", "title": "Кухни",
        "referrer": "https://yandex.ru/", "city": "Москва", "channel": None, "lang": "ru",
        "user_agent": "Mozilla/5.0 (iPhone) Safari/604", "address": "203.0.113.7",
    }  # fmt: skip
    arrival = await at.house.services.visits.arrive(
        site, landing.pop("visitor_id", None), Landing(**(values | landing))
    )
    return visitor(at, visitor_id=arrival.guest.id)


def operator(at: Running, name: str) -> Peer:
    """An operator of tests/house.py by the short name."""
    token = at.house.services.tokens.for_page(digest(f"secret-{name}"))
    return Peer(at, token, "/ws/operator", {"Origin": at.http, "Cookie": f"samovar_session=secret-{name}"})


async def begin(at: Running, body: str = "Сколько стоит угловая кухня?", **landing: Any) -> Peer:
    """A new visitor who has written his first message."""
    made = await arrive(at, **landing)
    await made.come_in()
    said = await made.say(body)
    assert said["t"] == "ok", said
    return made


async def enter(at: Running, *names: str) -> list[Peer]:
    """Operators who open the console."""
    made = [operator(at, name) for name in names]
    for each in made:
        await each.come_in()
    return made


async def held(at: Running, by: str = "anna") -> tuple[Peer, Peer]:
    """A visitor and the operator who has opened his conversation."""
    mary = await begin(at)
    [owner] = await enter(at, by)
    assert (await owner.claim(mary.conv))["t"] == "ok"
    return mary, owner
