"""A mail server that behaves as it is told, and keeps what it was given."""

import asyncio
import contextlib
import ssl
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import partial
from typing import Any, TypeVar

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from samovar.domain import mails
from samovar.storage.engine.database import Database
from samovar.storage.tables import Job, Mail

T = TypeVar("T")
UNTIL = "2026-12-05T09:30:00+00:00"
PLACES: dict[str, dict[str, str]] = {
    "invitation": {"who": "Марина", "site": "Ольха", "path": "/invite/sesame", "until": UNTIL},
    "password_reset": {"name": "Анна", "site": "Ольха", "path": "/reset/sesame", "until": UNTIL},
    "confirm_channel_address": {
        "who": "Марина", "site": "Ольха", "channel": "Москва", "path": "/confirm/sesame", "until": UNTIL,
    },
    "question": {
        "site": "Ольха", "channel": "Москва", "zone": "Europe/Moscow", "path": "/c/4182", "name": "Павел",
        "question": "Хотим кухню 3,2 м с пеналом под духовку. Сколько ждать замера в Химках?",
        "phone": "+79160004518", "email": "pavel@example.com", "way": "telegram", "origin": "Химки, Яндекс Директ",
        "page": "https://olha.example/neva", "page_title": "Кухня «Нева»", "consent": UNTIL,
        "promised": UNTIL, "category": "Замер",
    },
    "answer": {
        "who": "Анна", "site": "Ольха", "link": "https://olha.example/#samovar=sesame", "upto": "7",
        "path": "/letters/stop/sesame",
        "text": "Замер бесплатный.\nКогда вам удобно?",
    },
    "test": {"who": "Марина", "site": "Ольха", "path": "/"},
}  # fmt: skip
"""A letter of each kind."""


@dataclass
class Mailbox:
    """`sender`, `rcpt`, `data`: what to answer to addresses and to a letter; empty: it takes them."""

    port: int = 0
    sender: str = ""
    rcpt: str = ""
    data: str = ""
    dies: bool = False
    """After it has taken a letter, instead of saying so."""
    hangs: bool = False
    """The same, but it keeps the line."""
    tls: ssl.SSLContext | None = None
    """Speaks TLS by it: from the start, or after STARTTLS."""
    at_once: bool = False
    reports: bool = False
    """It says when a letter has arrived, to whoever asks it to (RFC 3461)."""
    asked: list[str] = field(default_factory=list)
    """What it was asked to report, letter by letter."""
    password: str = ""
    """Of "chat", without which it takes nothing."""
    letters: list[EmailMessage] = field(default_factory=list)
    envelopes: list[Envelope] = field(default_factory=list)
    lines: list[SMTP] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}?tls=none&from=chat@olha.example"

    def signs_in(self, server: SMTP, session: Session, envelope: Envelope, how: str, given: Any) -> AuthResult:
        """Only "chat", with the password."""
        return AuthResult(success=(given.login, given.password) == (b"chat", self.password.encode()), handled=False)

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [*responses[:1], *(["250-DSN"] if self.reports else []), *responses[1:]]

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if not self.sender:
            envelope.mail_from = address
        return self.sender or "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if not self.rcpt:
            envelope.rcpt_tos.append(address)
        return self.rcpt or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.data:
            return self.data
        content = envelope.content
        assert isinstance(content, bytes)
        self.letters.append(message_from_bytes(content, policy=policy.default))
        self.envelopes.append(envelope)
        if self.hangs:
            await asyncio.sleep(60)
        if self.dies:
            server.transport.abort()
        return "250 OK"

    def texts(self, number: int = -1) -> str:
        part = self.letters[number].get_body(("plain",))
        assert part is not None
        return str(part.get_content())


class Line(SMTP):
    """One connection; knows what the library does not: reports."""

    async def smtp_RCPT(self, arg: str) -> None:  # noqa: N802
        address, _, asked = arg.partition(" NOTIFY=")
        self.event_handler.asked.append(asked)
        await super().smtp_RCPT(address)


@contextlib.asynccontextmanager
async def mailbox(**more: Any) -> AsyncIterator[Mailbox]:
    made = Mailbox(**more)

    def line() -> SMTP:
        with warnings.catch_warnings(action="ignore"):  # It does not know that TLS is around it.
            made.lines.append(
                Line(
                    made, enable_SMTPUTF8=True, hostname="mail.test", tls_context=None if made.at_once else made.tls,
                    auth_required=bool(made.password), auth_require_tls=False, authenticator=made.signs_in,
                )
            )  # fmt: skip
        return made.lines[-1]

    at_once = made.tls if made.at_once else None
    server = await asyncio.get_running_loop().create_server(line, "127.0.0.1", 0, ssl=at_once)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
        for each in made.lines:
            if each.transport:
                each.transport.abort()
        await asyncio.sleep(0)


async def write_letter(
    run: Callable[[Any], Any], kind: str = "test", to: str = "anna@olha.example", dedupe: str = "once", **more: Any
) -> str:
    """One letter into the table; `run` carries a function of the session out. Gives its id."""
    places = PLACES[kind] | more.pop("places", {})
    work = partial(mails.queue, kind=kind, to=to, lang=more.pop("lang", "ru"), places=places, dedupe=dedupe, **more)
    return str(await run(work))


async def letter(database: Database, mail_id: str) -> Mail:
    return await database.read(lambda session: session.get_one(Mail, mail_id))


async def job_of(database: Database, mail_id: str) -> Job:
    def found(session: Any) -> Job:
        return next(each for each in session.query(Job) if each.data.get("mail") == mail_id)

    return await database.read(found)


async def comes_to(database: Database, mail_id: str, state: str, reason: str | None = None) -> Mail:
    """Wait until a letter is in this state."""
    return await eventually(
        lambda: letter(database, mail_id), lambda mail: mail.state == state and reason in (None, mail.reason)
    )


async def was_tried(database: Database, mail_id: str, attempts: int) -> Job:
    """Wait until so many attempts have come to their end."""
    return await eventually(
        lambda: job_of(database, mail_id), lambda job: job.attempts >= attempts and job.leased_until is None
    )


async def eventually(ask: Callable[[], Awaitable[T]], holds: Callable[[T], bool]) -> T:
    """What is asked for, once it is so."""
    for _ in range(1000):
        if holds(found := await ask()):
            return found
        await asyncio.sleep(0.01)
    raise AssertionError(f"after ten seconds still {found}")
