"""A house behind a proxy with TLS, and an authority whose certificates this machine trusts."""

import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from house import Running, running
from processes import free_port
from upkeep.certificates import Authority
from upkeep.proxies import printed, proxy

Behind = Callable[..., AbstractAsyncContextManager[Running]]


@pytest.fixture(scope="session")
def unknown_authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def authority(unknown_authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Authority:
    monkeypatch.setenv("SSL_CERT_FILE", str(unknown_authority.file))
    return unknown_authority


@pytest.fixture
def behind(folder: Path, unknown_authority: Authority) -> Behind:
    """A house that browsers reach over TLS through a proxy. `change`: what is wrong with the proxy's configuration;
    `days`: how long its certificate lasts."""

    @contextlib.asynccontextmanager
    async def made(
        kind: str = "nginx", change: Callable[[str], str] = str, days: int = 90, **more: Any
    ) -> AsyncIterator[Running]:
        port = free_port()
        more = {"url": f"https://localhost:{port}"} | more
        async with running(folder, filled=False, **more) as at:
            place = replace(at.settings, url=f"https://localhost:{port}")
            text = printed(kind, place, unknown_authority.certificate(days))
            async with proxy(kind, change(text), folder, port):
                yield at

    return made
