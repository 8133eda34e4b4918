"""nginx and Caddy of the system's packages, started on this machine's own address with what we print for them."""

import asyncio
import contextlib
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

from samovar.settings import Settings
from samovar.upkeep import around
from samovar.upkeep.around import Certificate

NGINX = """{user}
pid {folder}/nginx.pid;
error_log stderr;
events {{ worker_connections 100; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  include {folder}/samovar.conf;
}}
"""
CADDY = "{\n\tadmin off\n\tdefault_bind 127.0.0.1\n\tauto_https disable_redirects\n}\n"


def printed(kind: str, settings: Settings, certificate: Certificate) -> str:
    """What an administrator is given, but listening on this machine's own address only."""
    text = around.proxy(kind, settings, certificate)
    return text.replace("listen ", "listen 127.0.0.1:") if kind == "nginx" else text


@contextlib.asynccontextmanager
async def proxy(kind: str, text: str, folder: Path, port: int) -> AsyncIterator[None]:
    """One of them with this configuration, until it listens on the port."""
    arguments = _nginx(text, folder) if kind == "nginx" else _caddy(text, folder)
    home = {"XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "HOME": str(folder)}
    with (folder / f"{kind}.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *arguments, env=os.environ | home, stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log
        )
    try:
        assert await _listens(process, port), (folder / f"{kind}.log").read_text("utf-8")
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await asyncio.wait_for(process.wait(), 10)


async def _listens(process: asyncio.subprocess.Process, port: int) -> bool:
    """Whether it does, before it ends."""
    async with asyncio.timeout(20):
        while process.returncode is None:
            with contextlib.suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.close()
                return True
            await asyncio.sleep(0.02)
    return False


def _nginx(text: str, folder: Path) -> list[str]:
    (folder / "samovar.conf").write_text(text, "utf-8")
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, user=user), "utf-8")
    return [_found("nginx"), "-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", "daemon off;"]


def _caddy(text: str, folder: Path) -> list[str]:
    (folder / "Caddyfile").write_text(CADDY + text, "utf-8")
    return [_found("caddy"), "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]


def _found(name: str) -> str:
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    assert found, f"{name} is not here: make proxies"
    return found
