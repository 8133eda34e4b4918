"""Where a database is, of the address that an administrator wrote or a provider gave.

PostgreSQL's own form (https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING) goes to the driver
as it is: it knows TLS, several hosts and sockets. What libpq alone understands is read here.
"""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from samovar.settings import BadSetting

CONNECT_SECONDS = 10.0
"""As long as a server may take to let us in, where the address does not say."""
LIBPQ_ONLY = {
    "client_encoding", "connect_timeout", "fallback_application_name", "gssencmode", "keepalives",
    "keepalives_count", "keepalives_idle", "keepalives_interval", "replication", "tcp_user_timeout",
}  # fmt: skip
"""What says how libpq keeps a connection; all else is the driver's, or a setting of the session."""
FILES = ("sslrootcert", "sslcert", "sslkey", "sslcrl", "passfile")
SESSIONS = ("any", "primary", "standby", "read-write", "read-only", "prefer-standby")
SIGNS = "write # / ? @ : % in a password as %23 %2F %3F %40 %3A %25"


@dataclass(frozen=True, slots=True)
class Address:
    """One database. `name`: what people are told, without a password."""

    name: str
    file: Path | None = None
    """SQLite's; nothing: PostgreSQL."""
    dsn: str = ""
    timeout: float = CONNECT_SECONDS

    @property
    def where(self) -> str:
        """The server's host, or the file."""
        return str(self.file) if self.file else urlsplit(self.dsn).netloc.rpartition("@")[2] or self.name

    def sqlite(self, driver: str) -> URL:
        """SQLAlchemy's address of the file."""
        return URL.create(f"sqlite+{driver}", database=str(self.file))


def address(text: str) -> Address:
    """Read sqlite:///path or postgresql://…; a driver named in it is replaced by ours. Raises BadSetting."""
    scheme, sign, rest = text.partition("://")
    kind = scheme.lower().partition("+")[0]
    if sign and kind == "sqlite":
        return _file(text)
    if sign and kind in ("postgresql", "postgres"):
        return _server(f"postgresql://{rest}")
    given = f"={scheme}://…" if scheme.isidentifier() and sign else ""
    raise BadSetting(f"SAMOVAR_DATABASE{given}: needs postgresql://user:password@host/name or sqlite:///path")


def _file(text: str) -> Address:
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        raise BadSetting("SAMOVAR_DATABASE: needs sqlite:///path") from error
    if url.host or not url.database or url.database == ":memory:":
        raise BadSetting("SAMOVAR_DATABASE: needs sqlite:///path, with a file that stays")
    if url.query:
        raise BadSetting(f"SAMOVAR_DATABASE: SQLite takes no parameters here: {', '.join(sorted(url.query))}")
    return Address(name=url.database, file=Path(url.database))


def _server(text: str) -> Address:
    try:
        parts = urlsplit(text)
        given = parse_qsl(parts.query, strict_parsing=True) if parts.query else []
    except ValueError as error:
        form = "postgresql://user:password@host/name?parameter=value"
        raise BadSetting(f"SAMOVAR_DATABASE: needs {form}; {SIGNS}") from error
    _require_hosts(text, parts.netloc)
    given = [pair for pair in given if not _binding(*pair)]
    _require_files(given)
    _require_session(dict(given).get("target_session_attrs", "any"))
    own = {key: value for key, value in given if key in LIBPQ_ONLY}
    rest = [(key, value) for key, value in given if key not in LIBPQ_ONLY]
    name = dict(rest).get("dbname") or parts.path.lstrip("/") or parts.username or "postgres"
    dsn = urlunsplit(parts._replace(query=urlencode(rest)))
    return Address(name=name, dsn=dsn, timeout=_seconds(own.get("connect_timeout", "")))


def _require_hosts(text: str, netloc: str) -> None:
    """A password's own signs end the host too early; what stands there then is never shown, since it may be secret."""
    whole = "@" in netloc or "@" not in text
    ports = [each.rpartition("]")[2].partition(":")[2] for each in netloc.rpartition("@")[2].split(",")]
    if not whole or "#" in text or any(port and not (port.isdecimal() and 0 < int(port) < 65536) for port in ports):
        raise BadSetting(f"SAMOVAR_DATABASE: needs a port of 1 to 65535 after the host, if any; {SIGNS}")


def _binding(name: str, value: str) -> bool:
    """Whether it asks for what we do anyway. Who demands that the password is bound to TLS must not lose it unheard."""
    if name == "channel_binding" and value not in ("prefer", "disable"):
        instead = "sslmode=verify-full with sslrootcert"
        raise BadSetting(f"SAMOVAR_DATABASE: {name}={value} is not possible here; remove it, and use {instead}")
    return name == "channel_binding"


def _require_files(given: list[tuple[str, str]]) -> None:
    for name, value in given:
        if name in FILES and not Path(value).is_file():
            raise BadSetting(f"SAMOVAR_DATABASE: {name}={value}: no such file")


def _require_session(kind: str) -> None:
    """The driver would answer in its own terms."""
    if kind not in SESSIONS:
        raise BadSetting(f"SAMOVAR_DATABASE: target_session_attrs={kind}: needs {', '.join(SESSIONS)}")


def _seconds(text: str) -> float:
    """libpq: whole seconds; 0 and nothing mean for ever, which nobody wants to wait."""
    try:
        return float(text) if text and float(text) > 0 else CONNECT_SECONDS
    except ValueError as error:
        raise BadSetting(f"SAMOVAR_DATABASE: connect_timeout={text}: needs seconds") from error
