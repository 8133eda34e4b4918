"""The servers that letters go out and come in by: those of the environment, else those of the Mail page."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from samovar.domain.company import journal
from samovar.mailservers import MailServer, Protocol
from samovar.sealing import BrokenSeal, Seal
from samovar.storage.engine.database import Database, Session
from samovar.storage.engine.writer import Writer
from samovar.storage.queries import jobs, mails
from samovar.storage.tables import MailServerRow

FIELDS = ("host", "port", "tls", "username", "sender", "folder")


class MailServers:
    """As last read or set. `given`: what the environment says, by protocol."""

    def __init__(
        self, database: Database, writer: Writer, seal: Seal, clock: Callable[[], datetime],
        given: Mapping[Protocol, MailServer | None],
    ) -> None:  # fmt: skip
        self._database = database
        self._writer = writer
        self._seal = seal
        self._clock = clock
        self._given = given
        self._rows: dict[str, MailServerRow] = {}
        self.seen_at: datetime | None = None
        """When the mailbox was last looked into."""
        self.trouble: tuple[str, str] | None = None
        """Why it cannot be: key of the words, and the server's own."""

    async def refresh(self) -> None:
        """Read again."""
        self._rows = {each.id: each for each in await self._database.read(mails.servers)}

    def given(self, protocol: Protocol) -> bool:
        """Whether the environment decides."""
        return self._given[protocol] is not None

    def server(self, protocol: Protocol) -> MailServer | None:
        """Where letters go out or come in; nothing where none is set up, or its password cannot be read any more."""
        row = self._rows.get(protocol)
        if (given := self._given[protocol]) or row is None or not row.host:
            return given
        try:
            password = self._seal.open(row.password) if row.password else ""
        except BrokenSeal:
            return None
        return replace(_server(row), password=password)

    def shown(self, protocol: Protocol) -> MailServer | None:
        """The same for people to see, without its password; also where that cannot be read."""
        row = self._rows.get(protocol)
        found = self._given[protocol] or (_server(row) if row and row.host else None)
        return replace(found, password="") if found else None

    def rev(self, protocol: Protocol) -> int:
        """Of what the page sets."""
        return row.rev if (row := self._rows.get(protocol)) else 0

    def has_password(self, protocol: Protocol) -> bool:
        """Whether one is kept; it is never shown."""
        return bool((row := self._rows.get(protocol)) and row.password)

    def seen(self, now: datetime) -> None:
        """The mailbox was looked into."""
        self.seen_at, self.trouble = now, None

    def troubled(self, reason: str, words: str) -> None:
        """It could not be."""
        self.trouble = (reason, words)

    async def save(self, protocol: Protocol, rev: int, said: MailServer, by: str) -> None:
        """Set one; without a password the one that is kept stays. What waits for it goes on at once. Raises
        ChangedSince."""
        sealed = self._seal.close(said.password) if said.password else None
        await self._writer.run(lambda session: self._store(session, protocol, rev, said, sealed, by))
        await self.refresh()
        if protocol == "imap":
            self.seen_at = self.trouble = None

    def _store(
        self, session: Session, protocol: Protocol, rev: int, said: MailServer, sealed: str | None, by: str
    ) -> None:
        row = mails.server(session, protocol)
        values = {name: getattr(said, name) for name in FIELDS}
        # Whether there is one, and not which: the journal keeps no secrets. Nobody signs in without a name.
        password = ["", "•••" if sealed else ""] if said.username else ["•••" if row.password else "", ""]
        if "password" in journal.edit(session, row, rev, values, by=by, what="mail", beside={"password": password}):
            row.password = password[1] and (sealed or "")
        if protocol == "smtp":
            jobs.hurry(session, "mail", self._clock())


def _server(row: MailServerRow) -> MailServer:
    return MailServer(**{name: getattr(row, name) for name in FIELDS})
