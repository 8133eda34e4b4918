"""The protocol's spans as the widget has them, and shorter ones for tests that have no time."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Seconds of protocol.md. `herd`: whether the server's window after an abnormal close is kept."""

    open: float = 5.0
    welcome: float = 10.0
    quiet: float = 15.0
    pong: float = 10.0
    wake: float = 3.0
    resend: tuple[float, float] = (5.0, 10.0)
    hold: float = 0.5
    first: float = 0.5
    longest: float = 30.0
    stable: float = 60.0
    herd: bool = True
    tick: float = 0.25


REAL = Pace()
KILLED = Pace(first=0.03, longest=0.1, herd=False, tick=0.1, hold=0.2)
"""Comes back at once: for servers that die every half second."""
TENTH = Pace(
    quiet=1.5, pong=1.0, wake=0.3, resend=(0.5, 1.0), hold=0.05, first=0.05, longest=0.5, stable=6.0, herd=False,
    tick=0.05,
)  # fmt: skip
"""Everything ten times faster."""
