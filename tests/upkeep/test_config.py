"""What `samovar config` prints: with the real paths and address, and fit to be used as it stands."""

import asyncio
import configparser
import shlex
import signal
import subprocess
from pathlib import Path

import httpx2
import pytest

from conftest import URL, Run
from processes import free_port
from samovar.settings import Settings
from samovar.texts import Texts
from samovar.upkeep import around

TEXTS = Texts.load()


def printed(run: Run, kind: str, *more: str) -> str:
    status, out, _ = run("config", kind, *more)
    assert status == 0
    return out


def test_a_proxy_is_told_the_address_the_port_and_the_certificate(run: Run):
    nginx = printed(run, "nginx", "--port", "8123")
    assert "server_name chat.olha.example;" in nginx and "proxy_pass http://127.0.0.1:8123;" in nginx
    assert "ssl_certificate /etc/letsencrypt/live/chat.olha.example/fullchain.pem;" in nginx
    assert "listen 80;" in nginx and "listen 443 ssl http2;" in nginx
    caddy = printed(run, "caddy")
    assert caddy.startswith("https://chat.olha.example {\n") and "reverse_proxy 127.0.0.1:8000\n" in caddy
    assert "tls" not in caddy, "Caddy gets a certificate by itself"


def test_an_address_without_tls_or_half_a_certificate_is_refused_in_words(run: Run, monkeypatch: pytest.MonkeyPatch):
    assert run("config", "caddy", "--key", "x.key") == (2, "", f"{TEXTS.get('ru', 'cli.config_both')}\n")
    monkeypatch.delenv("SAMOVAR_URL")
    said = TEXTS.get("ru", "cli.config_https", url="http://127.0.0.1:8000")
    assert run("config", "nginx") == (2, "", f"{said}\n")


@pytest.mark.parametrize(
    ("host", "inside"), [("0.0.0.0", "127.0.0.1:8000"), ("::", "[::1]:8000"), ("10.0.0.5", "10.0.0.5:8000")]
)
def test_a_proxy_reaches_the_program_however_it_listens(host: str, inside: str):
    assert around.inside(Settings(host=host)) == inside


# ---------------------------------------------------------------- systemd


def service(unit: str) -> configparser.SectionProxy:
    """The program's part, of which only the environment's lines may repeat."""
    found = configparser.RawConfigParser(strict=False)
    found.optionxform = str  # type: ignore[assignment]
    found.read_string(unit)
    return found["Service"]


def variables(unit: str) -> dict[str, str]:
    """As systemd reads them."""
    lines = [line.removeprefix("Environment=") for line in unit.splitlines() if line.startswith("Environment=")]
    return dict(word.replace("%%", "%").split("=", 1) for line in lines for word in shlex.split(line))


@pytest.fixture
def strange(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose name is full of what systemd reads in its own way."""
    folder = tmp_path / 'a "strange" 100% folder'
    monkeypatch.setenv("SAMOVAR_DATA", str(folder))
    return folder


async def test_the_unit_starts_the_program_that_printed_it(run: Run, strange: Path):
    """Its line of the start, with its variables and no others, serves; and ends as systemd asks it to."""
    port = free_port()
    unit = printed(run, "systemd", "--port", str(port))
    env = variables(unit)
    assert env == {"SAMOVAR_DATA": str(strange), "SAMOVAR_URL": URL, "SAMOVAR_PORT": str(port)}
    words = shlex.split(service(unit)["ExecStart"])
    process = await asyncio.create_subprocess_exec(*words, env=env, stdout=asyncio.subprocess.DEVNULL)
    try:
        assert (await health(port)).json() == {"status": "ok"}
    finally:
        process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(process.wait(), 20) == -signal.SIGTERM, "which systemd counts as a clean end"
    assert (strange / "samovar.db").exists()


async def health(port: int) -> httpx2.Response:
    async with asyncio.timeout(30), httpx2.AsyncClient(trust_env=False) as client:
        while True:
            try:
                return await client.get(f"http://127.0.0.1:{port}/health")
            except httpx2.ConnectError:
                await asyncio.sleep(0.1)


def test_systemd_finds_nothing_wrong_with_the_unit(run: Run, data: Path, tmp_path: Path):
    unit = tmp_path / "samovar.service"
    unit.write_text(printed(run, "systemd"), "utf-8")
    found = subprocess.run(["systemd-analyze", "verify", "--man=no", unit], capture_output=True, text=True)
    assert [line for line in found.stderr.splitlines() if "samovar.service" in line] == []
    assert found.returncode == 0, found.stderr


def test_what_answers_to_strangers_does_not_run_as_root(run: Run, monkeypatch: pytest.MonkeyPatch):
    """`/` is root's on every machine."""
    monkeypatch.setenv("SAMOVAR_DATA", "/")
    status, unit, said = run("config", "systemd")
    assert status == 0 and service(unit)["User"] == "samovar"
    assert TEXTS.get("ru", "cli.config_user", user="samovar", data="/") in said


def test_no_secret_stands_in_the_unit(run: Run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SAMOVAR_SECRET", "s" * 43)
    _, unit, words = run("config", "systemd")
    assert "s" * 43 not in unit and service(unit)["EnvironmentFile"] == "/etc/samovar.env"
    assert "SAMOVAR_SECRET" in words and "chmod 600 /etc/samovar.env" in words


def test_the_unit_lets_as_many_files_be_open_as_connections_are_taken(run: Run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SAMOVAR_LIMIT_SOCKETS", "30000")
    assert int(service(printed(run, "systemd"))["LimitNOFILE"]) == 30_000 + around.SPARE_FILES
