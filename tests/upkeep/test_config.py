"""What `samovar config` prints: with the real paths and address, and fit to be used as it stands."""

import asyncio
import configparser
import shlex
import signal
from pathlib import Path

import httpx2
import pytest

from processes import environment, free_port, samovar
from samovar.settings import Settings
from samovar.texts import Texts
from samovar.upkeep import around

TEXTS = Texts.load()
URL = "https://chat.olha.example"


async def printed(kind: str, folder: Path, *more: str, **env: str) -> str:
    env = {"SAMOVAR_URL": URL} | env
    status, out, _ = await samovar("config", kind, *more, **environment(folder, 8000, **env))
    assert status == 0
    return out


async def test_a_proxy_is_told_the_address_the_port_and_the_certificate(tmp_path: Path):
    nginx = await printed("nginx", tmp_path, "--port", "8123")
    assert "server_name chat.olha.example;" in nginx and "proxy_pass http://127.0.0.1:8123;" in nginx
    assert "ssl_certificate /etc/letsencrypt/live/chat.olha.example/fullchain.pem;" in nginx
    assert "listen 80;" in nginx and "listen 443 ssl http2;" in nginx
    caddy = await printed("caddy", tmp_path)
    assert caddy.startswith("https://chat.olha.example {\n") and "reverse_proxy 127.0.0.1:8000\n" in caddy
    assert "tls" not in caddy, "Caddy gets a certificate by itself"


async def test_an_address_without_tls_or_half_a_certificate_is_refused_in_words(tmp_path: Path):
    env = environment(tmp_path, 8000)
    said = TEXTS.get("ru", "cli.config_https", url="http://127.0.0.1:8000")
    assert await samovar("config", "nginx", **env) == (2, "", f"{said}\n")
    env["SAMOVAR_URL"] = URL
    status, _, words = await samovar("config", "caddy", "--key", "x.key", **env)
    assert (status, words) == (2, f"{TEXTS.get('ru', 'cli.config_both')}\n")


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


async def test_the_unit_starts_the_program_that_printed_it(tmp_path: Path):
    """Its line of the start, with its variables and no others, serves; and ends as systemd asks it to."""
    port, data = free_port(), tmp_path / 'a "strange" 100% folder'
    unit = await printed("systemd", data, "--port", str(port))
    env = variables(unit)
    assert env == {"SAMOVAR_DATA": str(data), "SAMOVAR_URL": URL, "SAMOVAR_PORT": str(port)}
    words = shlex.split(service(unit)["ExecStart"])
    process = await asyncio.create_subprocess_exec(*words, env=env, stdout=asyncio.subprocess.DEVNULL)
    try:
        assert (await health(port)).json() == {"status": "ok"}
    finally:
        process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(process.wait(), 20) == -signal.SIGTERM, "which systemd counts as a clean end"
    assert (data / "samovar.db").exists()


async def health(port: int) -> httpx2.Response:
    async with asyncio.timeout(30), httpx2.AsyncClient(trust_env=False) as client:
        while True:
            try:
                return await client.get(f"http://127.0.0.1:{port}/health")
            except httpx2.ConnectError:
                await asyncio.sleep(0.1)


async def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path: Path):
    unit = tmp_path / "samovar.service"
    unit.write_text(await printed("systemd", tmp_path, SAMOVAR_SECRET="s" * 43), "utf-8")
    asked = ("systemd-analyze", "verify", "--man=no", str(unit))
    process = await asyncio.create_subprocess_exec(*asked, stderr=asyncio.subprocess.PIPE)
    _, found = await process.communicate()
    assert [line for line in found.decode().splitlines() if "samovar.service" in line] == []
    assert process.returncode == 0, found


async def test_no_secret_stands_in_the_unit(tmp_path: Path):
    env = environment(tmp_path, 8000, SAMOVAR_URL=URL, SAMOVAR_SECRET="s" * 43)
    _, unit, words = await samovar("config", "systemd", **env)
    assert "s" * 43 not in unit and service(unit)["EnvironmentFile"] == "/etc/samovar.env"
    assert "SAMOVAR_SECRET" in words and "chmod 600 /etc/samovar.env" in words


async def test_the_unit_lets_as_many_files_be_open_as_connections_are_taken(tmp_path: Path):
    unit = await printed("systemd", tmp_path, SAMOVAR_LIMIT_SOCKETS="30000")
    assert int(service(unit)["LimitNOFILE"]) == 30_000 + around.SPARE_FILES
