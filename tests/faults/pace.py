"""The protocol's spans in seconds, and shorter ones for tests that have no time."""

from dataclasses import dataclass

from samovar.web import protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """As both ends have agreed; besides, `herd`: whether the server's window after an abnormal close is kept, and
    `tick`: how often the client looks at the clock."""

    open: float = protocol.OPEN_MS / 1000
    welcome: float = protocol.WELCOME_MS / 1000
    quiet: float = protocol.QUIET_MS / 1000
    pong: float = protocol.PONG_MS / 1000
    wake: float = protocol.WAKE_MS / 1000
    first: float = protocol.RETRY_MS / 1000
    longest: float = protocol.LONGEST_RETRY_MS / 1000
    stable: float = protocol.STABLE_MS / 1000
    resend: tuple[float, float] = (protocol.RESEND_MS / 1000, protocol.NEXT_RESEND_MS / 1000)
    gap: float = protocol.GAP_MS / 1000
    got: float = protocol.GOT_MS / 1000
    herd: bool = True
    tick: float = 0.25


REAL = Pace()
KILLED = Pace(first=0.03, longest=0.1, herd=False, tick=0.1, gap=0.2)
"""Comes back at once: for servers that die every half second."""
TENTH = Pace(
    quiet=REAL.quiet / 10, pong=REAL.pong / 10, wake=REAL.wake / 10, first=REAL.first / 10, longest=0.5,
    stable=REAL.stable / 10, resend=(REAL.resend[0] / 10, REAL.resend[1] / 10), gap=REAL.gap / 10, got=REAL.got / 10,
    herd=False, tick=0.05,
)  # fmt: skip
"""Everything ten times faster, but for the way to a connection."""
