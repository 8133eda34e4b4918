"""What the ends of a pair say to each server, and how they tell what they hear."""

import asyncio
from pathlib import Path
from secrets import token_hex, token_urlsafe
from typing import Protocol

import msgspec

from bench.load.line import Line
from bench.people import HOUSE, SHOP, load_world

WAIT_SECONDS = 20.0
SIZE = 200
"""Bytes of a message's frame."""


class Dialect(Protocol):
    """A way to talk. `acks`: the sender is answered when his message is safe."""

    acks: bool

    async def enter(self, port: int, pair: int) -> tuple[Line, Line]:
        """Both ends of a pair, ready."""

    def message(self, pair: int, sender: int) -> bytes:
        """One more message; 0: the visitor sends, 1: the operator."""

    def is_message(self, text: bytes) -> bool:
        """Whether this end has heard a message."""

    def is_ack(self, text: bytes) -> bool:
        """Whether the sender's message is acknowledged."""


class Samovar:
    """The visitor and the operator who holds his conversation."""

    acks = True

    def __init__(self, world: Path) -> None:
        self._talks = load_world(world).talks
        self._run = token_hex(6)
        self._sent = 0

    async def enter(self, port: int, pair: int) -> tuple[Line, Line]:
        """Hello on both sides; the operator opens the conversation."""
        talk = self._talks[pair]
        visitor = await enter_visitor(port, talk.visitor)
        headers = {"Origin": HOUSE, "Cookie": f"samovar_session={talk.cookie}"}
        operator = await Line.open(port, "/ws/operator", headers)
        await greeted(operator, talk.page)
        rid = token_urlsafe(16).encode()
        await answered(operator, b'{"t":"get","rid":"%b","conv":"%b"}' % (rid, talk.conv.encode()), b'{"t":"batch"')
        return visitor, operator

    def message(self, pair: int, sender: int) -> bytes:
        """A new cid each."""
        self._sent += 1
        talk = self._talks[pair]
        lock = b',"lock":%d' % talk.lock if sender else b""
        head = b'{"t":"send","cid":"%b%010d","conv":"%b"' % (self._run.encode(), self._sent, talk.conv.encode())
        words = b"x" * (SIZE - len(head) - len(lock) - len(b',"body":""}'))
        return b'%b%b,"body":"%b"}' % (head, lock, words)

    def is_message(self, text: bytes) -> bool:
        """An entry of a conversation that is followed, live or caught up."""
        return text.startswith((b'{"t":"ev"', b'{"t":"batch"'))

    def is_ack(self, text: bytes) -> bool:
        """Committed; a refusal ends the run, for then nothing measured would be true."""
        if text.startswith(b'{"t":"no"'):
            raise AssertionError(text.decode())
        return text.startswith(b'{"t":"ok"')


class Plain:
    """A relay that knows no words of its own."""

    acks = False
    words = b"x" * SIZE

    async def enter(self, port: int, pair: int) -> tuple[Line, Line]:
        """Both ends, by path."""
        return await Line.open(port, f"/{pair}/0", {}), await Line.open(port, f"/{pair}/1", {})

    def message(self, pair: int, sender: int) -> bytes:
        """The same each time."""
        return self.words

    def is_message(self, text: bytes) -> bool:
        """Whatever comes."""
        return True

    def is_ack(self, text: bytes) -> bool:
        """Never."""
        return False


async def enter_visitor(port: int, token: str) -> Line:
    """A visitor's socket after hello."""
    line = await Line.open(port, "/ws/visitor", {"Origin": SHOP})
    await greeted(line, token)
    return line


async def greeted(line: Line, token: str) -> None:
    """Say hello, wait for welcome."""
    hello = {"t": "hello", "v": 1, "token": token, "dev": token_urlsafe(16)}
    await answered(line, msgspec.json.encode(hello), b'{"t":"welcome"')


async def answered(line: Line, question: bytes, start: bytes) -> None:
    """Ask, and wait for a frame that starts so."""
    come = asyncio.get_running_loop().create_future()

    def hear(text: bytes) -> None:
        if text.startswith(start) and not come.done():
            come.set_result(None)

    line.hear = hear
    line.send(question)
    await asyncio.wait_for(come, WAIT_SECONDS)
