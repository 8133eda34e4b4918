"""What an administrator gets wrong at the start is answered in one sentence that says what to do: no traceback,
status 2, and nothing is overwritten by what could not be served."""

import os
import socket
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import mmdb_writer
import pytest
from netaddr import IPSet

import postgres as pg
from conftest import Run
from samovar.cli import main
from test_cli import epoch, people_in, said


@pytest.fixture
def told(run: Run) -> Callable[..., str]:
    """Runs a command that cannot go on: its one sentence."""

    def told(*arguments: str) -> str:
        status, _, err = run(*arguments)
        assert status == 2 and "Traceback" not in err and err.count("\n") == 1, err
        return err.strip()

    return told


def database(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("SAMOVAR_DATABASE", url)


# ---------------------------------------------------------------- databases


def unused_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.mark.parametrize("command", ["init", "migrate", "serve"])
def test_a_server_that_is_not_there_is_said(told, monkeypatch: pytest.MonkeyPatch, command: str):
    port = unused_port()
    database(monkeypatch, f"postgresql://chat:hush@127.0.0.1:{port}/chat")
    words = told(command, *(["--port", "0"] if command == "serve" else []))
    assert f"127.0.0.1:{port}" in words and "SAMOVAR_DATABASE" in words and "hush" not in words


def test_a_host_that_no_one_knows_is_said(told, monkeypatch: pytest.MonkeyPatch):
    database(monkeypatch, "postgresql://chat@nowhere.invalid/chat")
    assert "nowhere.invalid" in told("migrate")


def test_a_database_that_is_not_there_is_said_with_how_to_make_it(told, monkeypatch: pytest.MonkeyPatch, postgres: str):
    database(monkeypatch, pg.named(postgres, "nobody_made_it"))
    assert told("migrate") == said("database.missing", name="nobody_made_it")


def test_a_parameter_that_the_server_does_not_know_is_named(told, monkeypatch: pytest.MonkeyPatch, postgres: str):
    database(monkeypatch, postgres + ("&" if "?" in postgres else "?") + "pgbouncer=true")
    assert "pgbouncer" in told("migrate")


@pytest.mark.parametrize("encoding", ["WIN1251", "LATIN1", "SQL_ASCII"])
def test_a_database_that_cannot_hold_every_text_is_refused(
    told, monkeypatch: pytest.MonkeyPatch, postgres: str, encoding: str
):
    name = f"samovar_test_{encoding.lower()}"
    make = f"CREATE DATABASE {name} ENCODING '{encoding}' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"
    pg.apart(pg.execute(postgres, make))
    try:
        database(monkeypatch, pg.named(postgres, name))
        assert told("migrate") == said("database.encoding", name=name, encoding=encoding)
    finally:
        pg.apart(pg.execute(postgres, f"DROP DATABASE {name} WITH (FORCE)"))


def test_a_file_that_is_no_database_is_said_and_left_alone(told, data: Path):
    data.mkdir(parents=True)
    (data / "samovar.db").write_bytes(b"a letter, and no database" * 100)
    assert told("migrate") == said("database.unsound", name=data / "samovar.db")
    assert (data / "samovar.db").read_bytes().startswith(b"a letter")


def test_another_programs_database_is_said_and_left_alone(told, data: Path):
    data.mkdir(parents=True)
    with closing(sqlite3.connect(data / "samovar.db")) as other, other:
        other.execute("CREATE TABLE moz_places (url TEXT)")
    assert told("init") == said("database.foreign", name=data / "samovar.db")
    with closing(sqlite3.connect(data / "samovar.db")) as other:
        assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("moz_places",)]


def newer(file: Path) -> None:
    with closing(sqlite3.connect(file)) as found, found:
        found.execute("UPDATE alembic_version SET version_num = '9999'")


@pytest.mark.parametrize("command", [("init",), ("migrate",), ("serve", "--port", "0"), ("invite", "a@olha.example")])
def test_a_database_newer_than_the_program_is_said_and_left_alone(told, data: Path, command: tuple[str, ...]):
    people_in(data)
    (data / "secret").write_text("s" * 40)
    newer(data / "samovar.db")
    before = epoch(data / "samovar.db")
    assert told(*command) == said("database.newer", name=data / "samovar.db")
    assert epoch(data / "samovar.db") == before


def test_a_database_that_another_program_holds_is_said(told, data: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("samovar.storage.engine.database.BUSY_MS", 50)
    people_in(data)
    with closing(sqlite3.connect(data / "samovar.db", isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        assert told("migrate") == said("database.busy", name=data / "samovar.db")


def test_a_folder_that_is_none_is_said(told, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    (tmp_path / "file").write_text("")
    for command in ("init", "serve"):
        assert str(tmp_path / "file") in told(command, "--data", str(tmp_path / "file" / "data"))
    database(monkeypatch, f"sqlite:///{tmp_path}/nowhere/samovar.db")
    assert str(tmp_path / "nowhere") in told("migrate")
    assert not (tmp_path / "nowhere").exists()


# ---------------------------------------------------------------- other settings


def city_file(path: Path, kind: str, record: dict[str, object]) -> Path:
    made = mmdb_writer.MMDBWriter(4, kind)
    made.insert_network(IPSet(["1.2.0.0/16"]), record)
    made.to_db_file(str(path))
    return path


def test_a_file_without_cities_is_said_with_its_kind(told, data: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    people_in(data)
    (data / "secret").write_text("s" * 40)
    asn = city_file(tmp_path / "asn.mmdb", "GeoLite2-ASN", {"autonomous_system_number": 1})
    broken = tmp_path / "broken.mmdb"
    broken.write_bytes(b"nothing")
    for file, named in ((asn, "GeoLite2-ASN"), (broken, "MaxMind")):
        monkeypatch.setenv("SAMOVAR_GEOIP_DB", str(file))
        words = told("serve", "--port", "0")
        assert "SAMOVAR_GEOIP_DB" in words and named in words


def test_an_address_to_listen_on_that_is_not_ours_is_said(told, data: Path):
    for host in ("192.0.2.1", "nowhere.invalid"):
        assert told("serve", "--host", host) == said("host_unknown", host=host)


def test_a_proxy_that_is_no_address_is_said(told, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SAMOVAR_PROXIES", "127.0.0.1, my-proxy")
    assert "my-proxy" in told("serve")


def test_a_secret_that_cannot_be_used_is_said(told, data: Path):
    people_in(data)
    (data / "secret").write_bytes(b"\xff\xfe short")
    assert "SAMOVAR_SECRET" in told("serve", "--port", "0")


def test_a_setting_that_does_not_exist_is_said_and_the_rest_goes_on(run: Run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SAMOVAR_DATABSE", "postgresql://x/y")
    monkeypatch.setenv("SAMOVAR_FOO", "1")
    status, _, err = run("init")
    assert status == 0
    assert said("ignored", names="SAMOVAR_DATABSE", like="SAMOVAR_DATABASE") in err
    assert said("ignored_unlike", names="SAMOVAR_FOO") in err


def test_the_port_stands_in_what_is_printed(run: Run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("SAMOVAR_URL")
    monkeypatch.setenv("SAMOVAR_PORT", "8123")
    assert "http://127.0.0.1:8123/setup/" in run("init")[1]
    monkeypatch.setattr("samovar.serve.Server.run", lambda self, sockets: [each.close() for each in sockets])
    out = run("serve", "--port", "0")[1]
    assert "http://127.0.0.1:" in out and ":8123" not in out and "127.0.0.1:0" not in out


# ---------------------------------------------------------------- invitations


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nonsense", "--administrator"), said("email_bad", email="nonsense")),
        (("a@x..example", "--administrator"), said("email_bad", email="a@x..example")),
        (("new@olha.example",), said("channel_missing", known="")),
        (("new@olha.example", "--channel", "Пермь"), said("channel_unknown", name="Пермь", known="")),
        (("new@olha.example", "--administrator", "--name", "x" * 101), said("name_bad", n=100)),
    ],
)  # fmt: skip
def test_an_invitation_that_cannot_be_sent_is_said(told, data: Path, arguments: tuple[str, ...], words: str):
    people_in(data)
    found = told("invite", *arguments)
    assert found.startswith(words) and (found == words or ("Москва" in found and "Казань" in found))


def test_nobody_is_invited_to_an_address_in_use(told, data: Path):
    people_in(data)
    with closing(sqlite3.connect(data / "samovar.db")) as found:
        [[email]] = found.execute("SELECT email FROM operator LIMIT 1").fetchall()
    assert told("invite", email.upper(), "--administrator") == said("email_taken", email=email.upper())


# ---------------------------------------------------------------- the demonstration


def test_the_demonstration_says_what_it_does_not_read(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setenv("SAMOVAR_DATA", str(tmp_path / "real"))
    (tmp_path / "filled").mkdir()
    (tmp_path / "filled" / "letter").write_text("")
    assert main(["demo", "--data", str(tmp_path / "filled"), "--port", "0"]) == 2
    assert "SAMOVAR_DATA" in capsys.readouterr().out
    assert not os.path.exists(tmp_path / "real")
