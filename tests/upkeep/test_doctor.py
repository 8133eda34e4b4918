"""Each line of `samovar check`, fine, and in each of its troubles as they really come about."""

import asyncio
import contextlib
import resource
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from mailbox import mailbox
from pathlib import Path
from types import SimpleNamespace

import pytest
from aiosmtpd.smtp import SMTP, AuthResult

from dovecot import PASSWORD, dovecot
from house import KEY, Running, running
from peer import begin
from samovar.domain.delivery.alarm import Alarm
from samovar.domain.delivery.reconcile import Reconciler
from samovar.settings import Settings
from samovar.storage.tables import MailServerRow, utc_now
from samovar.texts import LANGS, Texts
from samovar.upkeep import copies
from samovar.upkeep.doctor import LOOKS, examine, machine, stored
from samovar.upkeep.doctor.line import Line, said
from upkeep.certificates import Authority
from upkeep.conftest import Behind

TEXTS = Texts.load()
NOBODY = 1
"""A port on which nothing listens."""
SEEN: set[str] = set()
"""What the tests below have shown, as keys of texts."""


async def look(name: str, settings: Settings) -> Line:
    [line] = [each async for each in examine(settings, [name])]
    words = [said(TEXTS, lang, line) for lang in LANGS]
    assert [each for each in words if "{" in each] == [], "a place is not filled"
    SEEN.add(f"check.{name}.{line.trouble or line.how}")
    return line


async def trouble(name: str, settings: Settings) -> str:
    return (await look(name, settings)).trouble


@pytest.fixture
def still(folder: Path) -> Settings:
    """An installation whose server does not run."""
    (folder / "secret").write_text("s" * 43, "utf-8")
    (folder / "secret").chmod(0o600)
    return Settings(data=folder, port=NOBODY)


def in_file(folder: Path, statement: str) -> None:
    with closing(sqlite3.connect(folder / "samovar.db")) as database, database:
        database.execute("PRAGMA foreign_keys = OFF")
        database.execute(statement)


# ---------------------------------------------------------------- what it stands on


async def test_the_database(still: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    assert await trouble("database", still) == ""
    with monkeypatch.context() as patch:
        patch.setitem(stored.OLDEST, "SQLite", (9, 0))
        assert await trouble("database", still) == "engine"
    in_file(folder, "UPDATE alembic_version SET version_num = '0001'")
    assert await trouble("database", still) == "behind"
    in_file(folder, "UPDATE alembic_version SET version_num = '9999'")
    assert await trouble("database", still) == "cli.database.newer"
    assert await trouble("database", replace(still, data=tmp_path / "none")) == "absent"
    assert await trouble("database", replace(still, database="mysql://x")) == "setting"
    assert await trouble("database", replace(still, database=f"postgresql://x@127.0.0.1:{NOBODY}/x")) == (
        "cli.database.unreachable"
    )


async def test_a_database_of_each_kind_is_fine(filled: str, tmp_path: Path):
    line = await look("database", Settings(data=tmp_path, database=filled))
    assert line.weight == "fine" and line.places["name"].split()[0] in ("SQLite", "PostgreSQL")


async def test_the_signing_key(still: Settings):
    assert await trouble("secret", still) == ""
    still.secret_file.chmod(0o640)
    assert await trouble("secret", still) == "readable"
    still.secret_file.write_text("short", "utf-8")
    assert await trouble("secret", still) == "missing"
    still.secret_file.unlink()
    assert await trouble("secret", still) == "missing"
    assert await trouble("secret", replace(still, secret=KEY)) == ""


async def test_time_zones(still: Settings, folder: Path):
    assert await trouble("zones", still) == ""
    in_file(folder, "UPDATE channel SET time_zone = 'Europe/Atlantis'")
    line = await look("zones", still)
    assert (line.trouble, line.places["names"]) == ("strange", "Europe/Atlantis")
    (folder / "samovar.db").write_bytes(b"not a database at all" * 100)
    assert await trouble("zones", still) == "unknown"


async def test_disk_space(still: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch):
    assert await trouble("disk", still) == ""
    size = (folder / "samovar.db").stat().st_size
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=machine.ROOM + size - 1))
    assert await trouble("disk", still) == "full"


async def test_the_clock(at: Running, monkeypatch: pytest.MonkeyPatch):
    kept = 0
    monkeypatch.setattr(machine, "kernel_clock", lambda: kept)
    await begin(at)
    assert await trouble("clock", at.settings) == ""
    kept = machine.NOT_SYNCHRONISED
    assert await trouble("clock", at.settings) == "unkept"
    at.clock.ahead = timedelta(hours=1)
    await begin(at)
    assert await trouble("clock", at.settings) == "back"


def test_the_system_is_really_asked_about_its_clock():
    assert machine.kernel_clock() in range(-1, machine.NOT_SYNCHRONISED + 1)


async def test_copies(still: Settings, folder: Path, other_disk: Path):
    assert await trouble("backup", still) == "off"
    in_file(folder, "INSERT INTO upkeep (id, copy_hours, copy_keep, rev) VALUES ('house', 6, 7, 1)")
    assert await trouble("backup", still) == "none"
    elsewhere = replace(still, backups=other_disk)
    for hours, near, far in ((13, "old", "old"), (11, "near", "")):
        now = utc_now() - timedelta(hours=hours)
        for each, expected in ((still, near), (elsewhere, far)):
            copies.make(folder / "samovar.db", each.copies, [], now, keep=7, with_secrets=False)
            assert await trouble("backup", each) == expected
    assert (await look("backup", still)).weight == "minor"
    (folder / "samovar.db").write_bytes(b"not a database at all" * 100)
    assert await trouble("backup", still) == "unknown"


# ---------------------------------------------------------------- the running server


async def test_the_server(at: Running, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, filled_file: Path):
    assert await trouble("server", at.settings) == ""
    assert await trouble("server", replace(at.settings, port=NOBODY)) == "silent"
    assert await trouble("server", replace(at.settings, secret="o" * 43)) == "other"
    assert await trouble("server", replace(at.settings, secret="", data=tmp_path / "none")) == "unknown"
    monkeypatch.setattr("samovar.upkeep.doctor.outside.__version__", "9.9.9")
    line = await look("server", at.settings)
    assert (line.trouble, line.places["there"]) == ("version", "9.9.9")


async def test_a_server_with_another_database_is_another(at: Running, tmp_path: Path):
    (tmp_path / "b").mkdir()
    async with running(tmp_path / "b") as elsewhere:
        assert await trouble("server", replace(at.settings, port=elsewhere.port)) == "other"


async def test_delivery(at: Running, monkeypatch: pytest.MonkeyPatch):
    assert await trouble("delivery", at.settings) == ""
    with monkeypatch.context() as patch:
        patch.setattr(Reconciler, "alarm", Alarm(utc_now()))
        assert await trouble("delivery", at.settings) == "behind"
    assert await trouble("delivery", replace(at.settings, port=NOBODY)) == "unknown"


async def test_open_files(at: Running):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    takes = replace(at.settings.limits, sockets=soft - machine.SPARE_FILES)
    assert await trouble("files", replace(at.settings, limits=takes)) == ""
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft - 1, hard))
    try:
        assert await trouble("files", replace(at.settings, limits=takes)) == "few"
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert await trouble("files", replace(at.settings, port=NOBODY)) == "unknown"


# ---------------------------------------------------------------- mail


@contextlib.asynccontextmanager
async def mute() -> AsyncIterator[int]:
    """The port of a server that never says a word."""

    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async with await asyncio.start_server(say_nothing, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]


@contextlib.asynccontextmanager
async def refusing() -> AsyncIterator[int]:
    """The port of a mail server that lets nobody in."""

    def line() -> SMTP:
        nobody = AuthResult(success=False, handled=False)
        return SMTP(object(), authenticator=lambda *_: nobody, auth_require_tls=False, hostname="mail.test")

    server = await asyncio.get_running_loop().create_server(line, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


def sealed(folder: Path, protocol: str) -> None:
    """A mail server set by an administrator, with a password that no key opens any more."""
    row = MailServerRow(id=protocol, host="127.0.0.1", port=1, username="chat", password="sealed", sender="a@b.example")
    values = row.model_dump()
    in_file(folder, f"INSERT INTO mail_server ({', '.join(values)}) VALUES ({', '.join(map(repr, values.values()))})")


async def test_outgoing_mail(still: Settings, folder: Path, behind: Behind, monkeypatch: pytest.MonkeyPatch):
    assert await trouble("mail_out", still) == "absent"
    async with mailbox() as box:
        assert await trouble("mail_out", replace(still, smtp=box.url)) == ""
        assert box.letters == []
    async with refusing() as port:
        signed = f"smtp://chat:wrong@127.0.0.1:{port}?tls=none&from=chat@olha.example"
        assert await trouble("mail_out", replace(still, smtp=signed)) == "signin"
    async with behind() as at:
        port = at.settings.origin.rpartition(":")[2]
        tls = f"smtps://localhost:{port}?from=chat@olha.example"
        assert await trouble("mail_out", replace(still, smtp=tls)) == "tls", "nobody knows its certificate"
    monkeypatch.setattr("samovar.outbound.smtp.STEP_SECONDS", 0.3)
    gone = f"smtp://127.0.0.1:{NOBODY}?tls=none&from=chat@olha.example"
    assert await trouble("mail_out", replace(still, smtp=gone)) == "unreachable"
    async with mute() as port:
        assert await trouble("mail_out", replace(still, smtp=gone.replace(f":{NOBODY}", f":{port}"))) == "silent"
    sealed(folder, "smtp")
    assert await trouble("mail_out", still) == "sealed"
    still.secret_file.unlink()
    assert await trouble("mail_out", still) == "unknown"


async def test_incoming_mail(still: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch):
    assert (await look("mail_in", still)).how == "absent"
    with dovecot() as box:
        assert await trouble("mail_in", replace(still, imap=box.url)) == ""
        assert await trouble("mail_in", replace(still, imap=box.url.replace(PASSWORD, "wrong"))) == "signin"
        assert await trouble("mail_in", replace(still, imap=box.url.replace("?", "/Elsewhere?"))) == "folder"
        monkeypatch.setattr("samovar.outbound.imap.STEP_SECONDS", 0.5)
        assert (
            await trouble("mail_in", replace(still, imap=box.url.replace("imap:", "imaps:").replace("tls=none&", "")))
            == "tls"
        )
    assert await trouble("mail_in", replace(still, imap=box.url)) == "unreachable"
    async with mute() as port:
        mute_url = box.url.replace(f":{box.port}", f":{port}")
        assert await trouble("mail_in", replace(still, imap=mute_url)) == "silent"
    sealed(folder, "imap")
    assert await trouble("mail_in", still) == "sealed"
    still.secret_file.unlink()
    assert await trouble("mail_in", still) == "unknown"


# ---------------------------------------------------------------- what visitors reach


async def test_the_certificate(behind: Behind, authority: Authority, monkeypatch: pytest.MonkeyPatch):
    async with behind() as at:
        assert await trouble("tls", at.settings) == ""
        monkeypatch.delenv("SSL_CERT_FILE")
        assert await trouble("tls", at.settings) == "untrusted"
        assert await trouble("address", at.settings) == "", "the other lines look behind it"
        assert await trouble("tls", replace(at.settings, url=f"https://localhost:{NOBODY}")) == "silent"
        assert await trouble("tls", replace(at.settings, url=at.http)) == "plain"


async def test_a_certificate_that_ends_soon(behind: Behind, authority: Authority):
    async with behind(days=13) as at:
        line = await look("tls", at.settings)
        assert (line.trouble, line.places["n"]) == ("soon", 13)


async def test_the_address(behind: Behind, tmp_path: Path):
    (tmp_path / "b").mkdir()
    async with behind() as at, running(tmp_path / "b") as elsewhere, stranger() as port:
        assert await trouble("address", at.settings) == ""
        assert await trouble("address", replace(at.settings, url="")) == "unset"
        assert await trouble("address", replace(at.settings, secret="", data=tmp_path / "none")) == "unknown"
        assert await trouble("address", replace(at.settings, url=f"https://localhost:{NOBODY}")) == "silent"
        assert await trouble("address", replace(at.settings, url=f"http://localhost:{port}")) == "refused"
        assert await trouble("address", replace(at.settings, url=elsewhere.http)) == "other"


@contextlib.asynccontextmanager
async def stranger() -> AsyncIterator[int]:
    """The port of a server that is no Samovar."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nhi")
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]


async def test_sockets(behind: Behind):
    async with behind() as at:
        assert await trouble("upgrade", at.settings) == ""
        assert await trouble("upgrade", replace(at.settings, url=f"https://localhost:{NOBODY}")) == "silent"
    async with behind(change=without("Upgrade")) as at:
        assert await trouble("upgrade", at.settings) == "refused"


def without(header: str) -> Callable[[str], str]:
    """nginx's configuration, less the line about a header."""
    return lambda text: "\n".join(line for line in text.splitlines() if f"proxy_set_header {header}" not in line)


async def test_the_visitors_address(behind: Behind):
    async with behind() as at:
        assert await trouble("client", at.settings) == ""
        assert await trouble("client", replace(at.settings, url=f"https://localhost:{NOBODY}")) == "unknown"
        assert await trouble("client", replace(at.settings, url=at.http)) == "", "without any proxy"
    async with behind(change=without("X-Forwarded-For")) as at:
        assert await trouble("client", at.settings) == "absent"
    async with behind(change=lambda text: text.replace("$proxy_add_x_", "$http_x_")) as at:
        assert await trouble("client", at.settings) == "absent"


async def test_a_proxy_that_hands_on_whatever_a_visitor_says(behind: Behind):
    """It names the address of whoever says none, and so is found only by pretending."""
    named = "map $http_x_forwarded_for $named { default $http_x_forwarded_for; '' $remote_addr; }\n"
    async with behind(change=lambda text: named + text.replace("$proxy_add_x_forwarded_for", "$named")) as at:
        assert await trouble("client", at.settings) == "passed_on"


async def test_a_proxy_that_is_not_believed_and_one_that_everybody_may_be(behind: Behind):
    async with behind(proxies="10.0.0.1") as at:
        line = await look("client", at.settings)
        assert (line.trouble, line.places["proxy"]) == ("unbelieved", "127.0.0.1")
    async with behind(proxies="*") as at:
        assert await trouble("client", at.settings) == "anybody"


# ---------------------------------------------------------------- all of them


def test_every_line_was_shown_fine_and_in_each_of_its_troubles():
    """Runs last: the words that no test above has brought about stand for nothing."""
    words = {key for key in TEXTS.by_lang["ru"] if key.startswith("check.") and not key.endswith(".title")}
    assert words - SEEN == set()
    assert {key.split(".")[1] for key in words} == set(LOOKS)
