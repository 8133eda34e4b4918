"""A provider of OpenID Connect on loopback that signs real tokens, and lies where a test says so."""

import asyncio
import base64
import contextlib
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx2
import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from browser import Browser
from house import until
from samovar import serve
from samovar.storage.tables import utc_now

CLIENT, SECRET = "samovar-of-olha", "the client's secret"


class StandIn:
    """Whom it knows is `claims`; what it lies about: `token` (other claims), `document` (other discovery)."""

    def __init__(self, port: int) -> None:
        self.issuer = f"http://127.0.0.1:{port}"
        self.key = RSAKey.generate_key(2048, {"kid": "first", "use": "sig"})
        self.signs: Any = None
        """Another key to sign with."""
        self.header: dict[str, Any] = {"alg": "RS256", "kid": "first"}
        self.claims: dict[str, Any] = {"sub": "petr-there", "email": "petr@olha.example", "email_verified": True}
        self.token: dict[str, Any] = {}
        self.document: dict[str, Any] = {}
        self.userinfo: dict[str, Any] = {}
        self.asked: dict[str, dict[str, str]] = {}
        self.seen: list[str] = []
        self.down = False

    def routes(self) -> list[Route]:
        return [
            Route("/.well-known/openid-configuration", self.discovery),
            Route("/authorize", self.authorize),
            Route("/token", self.exchange, methods=["POST"]),
            Route("/keys", self.keys),
            Route("/userinfo", self.info),
        ]

    async def discovery(self, request: Request) -> Response:
        if self.down:
            return Response("the provider stumbled", 500)
        places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        found = {"issuer": self.issuer} | {name: f"{self.issuer}/{path}" for name, path in places.items()}
        return JSONResponse(found | {"userinfo_endpoint": f"{self.issuer}/userinfo"} | self.document)

    async def authorize(self, request: Request) -> Response:
        """Somebody has signed in there: back with a code."""
        asked = dict(request.query_params)
        code = f"code-{len(self.asked)}"
        self.asked[code] = asked
        back = urlencode({"code": code, "state": asked["state"], "iss": self.issuer})
        return RedirectResponse(f"{asked['redirect_uri']}?{back}", 302)

    async def exchange(self, request: Request) -> Response:
        """Once for each code, for the client who asked, with the verifier of the challenge."""
        form = {key: values[0] for key, values in parse_qs((await request.body()).decode()).items()}
        asked = self.asked.pop(form["code"], None)
        named = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {named}":
            return JSONResponse({"error": "invalid_client"}, 401)
        verifier = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = unpadded(verifier)
        fits = asked and asked["code_challenge"] == challenge and asked["redirect_uri"] == form["redirect_uri"]
        if not asked or not fits or asked["code_challenge_method"] != "S256":
            return JSONResponse({"error": "invalid_grant"}, 400)
        return JSONResponse({"id_token": self.signed(asked["nonce"]), "access_token": "open", "token_type": "Bearer"})

    def signed(self, nonce: str) -> str:
        now = int(utc_now().timestamp())
        said = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": nonce} | self.claims
        claims = {name: value for name, value in (said | self.token).items() if value is not None}
        if self.header["alg"] in ("none", "HS256"):
            return by_hand(self.header, claims, self.key)
        key = self.signs or self.key
        return jwt.encode(self.header, claims, key, algorithms=[self.header["alg"]])

    async def keys(self, request: Request) -> Response:
        # And one for something else, which must not get in the way.
        sealing = RSAKey.generate_key(2048, {"kid": "sealing", "use": "enc"})
        return JSONResponse({"keys": [sealing.as_dict(private=False), self.key.as_dict(private=False)]})

    async def info(self, request: Request) -> Response:
        if request.headers.get("authorization") != "Bearer open":
            return Response(status_code=401)
        return JSONResponse(self.userinfo)


def by_hand(header: dict[str, Any], claims: dict[str, Any], key: RSAKey) -> str:
    """The oldest tricks, which libraries no longer make: signed with nothing, or with the public key as a secret."""
    parts = ".".join(unpadded(json.dumps(each).encode()) for each in (header, claims))
    mac = hmac.digest(key.as_pem(private=False), parts.encode(), "sha256") if header["alg"] == "HS256" else b""
    return f"{parts}.{unpadded(mac)}"


def unpadded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


@asynccontextmanager
async def provider() -> AsyncIterator[StandIn]:
    socket = serve.listen("127.0.0.1", 0)
    made = StandIn(socket.getsockname()[1])
    config = uvicorn.Config(Starlette(routes=made.routes()), log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign]
    task = asyncio.create_task(server.serve(sockets=[socket]))
    await until(lambda: server.started)
    try:
        yield made
    finally:
        server.should_exit = server.force_exit = True
        await task


def query(address: str) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(urlsplit(address).query).items()}


async def to_provider(browser: Browser, then: str = "", **more: str) -> httpx2.Response:
    return await browser.get("/signin/provider", params=({"next": then} if then else {}) | more)


async def through(browser: Browser, then: str = "", **more: str) -> httpx2.Response:
    """There and back, as a browser goes."""
    going = await to_provider(browser, then, **more)
    assert going.status_code == 303, going.text
    async with httpx2.AsyncClient(verify=False) as client:
        coming = await client.get(going.headers["location"])
    return await browser.get(coming.headers["location"])
