"""Gives one letter to the mail server, and tells what came of it."""

import ssl
from collections.abc import Awaitable, Callable
from email.message import EmailMessage
from email.policy import SMTPUTF8

import aiosmtplib
from aiosmtplib import (
    SMTP,
    SMTPHeloError,
    SMTPNotSupported,
    SMTPResponseException,
    SMTPServerDisconnected,
    SMTPTimeoutError,
)

from samovar.mailservers import MailServer
from samovar.model.email import in_ascii
from samovar.outbound.headers import ASCII_ONLY
from samovar.outbound.worker import GiveUp, TryAgain

STEP_SECONDS = 20.0
DATA_SECONDS = 60.0
"""For the answer to a whole letter: servers may read it for viruses first."""


async def send(
    server: MailServer, recipient: str, message: EmailMessage, hand_over: Callable[[], Awaitable[None]], *,
    reported: bool = False,
) -> None:  # fmt: skip
    """Returns when the server has taken it. Raises TryAgain, GiveUp. `reported`: servers that can shall say when it has
    arrived (RFC 3461), since somebody reads what they say."""
    client = _client(server)
    try:
        await _reach(client, server)
        await _address(client, server, recipient, reported)
        await _give(client, message, hand_over)
    finally:
        client.close()


async def knock(server: MailServer) -> None:
    """Whether it lets us in; nothing is sent. Raises TryAgain."""
    client = _client(server)
    try:
        await _reach(client, server)
        await client.quit()
    except (aiosmtplib.SMTPException, OSError) as error:
        raise TryAgain("silent", _words(error)) from error
    finally:
        client.close()


def _client(server: MailServer) -> SMTP:
    return SMTP(
        hostname=server.host, port=server.port, use_tls=server.tls == "tls", start_tls=False,
        timeout=STEP_SECONDS,
    )  # fmt: skip


async def _reach(client: SMTP, server: MailServer) -> None:
    """What is wrong here is wrong for every letter: the settings are mended, or the server comes back."""
    try:
        await client.connect()
        await _greet(client)
        if server.tls == "starttls":
            await _cover(client)
    except (aiosmtplib.SMTPException, OSError) as error:
        raise TryAgain("tls" if _is_of_tls(error) else _unheard(error), _words(error)) from error
    if not server.username:
        return
    try:
        await client.login(server.username, server.password)
    except (SMTPServerDisconnected, OSError) as error:
        raise TryAgain(_unheard(error), _words(error)) from error
    except aiosmtplib.SMTPException as error:
        raise TryAgain("signin", _words(error)) from error


async def _cover(client: SMTP) -> None:
    """Go on over TLS, or not at all."""
    if not client.supports_extension("starttls"):
        raise TryAgain("tls", "STARTTLS?")
    await client.starttls()
    await _greet(client)


async def _greet(client: SMTP) -> None:
    """Hear what it can; old servers know an older greeting."""
    if client.is_ehlo_or_helo_needed:
        try:
            await client.ehlo()
        except SMTPHeloError:
            await client.helo()


async def _address(client: SMTP, server: MailServer, recipient: str, reported: bool) -> None:
    """5xx for the recipient is final; for the sender it is a setting of ours."""
    sender, recipient = in_ascii(server.sender), in_ascii(recipient)
    international = [] if (sender + recipient).isascii() else ["SMTPUTF8"]
    if international and not client.supports_extension("smtputf8"):
        raise GiveUp("alphabet")
    try:
        await client.mail(sender, options=international, encoding="utf-8")
    except SMTPResponseException as error:
        raise TryAgain("sender", _words(error)) from error
    except (aiosmtplib.SMTPException, OSError) as error:
        raise TryAgain("silent", _words(error)) from error
    try:
        report = ["NOTIFY=SUCCESS,FAILURE"] if reported and client.supports_extension("dsn") else []
        await client.rcpt(recipient, options=report, encoding="utf-8")
    except (aiosmtplib.SMTPException, OSError) as error:
        raise _judged(error, _words(error)) from error


async def _give(client: SMTP, message: EmailMessage, hand_over: Callable[[], Awaitable[None]]) -> None:
    """The one moment where it may be taken without our hearing of it."""
    international = not (str(message["To"]) + str(message["From"].addresses[0].addr_spec)).isascii()
    written = message.as_bytes(policy=SMTPUTF8 if international else ASCII_ONLY)
    await hand_over()
    try:
        await client.data(written, timeout=DATA_SECONDS)
    except SMTPResponseException as error:
        raise _judged(error, _words(error)) from error
    except (aiosmtplib.SMTPException, OSError) as error:
        raise TryAgain("silent", _words(error), answered=False) from error
    try:
        await client.quit()
    except (aiosmtplib.SMTPException, OSError):
        return


def _unheard(error: Exception) -> str:
    return "silent" if isinstance(error, SMTPTimeoutError) else "unreachable"


def _is_of_tls(error: BaseException | None) -> bool:
    """Whether it comes down to a connection that would not be secure."""
    while error and not isinstance(error, ssl.SSLError):
        error = error.__cause__ or error.__context__
    return error is not None


def _judged(error: Exception, words: str) -> TryAgain:
    """5xx: never. 4xx: later. No answer: later."""
    if isinstance(error, SMTPServerDisconnected | SMTPTimeoutError | OSError | SMTPNotSupported):
        return TryAgain("silent", words)
    code = error.code if isinstance(error, SMTPResponseException) else 0
    return GiveUp("refused", words) if 500 <= code < 600 else TryAgain("later", words)


def _words(error: Exception) -> str:
    """What the server said, on one line."""
    said = f"{error.code} {error.message}" if isinstance(error, SMTPResponseException) else str(error)
    return " ".join("".join(each if each.isprintable() else " " for each in said).split())[:400]
