"""Every figure in the order it is shown: its name in results.json, its words, and what it should reach."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """`most` or `least`: the aim. `digits`: after the point."""

    name: str
    words: str
    digits: int = 0
    least: float | None = None
    most: float | None = None

    def shown(self, value: float) -> str:
        """A value as people read it."""
        return f"{value:,.{self.digits}f}"

    @property
    def aim(self) -> str:
        """The aim in words, empty where there is none."""
        if self.least is not None:
            return f"≥ {self.shown(self.least)}"
        return f"≤ {self.shown(self.most)}" if self.most is not None else ""

    def met(self, value: float) -> bool:
        """Whether a value reaches the aim."""
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)


@dataclass(frozen=True, slots=True)
class Group:
    """Figures that belong together."""

    title: str
    figures: tuple[Figure, ...]


GROUPS = (
    Group(
        "Messages at 200 pairs, one in flight each",
        (
            Figure("stored.per_second", "stored + delivered + acknowledged, messages/s"),
            Figure("unstored.per_second", "same server, not stored, messages/s"),
            Figure("plain.per_second", "plain websockets relay, messages/s"),
            Figure("stored_of_unstored", "stored ÷ not stored", 2, least=0.5),
            Figure("stored_of_plain", "stored ÷ plain relay", 2),
            Figure("unstored_of_plain", "not stored ÷ plain relay", 2),
            Figure("stored.cpu_us", "stored: the server's processor time a message, µs"),
            Figure("unstored.cpu_us", "not stored: the same, µs"),
            Figure("plain.cpu_us", "plain relay: the same, µs"),
        ),
    ),
    Group(
        "From send to the other side's frame at 200 messages/s",
        (
            Figure("stored.p50_ms", "stored, p50 ms", 2),
            Figure("stored.p99_ms", "stored, p99 ms", 2, most=25),
            Figure("unstored.p50_ms", "same server, not stored, p50 ms", 2),
            Figure("unstored.p99_ms", "same server, not stored, p99 ms", 2),
            Figure("plain.p50_ms", "plain websockets relay, p50 ms", 2),
            Figure("plain.p99_ms", "plain websockets relay, p99 ms", 2),
        ),
    ),
    Group(
        "Memory of an idle connection, 2,000 of them",
        (
            Figure("visitor.idle_kb", "visitor after hello, kB", 1, most=40),
            Figure("empty.idle_kb", "empty Starlette socket, kB", 1),
            Figure("idle_of_empty", "visitor ÷ empty socket", 2),
        ),
    ),
    Group(
        "Bytes of the widget",
        (
            Figure("widget.min_bytes", "loader, minified"),
            Figure("widget.gzip_bytes", "loader, gzip"),
            Figure("widget.brotli_bytes", "loader, brotli"),
            Figure("panel.ru.min_bytes", "panel, minified"),
            Figure("panel.ru.gzip_bytes", "panel, gzip"),
            Figure("panel.ru.brotli_bytes", "panel, brotli"),
            Figure("whole.min_bytes", "both, minified"),
            Figure("whole.gzip_bytes", "both, gzip", most=15_000),
            Figure("whole.brotli_bytes", "both, brotli"),
        ),
    ),
    Group(
        "The machine meanwhile",
        (
            Figure("fsync.p50_ms", "fsync of 4 KB, p50 ms", 2),
            Figure("fsync.p99_ms", "fsync of 4 KB, p99 ms", 2),
            Figure("spin_ms", "a fixed piece of Python, ms"),
            Figure("stored.load_busy", "load generator's share of a core, stored", 2),
            Figure("unstored.load_busy", "the same, not stored", 2),
            Figure("plain.load_busy", "the same, plain relay", 2),
        ),
    ),
)
