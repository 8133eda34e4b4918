"""More of what goes wrong at the start: each is one sentence, nothing secret is shown, nothing is left half done."""

import os
import socket
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from conftest import Run
from samovar.cli import main
from samovar.settings import BadSetting, Settings
from samovar.storage.engine.address import address
from test_cli import epoch, said
from test_start_trouble import told

__all__ = ["told"]
Told = Callable[..., str]
LATIN = "\udcff"
"""A byte of a name that is no UTF-8, as Python shows it."""


@pytest.mark.parametrize("sign", ["#", "/", "?"])
def test_a_password_with_a_sign_of_addresses_is_explained_and_not_shown(
    told: Told, monkeypatch: pytest.MonkeyPatch, sign: str
):
    monkeypatch.setenv("SAMOVAR_DATABASE", f"postgresql://chat:hush{sign}1@127.0.0.1:1/chat")
    words = told("migrate")
    assert "hush" not in words and "%23" in words


@pytest.mark.parametrize(
    ("rest", "named"),
    [
        ("127.0.0.1:99999/x", "port"), ("h:port/x", "port"), ("h:1,h:x/x", "port"), ("[::1]:x/x", "port"),
        ("127.0.0.1/x?channel_binding=require", "channel_binding=require"),
        ("127.0.0.1/x?sslmode=verify-full&sslrootcert=/no/such.pem", "sslrootcert=/no/such.pem"),
        ("127.0.0.1/x?sslcert=/no/such.crt", "sslcert=/no/such.crt"),
    ],
)  # fmt: skip
def test_what_an_address_asks_in_vain_is_named(rest: str, named: str):
    with pytest.raises(BadSetting, match=named) as refused:
        address(f"postgresql://u:hush@{rest}")
    assert "hush" not in str(refused.value)


@pytest.mark.parametrize(
    "rest", ["h/x", "h:5432/x", "[::1]:5432/x", "h1,h2:5433/x", "/x?host=/run/postgresql", "[::1]/x"]
)
def test_addresses_with_and_without_ports_are_read(rest: str):
    assert address(f"postgresql://u:p%40@{rest}").dsn == f"postgresql://u:p%40@{rest.replace('=/run/', '=%2Frun%2F')}"


@pytest.mark.parametrize("url", ["http://[::1", "http://[", "https://[x]/"])
def test_a_public_address_that_is_none_is_said(told: Told, monkeypatch: pytest.MonkeyPatch, url: str):
    monkeypatch.setenv("SAMOVAR_URL", url)
    assert "SAMOVAR_URL" in told("migrate")


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SAMOVAR_URL", "https://me:hush@chat.example"), ("SAMOVAR_URL", "https://me:hu/sh@chat.example"),
        ("SAMOVAR_URL", "me:hush@chat.example"), ("SAMOVAR_PROXIES", "127.0.0.1, http://me:hush@proxy"),
        ("SAMOVAR_DATABASE", "me:hush@localhost/chat"), ("SAMOVAR_DATABASE", "me:hush@localhost://chat"),
        ("SAMOVAR_PORT", "hush@1"),
    ],
)  # fmt: skip
def test_what_stands_before_an_at_is_never_repeated(
    told: Told, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
):
    """It may be a password."""
    monkeypatch.setenv(variable, value)
    words = told("migrate")
    assert variable in words
    assert not [secret for secret in ("me:", "hush", "hu/sh") if secret in words], words


def test_a_folder_that_no_address_can_name_is_said(told: Told, tmp_path: Path):
    assert "SAMOVAR_DATA" in told("init", "--data", f"{tmp_path}/{LATIN}")


@pytest.mark.parametrize("host", ["ü" * 80, "a..b", "x" * 70])
def test_a_host_that_is_no_name_is_said(told: Told, host: str):
    assert told("serve", "--host", host) == said("host_unknown", host=host)


@pytest.mark.parametrize(
    ("host", "shown"),
    [("::1", "http://[::1]:8000"), ("0.0.0.0", "http://127.0.0.1:8000"), ("::", "http://127.0.0.1:8000"),
     ("192.0.2.7", "http://192.0.2.7:8000"), ("localhost", "http://localhost:8000")],
)  # fmt: skip
def test_the_links_that_are_printed_lead_to_where_we_listen(host: str, shown: str):
    assert Settings(host=host).origin == shown


def test_a_secret_that_cannot_be_used_is_said_before_a_link_is_printed(told: Told, data: Path):
    data.mkdir(parents=True)
    (data / "secret").write_text("")
    assert str(data / "secret") in told("init")


# ---------------------------------------------------------------- copies


def test_no_copy_is_made_of_what_is_no_database(told: Told, data: Path, tmp_path: Path):
    data.mkdir(parents=True)
    (data / "secret").write_text("s" * 40)
    (data / "samovar.db").write_bytes(b"a letter, and no database" * 100)
    assert told("backup", str(tmp_path / "copy.db")) == said("database.unsound", name=data / "samovar.db")
    assert not list(tmp_path.glob("copy.db*"))


def test_no_copy_is_made_of_a_folder(told: Told, data: Path, tmp_path: Path):
    (data / "samovar.db").mkdir(parents=True)
    (data / "secret").write_text("s" * 40)
    assert str(data / "samovar.db") in told("backup", str(tmp_path / "copy.db"))
    assert not list(tmp_path.glob("copy.db*"))


def test_a_copy_does_not_wait_for_ever(told: Told, run: Run, data: Path, tmp_path: Path, monkeypatch):
    monkeypatch.setattr("samovar.storage.engine.backup.PATIENCE", 0.05, raising=False)
    run("init")
    with closing(sqlite3.connect(data / "samovar.db", isolation_level=None)) as holder:
        holder.execute("PRAGMA locking_mode=EXCLUSIVE")
        holder.execute("BEGIN EXCLUSIVE")
        assert told("backup", str(tmp_path / "copy.db")) == said("database.busy", name=data / "samovar.db")


def test_a_secret_that_cannot_be_used_stops_a_restore_before_it_begins(
    told: Told, run: Run, data: Path, tmp_path: Path
):
    run("init")
    copy = tmp_path / "copy.db"
    run("backup", str(copy))
    before = epoch(data / "samovar.db")
    (data / "secret").write_text("short")
    assert str(data / "secret") in told("restore", str(copy))
    assert epoch(data / "samovar.db") == before and not (data / "samovar.db.before").exists()


# ---------------------------------------------------------------- the demonstration


def demo(capsys: pytest.CaptureFixture[str], folder: Path, *arguments: str) -> str:
    assert main(["demo", "--data", str(folder), *arguments]) == 2
    return capsys.readouterr().err.strip().splitlines()[-1]


@pytest.mark.parametrize("port", ["99999", "-1"])
def test_a_port_of_the_shop_that_is_none_is_said(capsys: pytest.CaptureFixture[str], tmp_path: Path, port: str):
    assert "--shop-port" in demo(capsys, tmp_path / "demo", "--shop-port", port)
    assert not os.path.exists(tmp_path / "demo")


def test_one_port_for_both_servers_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = str(found.getsockname()[1])
    assert "--shop-port" in demo(capsys, tmp_path / "demo", "--shop-port", port, "--port", port)
    assert not os.path.exists(tmp_path / "demo")


@pytest.mark.parametrize("host", ["192.0.2.1", "nobody.invalid", "2001:db8::1"])
def test_a_host_that_is_not_ours_is_said_as_such(capsys: pytest.CaptureFixture[str], tmp_path: Path, host: str):
    """As `serve` says it: the ports are free."""
    words = demo(capsys, tmp_path / "demo", "--host", host, "--port", "0", "--shop-port", "0")
    assert words == said("host_unknown", host=host)
