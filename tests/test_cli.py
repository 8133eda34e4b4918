"""The command line: a new folder is set up, people are invited, and whoever errs reads what to do."""

import re
import socket
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from conftest import URL, Run
from house import fill
from postgres import apart
from samovar import keys
from samovar.texts import Texts

TEXTS = Texts.load()


def people_in(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    keys.make(folder / "secret")
    apart(fill(f"sqlite:///{folder / 'samovar.db'}"))


def said(key: str, **values: object) -> str:
    return TEXTS.get("ru", f"cli.{key}", **values)


def test_init_makes_the_folder_and_prints_a_link_that_works_once(run: Run, data: Path):
    status, out, err = run("init")
    assert (status, err) == (0, "")
    found = re.search(rf"{URL}/setup/([\w-]{{43}})", out)
    assert found and out.strip() == said("setup_link", url=found[0])
    assert (data / "samovar.db").exists()
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert stat.S_IMODE((data / "secret").stat().st_mode) == 0o600
    assert len((data / "secret").read_text().strip()) >= 32


def test_a_second_init_prints_another_link_and_keeps_the_secret(run: Run, data: Path):
    _, first, _ = run("init")
    secret = (data / "secret").read_text()
    _, second, _ = run("init")
    assert first != second and (data / "secret").read_text() == secret


def test_init_of_a_house_with_people_prints_no_link(run: Run, data: Path):
    people_in(data)
    status, out, _ = run("init")
    assert status == 0 and out.strip() == said("setup_used") and "/setup/" not in out


def test_an_invitation_is_printed_with_its_end(run: Run, data: Path):
    people_in(data)
    status, out, err = run(
        "invite", "petr@olha.example", "--name", "Пётр", "--channel", "москва", "--channel", "Казань"
    )
    assert (status, err) == (0, "")
    assert re.search(rf"^{URL}/invite/[\w-]{{43}}$", out, re.M) and "petr@olha.example" in out
    assert re.search(r"\d\d\.\d\d\.\d{4} \d\d:\d\d", out)


def test_an_administrator_needs_no_channel(run: Run, data: Path):
    people_in(data)
    assert run("invite", "boss@olha.example", "--administrator")[0] == 0
    assert run("invite", "chief@olha.example", "--senior", "--channel", "Москва")[0] == 0
    assert run("invite", "chief2@olha.example", "--senior")[0] == 2


@pytest.mark.parametrize("arguments", [["--channel", "Пермь"], []])
def test_an_invitation_to_nowhere_names_the_channels_there_are(run: Run, data: Path, arguments: list[str]):
    people_in(data)
    status, out, err = run("invite", "petr@olha.example", *arguments)
    assert (status, out) == (2, "") and "Москва" in err and "Казань" in err


@pytest.mark.parametrize("email", ["nonsense", "a@x..example", "a@x.example,b@x.example", ""])
def test_what_is_no_address_is_not_invited(run: Run, data: Path, email: str):
    people_in(data)
    status, out, err = run("invite", email, "--channel", "Москва")
    assert (status, out, err.strip()) == (2, "", said("email_bad", email=email))


def test_nobody_is_invited_to_a_house_that_is_not_set_up(run: Run, data: Path):
    run("init")
    status, out, err = run("invite", "petr@olha.example", "--administrator")
    assert (status, out, err.strip()) == (2, "", said("needs_setup"))


def test_migrate_brings_the_database_up_to_date_and_prints_nothing(run: Run, data: Path):
    data.mkdir(parents=True)
    assert run("migrate") == (0, "", "")
    assert run("migrate") == (0, "", "")
    assert (data / "samovar.db").exists()


def test_a_port_that_is_taken_is_said(run: Run, data: Path):
    people_in(data)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        status, _, err = run("serve", "--port", str(port))
    assert status == 2 and said("port_busy", port=port) in err


def test_a_bad_setting_is_said_without_a_traceback(run: Run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SAMOVAR_LANG", "de")
    status, _, err = run("init")
    assert status == 2 and "SAMOVAR_LANG" in err and "Traceback" not in err


def test_the_command_line_speaks_the_language_of_the_setting(run: Run, data: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SAMOVAR_LANG", "en")
    people_in(data)
    assert run("init")[1].strip() == TEXTS.get("en", "cli.setup_used")


def test_arguments_win_over_the_environment(run: Run, tmp_path: Path):
    assert run("init", "--data", str(tmp_path / "elsewhere"))[0] == 0
    assert (tmp_path / "elsewhere" / "samovar.db").exists()
    assert not (tmp_path / "new").exists()


def test_an_empty_folder_is_served_and_says_how_to_begin(run: Run, data: Path, monkeypatch: pytest.MonkeyPatch):
    """The first start prints the link itself, the second does not."""
    monkeypatch.setattr("samovar.serve.Server.run", lambda self, sockets: [each.close() for each in sockets])
    status, out, _ = run("serve", "--port", "0")
    assert status == 0 and f"{URL}/setup/" in out and said("serving", url=URL) in out and said("stopped") in out
    assert "/setup/" not in run("serve", "--port", "0")[1]


# ---------------------------------------------------------------- copies


def test_a_copy_is_put_back_under_another_epoch(run: Run, data: Path, tmp_path: Path):
    run("init")
    copy = tmp_path / "copy.db"
    assert run("backup", str(copy)) == (0, f"{TEXTS.get('ru', 'cli.backed_up', file=copy)}\n", "")
    before = epoch(data / "samovar.db")
    status, _, _ = run("restore", str(copy))
    assert status == 0
    assert epoch(data / "samovar.db") != before == epoch(copy) == epoch(data / "samovar.db.before")


def test_nothing_is_overwritten_by_a_copy_nor_by_what_is_none(run: Run, data: Path, tmp_path: Path):
    run("init")
    other = tmp_path / "other.db"
    other.write_text("nothing of ours", "utf-8")
    before = epoch(data / "samovar.db")
    assert run("backup", str(other)) == (2, "", f"{TEXTS.get('ru', 'cli.backup_exists', file=other)}\n")
    assert run("restore", str(other)) == (2, "", f"{TEXTS.get('ru', 'cli.restore_unsound', file=other)}\n")
    assert epoch(data / "samovar.db") == before


def test_copies_of_postgresql_are_made_by_its_own_tools(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("SAMOVAR_DATABASE", "postgresql://nobody@localhost/none")
    assert run("backup", str(tmp_path / "copy.db")) == (2, "", f"{TEXTS.get('ru', 'cli.copies_sqlite')}\n")


def epoch(path: Path) -> str:
    with closing(sqlite3.connect(path)) as database:
        return str(database.execute("SELECT epoch FROM house").fetchone()[0])


def test_whoever_is_locked_out_gets_a_link(run: Run, data: Path):
    people_in(data)
    status, out, err = run("password", " Marina@OLHA.example ")
    assert (status, err) == (0, "")
    [secret] = re.findall(rf"{URL}/password/([\w-]{{43}})", out)
    assert out.strip() == said("password_link", email="marina@olha.example", url=f"{URL}/password/{secret}")
    with closing(sqlite3.connect(data / "samovar.db")) as database:
        [(owner, kept)] = database.execute("SELECT operator_id, id FROM password_link").fetchall()
    assert owner == "operator-marina-000" and kept != secret


def test_a_lost_second_factor_and_passwords_that_were_off_are_no_end(run: Run, data: Path):
    people_in(data)
    with closing(sqlite3.connect(data / "samovar.db")) as database:
        database.execute("INSERT INTO second_factor VALUES ('operator-marina-000', 'sealed', 0)")
        provider = "'https://id.example', 'c', '', 'ID', '', 1, 0"
        database.execute(f"INSERT INTO provider VALUES ('provider', {provider})")
        database.commit()
    _, out, _ = run("password", "marina@olha.example", "--without-code")
    assert said("passwords_on") in out and said("without_code", email="marina@olha.example") in out
    with closing(sqlite3.connect(data / "samovar.db")) as database:
        assert database.execute("SELECT count(*) FROM second_factor").fetchone() == (0,)
        assert database.execute("SELECT passwords_off, rev FROM provider").fetchone() == (0, 1)
        assert database.execute("SELECT what, changes FROM journal").fetchall() == [
            ("signin", '{"passwords_off": [true, false]}'),
            ("operator", '{"second_factor": [true, false]}'),
        ]


def test_nobody_is_let_in_whom_nobody_knows(run: Run, data: Path):
    people_in(data)
    status, _, err = run("password", "nobody@olha.example")
    assert status == 2 and err.strip() == said("email_unknown", email="nobody@olha.example")
