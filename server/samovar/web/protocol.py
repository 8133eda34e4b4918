"""What the two ends of the wire have agreed on besides the frames: spans in milliseconds, and numbers of things.

`make wire` writes them into link/src/wire.ts as the enum `Protocol`; the faults tests' client takes them from here.
Whatever only one side needs to know stands there.
"""

from samovar.domain.conversation.rules import NAME as _NAME
from samovar.domain.conversation.rules import NOTE as _NOTE

NAME = _NAME
"""Characters of a name or another field of one line, unless `welcome` says otherwise."""
NOTE = _NOTE
"""Characters of the note of a command, likewise."""

# ---------------------------------------------------------------- one connection

OPEN_MS = 5_000
"""From dialling to an open socket."""
WELCOME_MS = 10_000
"""From `hello` to `welcome`."""
QUIET_MS = 12_000
"""With nothing heard for so long, and a part more or less, the client asks with `ping`."""
QUIET_SPREAD = 0.2
"""That part: with the wait for an answer a dead connection is found out within 25 s."""
PONG_MS = 10_000
"""From `ping` to whatever comes."""
WAKE_MS = 2_000
"""The same after sleep, or when the network came or went: with the first delay and a new greeting, everything is up
to date within 3 s of waking."""

# ---------------------------------------------------------------- the next one

RETRY_MS = 500
"""The longest first wait before dialling again; each further one is twice as long. Chance shortens it, down to 0."""
LONGEST_RETRY_MS = 30_000
"""No wait is longer, unless the server has told a window of its own."""
STABLE_MS = 60_000
"""A connection that has lasted so long makes the next wait the first."""
RATE_MS = 10_000
"""The wait after a close for too much, where the server names none."""
USEFUL_MS = 5_000
"""A socket that broke sooner was of no use: after two in a row the other way is tried."""

# ---------------------------------------------------------------- messages on their way

IN_FLIGHT = 8
"""Messages of a client that may be unacknowledged."""
RESEND_MS = 5_000
"""Without an answer for so long, what is in flight is sent again."""
NEXT_RESEND_MS = 10_000
"""And after that each time, until something is acknowledged or there is a new connection."""
SAID_AT_ONCE = 8
"""Frames that one request of a long poll may bring."""

# ---------------------------------------------------------------- logs, questions, signals

GAP_MS = 500
"""An entry that came too early waits so long for those before it, then they are asked for."""
GOT_MS = 2_000
"""What has arrived is reported this much later, all in one."""
CURSORS = 200
"""Conversations that `hello` may name."""
PAGE = 100
"""Entries or rows that one answer may hold."""
RESET_MS = 30_000
"""A cache that is to be dropped twice within this is a loop: the client stops and says so."""
TYPING_MS = 2_000
"""Between two signs of typing."""
TYPING_SHOWN_MS = 5_000
"""How long a sign of typing stands without another."""
