"""A mailbox that letters come in by. Every call waits for its server: they are made from threads.

Nothing in it is changed, but that what we took is marked as read.
"""

import contextlib
import imaplib
import socket
import ssl
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from samovar.mailservers import MailServer
from samovar.model.numbers import whole

STEP_SECONDS = 20.0
LARGEST = 1_000_000
"""Bytes that are read of one letter: its text stands before what is attached."""
BACK = timedelta(days=3)
"""How far a mailbox is looked through that we do not know yet, or that was made anew."""
WORDS = 400


class ImapTrouble(Exception):
    """`reason`: key of the words; `words`: the server's."""

    def __init__(self, reason: str, words: object = "") -> None:
        if isinstance(words, OSError) and words.strerror:
            words = words.strerror
        said = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
        self.reason = reason
        self.words = " ".join("".join(each if each.isprintable() else " " for each in said).split())[:WORDS]
        super().__init__(f"{reason} {self.words}".strip())


class Place(msgspec.Struct, frozen=True):
    """How far a mailbox was read: in this life of it (`validity`) up to this number."""

    validity: str = ""
    last: int = 0

    @classmethod
    def of(cls, text: str) -> "Place":
        """As it was stored."""
        validity, _, last = text.partition(":")
        number = whole(last, 2**32 - 1)  # RFC 9051, 9: nz-number
        return cls() if number is None else cls(validity, number)

    def __str__(self) -> str:
        return f"{self.validity}:{self.last}"


class Mailbox:
    """One visit to it. Raises ImapTrouble."""

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self._line: imaplib.IMAP4 | None = None
        self.validity = ""

    def open(self) -> None:
        """Connect, sign in, choose the folder."""
        try:
            self._line = self._connected()
            if self._server.tls == "starttls":
                self._line.starttls(ssl.create_default_context())
        except ssl.SSLError as error:
            raise ImapTrouble("tls", error) from error
        except (OSError, imaplib.IMAP4.error) as error:
            raise ImapTrouble("silent" if isinstance(error, TimeoutError) else "unreachable", error) from error
        self._sign_in(self._line)
        self._ask("folder", self._line.select, f'"{self._server.folder}"')
        validity = self._line.response("UIDVALIDITY")[1]
        self.validity = validity[0].decode() if validity and isinstance(validity[0], bytes) else ""

    def _connected(self) -> imaplib.IMAP4:
        server = self._server
        if server.tls == "tls":
            context = ssl.create_default_context()
            return imaplib.IMAP4_SSL(server.host, server.port, ssl_context=context, timeout=STEP_SECONDS)
        return imaplib.IMAP4(server.host, server.port, timeout=STEP_SECONDS)

    def _sign_in(self, line: imaplib.IMAP4) -> None:
        """PLAIN where it is known: LOGIN takes no other letters than ASCII's."""
        name, password = self._server.username, self._server.password
        if "AUTH=PLAIN" in line.capabilities:
            self._ask("signin", line.authenticate, "PLAIN", lambda _: f"\0{name}\0{password}".encode())
        else:
            self._ask("signin", line.login, name, password)

    def new(self, place: Place, now: datetime) -> list[int]:
        """The numbers of letters after a place, the oldest first."""
        known = place.validity == self.validity
        since = imaplib.Time2Internaldate(now - BACK)[1:12].strip()
        asked = ("UID", f"{place.last + 1}:*") if known else ("SINCE", since)
        found = self._ask("silent", self._open.uid, "SEARCH", *asked)
        numbers = sorted(int(each) for line in found if line for each in line.split())
        return [each for each in numbers if not known or each > place.last]

    def letter(self, number: int) -> bytes:
        """One letter, or its beginning; empty where it is gone."""
        found = self._ask("silent", self._open.uid, "FETCH", str(number), f"(BODY.PEEK[]<0.{LARGEST}>)")
        return next((bytes(each[1]) for each in found if isinstance(each, tuple)), b"")

    def mark_read(self, number: int) -> None:
        """So that people who look into the mailbox see that it was taken."""
        self._ask("silent", self._open.uid, "STORE", str(number), "+FLAGS.SILENT", r"(\Seen)")

    def close(self) -> None:
        """Take leave, if there is anybody to take leave of."""
        if self._line:
            with contextlib.suppress(OSError, imaplib.IMAP4.error):
                self._line.logout()
            with contextlib.suppress(OSError):
                self._line.shutdown()

    def cut(self) -> None:
        """From another thread: whoever waits for the server waits no longer."""
        if self._line:
            with contextlib.suppress(OSError):
                self._line.socket().shutdown(socket.SHUT_RDWR)

    @property
    def _open(self) -> imaplib.IMAP4:
        assert self._line is not None
        return self._line

    def _ask(self, reason: str, ask: Any, *arguments: Any) -> Sequence[Any]:
        try:
            status, answer = ask(*arguments)
        except (OSError, UnicodeError, imaplib.IMAP4.abort) as error:
            raise ImapTrouble("silent" if reason != "signin" else reason, error) from error
        except imaplib.IMAP4.error as error:
            raise ImapTrouble(reason, error.args[0] if error.args else "") from error
        if status != "OK":
            raise ImapTrouble(reason, answer[0] if answer else "")
        return list(answer)
