"""Settings and limits: read from the environment once, checked once, frozen.

Every field is `SAMOVAR_` + its name in capitals, every limit `SAMOVAR_LIMIT_` + its name; the README's tables are
compared with this file by a test.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit


class BadSetting(ValueError):
    """A setting cannot be used; the text says which, why and what would do."""


ESCAPED = 12
"""Bytes of one character in JSON at most: two escapes, as of \\ud83d\\ude00."""
AROUND = 24 * 1024
"""Bytes of a frame besides its text: a token and two hundred cursors."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one client may do. Sizes in characters or bytes, spans in seconds, as each line says. All above 0."""

    visitor_body: int = 5_000
    """Characters of a visitor's message."""
    operator_body: int = 10_000
    """Characters of an operator's message or note."""
    hello_seconds: float = 10.0
    """Time for a request's head, for its body (and a second more for each 16 kB), and for a socket's first frame."""
    write_seconds: float = 8.0
    """Time for a peer to take what is sent, once its own buffers are full; who never reads is gone within 10 s."""
    queue_bytes: int = 1024 * 1024
    """Bytes waiting for one connection."""
    frames_burst: int = 20
    """Frames of one visitor's connection at once; an operator has five times as many. Three times that closes it."""
    frames_per_second: float = 1.0
    """Frames of one visitor's connection, sustained; an operator has five times as many. Three times that closes it."""
    messages_burst: int = 10
    """Messages of one visitor at once."""
    messages_per_second: float = 0.5
    """Messages of one visitor, sustained."""
    messages_per_day: int = 600
    """Messages of one visitor in a day."""
    conversations_per_half_day: int = 6
    """New conversations of one visitor in 12 hours."""
    pages_burst: int = 60
    """Page loads and page turns of one visitor at once."""
    pages_per_second: float = 1.0
    """Page loads and page turns of one visitor, sustained."""
    starts_per_hour: int = 600
    """New visitors from one address in an hour, after a burst of as many."""
    sign_ins_address: int = 5
    """Failed sign-ins of one address in 5 minutes. For all limits a /64 of IPv6 is one address."""
    sign_ins_account: int = 10
    """Failed sign-ins of one account in 15 minutes, from all devices together that it never signed in at, and from each
    other one."""
    sockets_visitor: int = 8
    """Sockets of one visitor."""
    sockets_address: int = 50
    """Visitors' sockets of one address."""
    sockets: int = 10_000
    """Sockets of the process; a tenth is kept for operators and for visitors with an open talk."""

    @property
    def visitor_frame(self) -> int:
        """Bytes of a frame from a visitor."""
        return _frame(self.visitor_body)

    @property
    def operator_frame(self) -> int:
        """Bytes of a frame from an operator."""
        return _frame(self.operator_body)

    def __post_init__(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            if not 0 < value < float("inf"):
                raise BadSetting(f"SAMOVAR_LIMIT_{each.name.upper()}={value}: needs more than 0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How this house runs."""

    data: Path = Path("samovar-data")
    """Folder of the database file and the secret."""
    database: str = ""
    """Database address; empty: SQLite in the data folder."""
    secret: str = ""
    """Signing keys, comma separated, newest last; empty: the file `secret` in the data folder."""
    url: str = "http://127.0.0.1:8000"
    """Public address of this server, as browsers see it."""
    host: str = "127.0.0.1"
    """Address to listen on."""
    port: int = 8000
    """Port to listen on."""
    proxies: str = "127.0.0.1"
    """Reverse proxies whose X-Forwarded-For is believed, comma separated addresses or networks."""
    geoip_db: Path | None = None
    """City file in MaxMind's format; empty: cities are not looked up by address."""
    lang: str = "ru"
    """Language where neither the person nor his browser says one: ru or en."""
    compression: bool = False
    """Compress socket frames: thin lines gain, memory per connection triples."""
    log_level: str = "info"
    """debug, info, warning or error."""
    demo: bool = False
    """Serves the start page with one-click sign-in; set by `samovar demo` only."""
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/"):
            raise BadSetting(f"SAMOVAR_URL={self.url!r}: needs http(s)://host[:port] without a path")
        if self.lang not in ("ru", "en"):
            raise BadSetting(f"SAMOVAR_LANG={self.lang!r}: needs ru or en")
        if not 0 <= self.port < 65536:
            raise BadSetting(f"SAMOVAR_PORT={self.port}: needs 0 to 65535")
        if self.geoip_db is not None and not self.geoip_db.is_file():
            raise BadSetting(f"SAMOVAR_GEOIP_DB={self.geoip_db}: no such file")
        if self.log_level not in ("debug", "info", "warning", "error"):
            raise BadSetting(f"SAMOVAR_LOG_LEVEL={self.log_level!r}: needs debug, info, warning or error")

    @property
    def origin(self) -> str:
        """Our own origin, as browsers send it."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc.lower()}"

    @property
    def secure(self) -> bool:
        """Whether browsers reach us over TLS."""
        return self.url.startswith("https:")

    @property
    def database_url(self) -> str:
        """Where the database is."""
        return self.database or f"sqlite:///{self.data / 'samovar.db'}"

    @property
    def keys(self) -> list[str]:
        """Signing keys, newest last."""
        text = self.secret or (self.data / "secret").read_text("utf-8")
        keys = [key.strip() for key in text.replace("\n", ",").split(",") if key.strip()]
        if not keys or min(map(len, keys)) < 32:
            raise BadSetting("SAMOVAR_SECRET: needs keys of 32 characters or more")
        return keys


def _frame(body: int) -> int:
    """Twice the longest text, however it is written: what is a little too long is refused in words, not by its size."""
    return 2 * ESCAPED * body + AROUND


def from_environment(environment: Mapping[str, str] = os.environ, **given: Any) -> Settings:
    """Settings of an environment; `given` wins. Raises BadSetting."""
    values = _values(Settings, "SAMOVAR_", environment)
    if limits := _values(Limits, "SAMOVAR_LIMIT_", environment):
        values["limits"] = Limits(**limits)
    return Settings(**(values | {name: value for name, value in given.items() if value is not None}))


def _values(kind: type[Any], prefix: str, environment: Mapping[str, str]) -> dict[str, Any]:
    """What the environment says of a kind's fields; an empty variable says nothing."""
    found = [(each, f"{prefix}{each.name.upper()}") for each in fields(kind) if each.name not in ("limits", "demo")]
    return {
        each.name: _parse(variable, each.type, environment[variable])
        for each, variable in found
        if environment.get(variable)
    }


def _parse(variable: str, kind: Any, text: str) -> Any:
    try:
        if kind is bool:
            return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}[text.lower()]
        return kind(text) if kind in (int, float, str) else Path(text)
    except (ValueError, KeyError) as error:
        needs = {int: "a whole number", float: "a number"}.get(kind, "yes or no")
        raise BadSetting(f"{variable}={text!r}: needs {needs}") from error
