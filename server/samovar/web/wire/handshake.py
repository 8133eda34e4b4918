"""How a connection begins, stays alive and ends."""

from typing import Annotated

import msgspec

from samovar.domain.conversation.rules import NAME, NOTE
from samovar.web.wire.base import Id, In, Lang, Out, Part, PartIn, Seq, Token
from samovar.web.wire.lists import Row
from samovar.web.wire.messages import Head
from samovar.web.wire.people import Person

PROTOCOL = 2
"""Version of this contract; `hello.v` must equal it."""


class Cursor(PartIn, kw_only=True):
    """The last entry of one conversation that the client has applied."""

    conv: Id
    seq: Seq


class Hello(In, tag="hello", kw_only=True):
    """First frame of every connection, within 10 s of its opening.

    `token`: the visitor's signed token, or for an operator the console page's own token (the session
    cookie alone is not enough). `epoch`: the one of the cursors, absent on a first start. `who`: the person this
    page was drawn for, or was welcomed as before: the server refuses to let it act as another, whatever the token has
    become meanwhile. `lang`: of the window, and so of every `text`; without it the browser's own decides.
    """

    v: int
    token: Token
    who: Id | None = None
    epoch: Id | None = None
    lang: Lang | None = None
    cursors: Annotated[list[Cursor], msgspec.Meta(max_length=200)] = []


class Limits(Part, kw_only=True):
    """What the server accepts of this client."""

    body: int
    """Characters of a message."""
    frame: int
    """Bytes of a frame."""
    name: int = NAME
    """Characters of a name or another field of one line."""
    note: int = NOTE
    """Characters of the note of a command."""


class Welcome(Out, tag="welcome", kw_only=True):
    """Answers `hello`: the connection is live. Missed entries of the cursors follow as `batch`.

    `herd_ms`: the window for coming back after an abnormal close. `you`: who has come.
    `heads`: a visitor's own conversations; for an operator those of the cursors that they may read.
    `rows`: a visitor's conversations, newest first, at most 50.
    """

    v: int
    epoch: str
    now: str
    limits: Limits
    herd_ms: int
    you: Person
    heads: list[Head] = []
    rows: list[Row] = []


class Ping(In, tag="ping", kw_only=True):
    """Answered by `pong`."""


class Pong(Out, tag="pong", kw_only=True):
    """Answers `ping`. `now`: as in `welcome`, for clocks stand still in sleep, and are set."""

    now: str = ""


class Drain(Out, tag="drain", kw_only=True):
    """The server is about to stop: come back at a random moment inside the window."""

    min_ms: int
    max_ms: int


class End(Out, tag="end", kw_only=True):
    """The last frame of a long poll (web/endpoints/long_polls.py): what a socket says in its close frame."""

    code: int
    reason: str = ""
