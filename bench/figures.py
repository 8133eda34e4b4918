"""Every figure in the order it is shown: its name in results.json, its words, and what it should reach."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """`least` or `most`: the aim; `stretch`: what would be better still. `digits`: after the point."""

    name: str
    words: str
    digits: int = 0
    least: float | None = None
    most: float | None = None
    stretch: float | None = None

    def shown(self, value: float) -> str:
        """A value as people read it."""
        return f"{value:,.{self.digits}f}"

    @property
    def aim(self) -> str:
        """The aim in words, empty where there is none."""
        bound = self.least if self.least is not None else self.most
        if bound is None:
            return ""
        stretch = f" ({self.stretch:,g})" if self.stretch is not None else ""
        return f"{'≥' if self.least is not None else '≤'} {bound:,g}{stretch}"

    def verdict(self, value: float) -> str:
        """Whether a value reaches the aim."""
        if not self.aim:
            return ""
        if not self._reaches(value, self.least, self.most):
            return "MISSED"
        beyond = self.stretch is not None and self._reaches(
            value, self.least and self.stretch, self.most and self.stretch
        )
        return "stretch met" if beyond else "met"

    def _reaches(self, value: float, least: float | None, most: float | None) -> bool:
        return (least is None or value >= least) and (most is None or value <= most)


@dataclass(frozen=True, slots=True)
class Group:
    """Figures that belong together."""

    title: str
    figures: tuple[Figure, ...]


def _rates(name: str, words: str) -> tuple[Figure, ...]:
    return (
        Figure(f"{name}.per_second", f"{words}, messages/s"),
        Figure(f"{name}.cpu_us", f"{words}: processor time of the server a message, µs"),
    )


GROUPS = (
    Group(
        "Messages at 200 pairs, one in flight each: × as many a second",
        (
            Figure("stored_of_socketio", "stored ÷ socket.io + SQLite, a commit each", 2, least=4, stretch=6),
            Figure("slow_stored_of_slow_socketio", "the same, each fsync 4 ms longer", 2, least=25, stretch=40),
            Figure("stored_of_group", "stored ÷ Node ws + SQLite, group commit", 2, least=0.8, stretch=1),
            Figure("postgres_of_ejabberd", "stored in PostgreSQL ÷ ejabberd archiving there", 2, least=5, stretch=8),
            Figure("stored_of_unstored", "stored ÷ same server, not stored", 2, least=0.85),
            Figure("unstored_of_bare", "not stored ÷ bare Starlette relay", 2, least=0.6, stretch=0.8),
        ),
    ),
    Group(
        "The same, absolute",
        (
            *_rates("stored", "stored + delivered + acknowledged"),
            *_rates("socketio", "socket.io + SQLite, a commit each"),
            *_rates("group", "Node ws + SQLite, group commit"),
            *_rates("unstored", "same server, not stored"),
            *_rates("bare", "bare Starlette relay"),
            *_rates("postgres", "stored in PostgreSQL"),
            *_rates("ejabberd", "ejabberd with its archive in PostgreSQL"),
            *_rates("slow_stored", "stored, fsync + 4 ms"),
            *_rates("slow_socketio", "socket.io + SQLite, fsync + 4 ms"),
        ),
    ),
    Group(
        "From send to the other side's frame, each fsync 4 ms longer: × its p50",
        (
            Figure("latency_200.p50_of_fsync", "p50 at 200 messages/s", 1, most=3),
            Figure("latency_200.p99_of_fsync", "p99 at 200 messages/s", 1, most=8),
            Figure("latency_2000.p50_of_fsync", "p50 at 2,000 messages/s", 1, most=6),
            Figure("latency_2000.p99_of_fsync", "p99 at 2,000 messages/s", 1, most=15),
            Figure("slow_fsync.p50_ms", "that fsync's p50, ms", 2),
            Figure("latency_200.p50_ms", "p50 at 200 messages/s, ms", 1),
            Figure("latency_200.p99_ms", "p99 at 200 messages/s, ms", 1),
            Figure("latency_2000.p50_ms", "p50 at 2,000 messages/s, ms", 1),
            Figure("latency_2000.p99_ms", "p99 at 2,000 messages/s, ms", 1),
        ),
    ),
    Group(
        "10,000 idle connections, compression off",
        (
            Figure("visitor.idle_kb", "a visitor's, kB", 1, most=36, stretch=28),
            Figure("console.idle_kb", "a console's, kB", 1, most=36, stretch=28),
            Figure("empty.idle_kb", "an empty Starlette socket's, kB", 1),
            Figure("visitor.process_mb", "the whole server with 10,000 visitors, MB"),
            Figure("console.process_mb", "the whole server with 10,000 consoles, MB"),
        ),
    ),
    Group(
        "Connections coming in",
        (
            Figure("accepted_of_empty", "hello answered ÷ empty socket opened", 2, least=0.5),
            Figure("visitor.accepted_per_second", "visitors with hello answered, a second"),
            Figure("empty.accepted_per_second", "empty sockets, a second"),
        ),
    ),
    Group(
        "One event of a conversation seen by 500 consoles",
        (
            Figure("consoles.encodings_each", "encodings of each different frame", 2, most=1),
            Figure("consoles.encodings_an_event", "encodings an event (ok, and a frame for each kind of reader)", 1),
            Figure("consoles.p50_ms", "p50 ms", 1),
            Figure("consoles.p99_ms", "p99 ms", 1, most=50),
        ),
    ),
    Group(
        "10 million entries in 1 million conversations: × the time with 10 thousand",
        (
            Figure("page.long_of_short", "last page of a conversation", 2, most=1.5),
            Figure("inbox.long_of_short", "inbox of 50", 2, most=1.5),
            Figure("closed.long_of_short", "newest 50 closed conversations", 2, most=1.5),
            Figure("page.long_ms", "last page, p50 ms", 2),
            Figure("inbox.long_ms", "inbox, p50 ms", 2),
            Figure("closed.long_ms", "closed, p50 ms", 2),
            Figure("start_after_kill_s", "start after kill -9 on that file, s", 2, most=3),
            Figure("database_gb", "that file, GB", 2),
            Figure("database_mb_per_million", "file for a million messages, MB"),
        ),
    ),
    Group(
        "Bytes of the widget",
        (
            Figure("widget.min_bytes", "loader, minified"),
            Figure("widget.gzip_bytes", "loader, gzip", most=4_500),
            Figure("widget.brotli_bytes", "loader, brotli"),
            Figure("panel.ru.min_bytes", "panel, minified"),
            Figure("panel.ru.gzip_bytes", "panel, gzip"),
            Figure("panel.ru.brotli_bytes", "panel, brotli"),
            Figure("whole.min_bytes", "both, minified"),
            Figure("whole.gzip_bytes", "both, gzip", most=18_000),
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
            Figure("group.load_busy", "the same, Node ws", 2),
            Figure("unstored.load_busy", "the same, not stored", 2),
            Figure("bare.load_busy", "the same, bare relay", 2),
        ),
    ),
)
