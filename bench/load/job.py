"""What a load has to do, written down for the generator (job.c reads it)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

HOLE = b"##########"
"""Becomes the number of the message, wherever it stands in one."""


@dataclass(frozen=True, slots=True)
class Step:
    """Say this, wait for a text that starts so. `raw`: not in a frame, as the first of a WebSocket."""

    say: bytes
    expect: bytes = b""
    raw: bool = False


@dataclass(frozen=True, slots=True)
class End:
    """One connection: its way in, and the message it sends, if it sends."""

    steps: Sequence[Step]
    message: bytes = b""


@dataclass(frozen=True, slots=True)
class Manner:
    """How texts are told apart, by their start. `tags`: a stream of XML, not a WebSocket. `turns`: the ends of a room
    take turns, otherwise the first sends. `replies`: what is said at once to a text that starts so. `alive`: what each
    says every 20 s."""

    messages: Sequence[bytes]
    answers: Sequence[bytes] = ()
    refusals: Sequence[bytes] = ()
    replies: Sequence[tuple[bytes, bytes]] = field(default=())
    tags: bool = False
    turns: bool = True
    alive: bytes = b""


def write(path: Path, port: int, manner: Manner, rooms: Sequence[Sequence[End]]) -> None:
    """All rooms are of one size."""
    told = _Netstrings()
    told.add(port, manner.tags, manner.turns, bool(manner.answers), len(rooms[0]))
    for marks in (manner.messages, manner.answers, manner.refusals):
        told.add(len(marks), *marks)
    told.add(len(manner.replies), *(part for reply in manner.replies for part in reply))
    told.add(manner.alive, sum(len(room) for room in rooms))
    for end in (end for room in rooms for end in room):
        told.add(len(end.steps))
        for step in end.steps:
            told.add(step.raw, step.say, step.expect)
        told.add(end.message)
    path.write_bytes(b"".join(told.parts))


class _Netstrings:
    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def add(self, *values: int | bytes) -> None:
        for value in values:
            text = value if isinstance(value, bytes) else b"%d" % value
            self.parts.append(b"%d:%b" % (len(text), text))
