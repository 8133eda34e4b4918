"""Settings and limits: checked once, frozen. The README's tables are compared with this file by a test."""

from dataclasses import dataclass, field, fields
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import quote, urlsplit

from samovar.mailservers import MailServer, NoMailServer, Protocol, mail_server
from samovar.origins import NoOrigin, listening_origin, origin, own_origins


class BadSetting(ValueError):
    """A setting cannot be used; the text says which, why and what would do."""


LOOPBACK = "loopback"
"""Whoever asks from this very machine."""
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
    codes_account: int = 5
    """Wrong codes of a second factor in 15 minutes, counted as failed sign-ins of one account are."""
    provider_address: int = 120
    """Ways to the company's own sign-in, and back, of one address in an hour."""
    letters_address: int = 10
    """Letters with a link to a new password that one address asks for in an hour."""
    letters_account: int = 3
    """Such letters to one account in an hour."""
    requests_address: int = 100
    """Requests of one address that are not whole yet; the one begun first gives way."""
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
    backups: Path | None = None
    """Folder of the copies that are made by the clock; empty: the folder `copies` in the data folder."""
    secret: str = ""
    """Signing keys, comma separated, newest last; empty: the file `secret` in the data folder."""
    url: str = ""
    """Public address of this server, as browsers see it; empty: http:// with the address and port listened on."""
    host: str = "127.0.0.1"
    """Address to listen on."""
    port: int = 8000
    """Port to listen on."""
    proxies: str = "127.0.0.1"
    """Reverse proxies whose X-Forwarded-For is believed, comma separated addresses or networks."""
    geoip_db: Path | None = None
    """City file in MaxMind's format; empty: cities are not looked up by address."""
    smtp: str = ""
    """Server for outgoing mail, smtps://user:password@host:465?from=address; smtp:// is with STARTTLS, which ?tls=none
    leaves out."""
    imap: str = ""
    """Mailbox for answers and reports, imaps://user:password@host:993/INBOX?to=address; a * in the address is where a
    letter's own sign may stand, as in chat+*@example.com."""
    lang: str = "ru"
    """Language where neither the person nor their browser says one: ru or en."""
    compression: bool = False
    """Compress socket frames: thin lines gain, memory per connection triples."""
    log_level: str = "info"
    """debug, info, warning or error."""
    metrics: str = ""
    """Who may read /metrics: `loopback`, or whoever brings this token of 16 characters or more; empty: nobody."""
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        if not 0 <= self.port < 65536:
            raise BadSetting(f"SAMOVAR_PORT={self.port}: needs 0 to 65535")
        try:
            _ = self.origin
        except NoOrigin as error:
            needs = "needs http(s)://host[:port] without a name, a password or a path"
            raise BadSetting(f"SAMOVAR_URL={shown(self.url)}: {needs}") from error
        if not _is_text(self.data):
            raise BadSetting(f"SAMOVAR_DATA={str(self.data)!r}: needs a name in UTF-8")
        _require_mail_server("smtp", self.smtp)
        _require_mail_server("imap", self.imap)
        if self.lang not in ("ru", "en"):
            raise BadSetting(f"SAMOVAR_LANG={self.lang!r}: needs ru or en")
        if self.geoip_db is not None and not self.geoip_db.is_file():
            raise BadSetting(f"SAMOVAR_GEOIP_DB={self.geoip_db}: no such file")
        if self.metrics not in ("", LOOPBACK) and len(self.metrics) < 16:
            raise BadSetting(f"SAMOVAR_METRICS: needs {LOOPBACK}, or a token of 16 characters or more")
        for each in self.proxies.split(","):
            _require_network(each.strip())
        if self.log_level not in ("debug", "info", "warning", "error"):
            raise BadSetting(f"SAMOVAR_LOG_LEVEL={self.log_level!r}: needs debug, info, warning or error")

    @property
    def origin(self) -> str:
        """Our own origin, as browsers send it. Raises NoOrigin."""
        if not self.url:
            return listening_origin(self.host, self.port)
        found = origin(self.url)
        if urlsplit(self.url).path not in ("", "/"):
            raise NoOrigin(self.url)
        return found

    @property
    def origins(self) -> frozenset[str]:
        """Ours, under each name that people take for the same."""
        return own_origins(self.origin)

    @property
    def secure(self) -> bool:
        """Whether browsers reach us over TLS."""
        return self.origin.startswith("https:")

    @property
    def outgoing(self) -> MailServer | None:
        """Where letters go out, if the environment says so."""
        return mail_server(self.smtp, "smtp") if self.smtp else None

    @property
    def incoming(self) -> MailServer | None:
        """Where they come in, if the environment says so."""
        return mail_server(self.imap, "imap") if self.imap else None

    @property
    def database_url(self) -> str:
        """Where the database is."""
        return self.database or sqlite_url(self.data / "samovar.db")

    @property
    def copies(self) -> Path:
        """Where copies are made by the clock."""
        return self.backups or self.data / "copies"

    @property
    def secret_file(self) -> Path:
        """Where the signing keys are, unless the environment has them."""
        return self.data / "secret"

    @property
    def keys(self) -> list[str]:
        """Signing keys, newest last."""
        text = self.secret or self.secret_file.read_text("utf-8", "replace")
        keys = [key.strip() for key in text.replace("\n", ",").split(",") if key.strip()]
        if not keys or min(map(len, keys)) < 32:
            where = "SAMOVAR_SECRET" if self.secret else f"SAMOVAR_SECRET, in the file {self.secret_file}"
            raise BadSetting(f"{where}: needs keys of 32 characters or more")
        return keys


def _frame(body: int) -> int:
    """Twice the longest text, however it is written: what is a little too long is refused in words, not by its size."""
    return 2 * ESCAPED * body + AROUND


def _is_text(path: Path) -> bool:
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True


def shown(text: str) -> str:
    """What was set, as an error repeats it: without what stands before an @, which may be a password."""
    return repr(f"…{text[text.rindex('@') :]}" if "@" in text else text)


def _require_network(text: str) -> None:
    try:
        _ = text in ("", "*") or ip_network(text, strict=False)
    except ValueError as error:
        raise BadSetting(f"SAMOVAR_PROXIES: {shown(text)} is no address or network") from error


def _require_mail_server(protocol: Protocol, url: str) -> None:
    try:
        _ = url and mail_server(url, protocol)
    except NoMailServer as error:
        raise BadSetting(f"SAMOVAR_{protocol.upper()}={shown(url)}: {error}") from error


def sqlite_url(path: Path) -> str:
    """The address of a SQLite file: letters that mean something in an address are written so that they do not."""
    return f"sqlite:///{quote(str(path))}"
