"""Addresses of mail servers, as the environment names them: smtps://user:password@host:465?from=chat@example.com"""

from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from samovar.model.email import is_email

Tls = Literal["tls", "starttls", "none"]
Protocol = Literal["smtp", "imap"]
PORTS: dict[tuple[str, str], int] = {
    ("smtp", "tls"): 465, ("smtp", "starttls"): 587, ("smtp", "none"): 25,
    ("imap", "tls"): 993, ("imap", "starttls"): 143, ("imap", "none"): 143,
}  # fmt: skip


class NoMailServer(ValueError):
    """Cannot be used as one; says what would do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where letters go out, or come in, and as whom."""

    host: str
    port: int
    tls: Tls
    username: str = ""
    password: str = field(default="", repr=False)
    sender: str = ""
    """The address that letters come from; of a server for incoming ones, the one that they are sent to."""
    folder: str = "INBOX"


def mail_server(url: str, protocol: Protocol) -> MailServer:
    """Reads smtp(s)://user:password@host:port?from=address, or imap(s)://user:password@host:port/folder?to=address.
    With the s TLS from the start; else STARTTLS, which `?tls=none` leaves out. Raises NoMailServer."""
    parts, asked = _parts(url, protocol)
    tls: Tls = "tls" if parts.scheme == f"{protocol}s" else "none" if asked.pop("tls", "") == "none" else "starttls"
    username = unquote(parts.username or "")
    whose = "from" if protocol == "smtp" else "to"
    sender = asked.pop(whose, "") or username
    if asked:
        raise NoMailServer(f"?{next(iter(asked))}= is not known here")
    if not is_email(sender):
        raise NoMailServer(f"needs ?{whose}=address at its end, unless the user is an address")
    return MailServer(
        host=parts.hostname or "", port=parts.port or PORTS[protocol, tls], tls=tls, username=username,
        password=unquote(parts.password or ""), sender=sender, folder=unquote(parts.path.strip("/")) or "INBOX",
    )  # fmt: skip


def _parts(url: str, protocol: Protocol) -> tuple[SplitResult, dict[str, str]]:
    """The address taken apart, and what stands behind its question mark."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise NoMailServer(str(error)) from error
    if parts.scheme not in (protocol, f"{protocol}s") or not parts.hostname:
        raise NoMailServer(f"needs {protocol}s://user:password@host:port")
    return parts, {name: values[-1] for name, values in parse_qs(parts.query).items()}
