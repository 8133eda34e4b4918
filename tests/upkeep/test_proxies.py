"""What `samovar config` prints for nginx and Caddy, in the real ones: sockets, visitors' addresses and photos pass."""

import asyncio
import json
import ssl
from typing import Any

import httpx2
import pytest
from websockets.asyncio.client import connect
from websockets.typing import Origin

from house import KEY, SHOP
from samovar.settings import Limits
from samovar.upkeep import passes
from samovar.upkeep.doctor import examine
from samovar.web.doors import largest
from samovar.web.wire import PROTOCOL
from upkeep.certificates import Authority
from upkeep.conftest import Behind

VISITOR = "127.0.0.9"
"""An address of this machine that is none of the proxies'."""
KINDS = pytest.mark.parametrize("kind", ["nginx", "caddy"])


def browser(authority: Authority, **more: Any) -> httpx2.AsyncClient:
    trusting = ssl.create_default_context(cafile=str(authority.file))
    transport = httpx2.AsyncHTTPTransport(verify=trusting, local_address=VISITOR, **more)
    return httpx2.AsyncClient(transport=transport, timeout=10)


@KINDS
async def test_the_doctor_finds_nothing_to_do_about_the_proxy(kind: str, behind: Behind, authority: Authority):
    async with behind(kind) as at:
        lines = [line async for line in examine(at.settings, ("server", "tls", "address", "upgrade", "client"))]
    assert [(line.name, line.trouble) for line in lines if line.trouble] == []
    assert len(lines) == 5


@KINDS
async def test_the_server_learns_the_visitors_address_and_no_other(kind: str, behind: Behind, authority: Authority):
    shown = {"authorization": f"Bearer {passes.make([KEY])}"}
    async with behind(kind) as at, browser(authority) as visitor:
        for forged in ({}, {"x-forwarded-for": "192.0.2.1"}, {"x-forwarded-for": "127.0.0.1"}):
            answer = await visitor.get(f"{at.settings.origin}/health/doctor", headers=shown | forged)
            assert answer.json()["address"] == VISITOR


@KINDS
async def test_a_visitors_page_gets_its_chat(kind: str, behind: Behind, authority: Authority):
    """As the widget does: the script, the first question, the socket."""
    trusting = ssl.create_default_context(cafile=str(authority.file))
    page = {"url": f"{SHOP}/", "title": "", "referrer": ""}
    ask = {"key": "shop", "visit": "v" * 22, "page": page, "token": "", "city": "Москва", "lang": "ru"}
    async with behind(kind) as at, browser(authority) as visitor:
        assert (await visitor.get(f"{at.settings.origin}/widget.js")).status_code == 200
        start = await visitor.post(f"{at.settings.origin}/widget/start", json=ask, headers={"origin": SHOP})
        where = at.settings.origin.replace("https:", "wss:") + "/ws/visitor"
        async with connect(where, origin=Origin(SHOP), ssl=trusting, proxy=None) as socket:
            await socket.send(json.dumps({"t": "hello", "v": PROTOCOL, "token": start.json()["token"]}))
            assert json.loads(await socket.recv())["t"] == "welcome"


async def test_nginx_speaks_http2_for_requests_that_wait(behind: Behind, authority: Authority):
    trusting = ssl.create_default_context(cafile=str(authority.file))
    trusting.set_alpn_protocols(["h2", "http/1.1"])
    async with behind("nginx") as at:
        _, writer = await asyncio.open_connection("localhost", int(at.settings.origin.rpartition(":")[2]), ssl=trusting)
        assert writer.get_extra_info("ssl_object").selected_alpn_protocol() == "h2"
        writer.transport.abort()


@KINDS
async def test_what_is_too_large_is_refused_in_our_own_words(kind: str, behind: Behind, authority: Authority):
    """Not in the proxy's, which the page could not show."""
    async with behind(kind) as at, browser(authority) as visitor:
        photo = {"photo": ("face.png", b"x" * (largest(Limits()) + 1))}
        answer = await visitor.post(f"{at.settings.origin}/signin", files=photo)
    assert answer.status_code == 413
    assert at.house.services.texts.get("ru", "pages.message.too_large.title") in answer.text
