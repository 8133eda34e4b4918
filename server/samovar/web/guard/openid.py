"""OpenID Connect, by code with PKCE: the way to the provider, and what its signed token says on the way back.

Everything is asked anew each time (discovery, keys): who signs in seldom finds no stale key.
"""

import hashlib
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

import msgspec

from samovar.domain.people.providers import Vouched
from samovar.storage.tables import Provider

T = TypeVar("T")
SIGNED_BY = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
"""Never with a secret that two share, and never with nothing."""
LARGEST = 256 * 1024
SECONDS = 10.0
LEEWAY = 60
"""Seconds that clocks may be apart."""
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class ProviderFailed(Exception):
    """The provider does not answer, or not as it should; the text says what, for the log."""


class Discovery(msgspec.Struct):
    """What a provider says of itself."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str = ""
    token_endpoint_auth_methods_supported: Sequence[str] = ("client_secret_basic",)


class Tokens(msgspec.Struct):
    """What a code is exchanged for."""

    id_token: str
    access_token: str = ""


class Pending(msgspec.Struct):
    """Somebody on their way to the provider: kept in their own browser. `then`: where they wanted to go;
    `invitation`: the secret of the link that they have opened, if they are to join by it."""

    issuer: str
    state: str
    nonce: str
    verifier: str
    then: str
    invitation: str = ""


def usable(address: str) -> bool:
    """Whether secrets may travel there: over TLS, or within this machine."""
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return False
    safe = parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)
    return bool(safe and host and parts.username is None and not parts.fragment)


class OpenId:
    """Talks with one provider. `back`: our own address that it leads back to; `secret`: the client's, opened."""

    def __init__(self, provider: Provider, secret: str, back: str, clock: Callable[[], datetime]) -> None:
        self._provider = provider
        self._secret = secret
        self._back = back
        self._clock = clock

    async def discover(self) -> Discovery:
        """What it says of itself. Raises ProviderFailed."""
        address = f"{self._provider.issuer.rstrip('/')}/.well-known/openid-configuration"
        found = _read(await _fetch("GET", address), Discovery)
        if found.issuer != self._provider.issuer:
            raise ProviderFailed(f"{address} speaks for {found.issuer[:200]}")
        places = (found.authorization_endpoint, found.token_endpoint, found.jwks_uri, found.userinfo_endpoint)
        if bad := next((each for each in places if each and not usable(each)), None):
            raise ProviderFailed(f"{address} names {bad[:200]}, where no secret may go")
        return found

    async def begin(self, then: str, invitation: str = "") -> tuple[str, Pending]:
        """The address to go to, and what has to be remembered till they are back. Raises ProviderFailed."""
        place = (await self.discover()).authorization_endpoint
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        challenge = urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
        asked = {
            "response_type": "code", "client_id": self._provider.client_id, "redirect_uri": self._back,
            "scope": "openid email profile", "state": state, "nonce": nonce, "code_challenge": challenge,
            "code_challenge_method": "S256",
        }  # fmt: skip
        join = "&" if "?" in place else "?"
        going = Pending(self._provider.issuer, state, nonce, verifier, then, invitation)
        return f"{place}{join}{urlencode(asked)}", going

    async def finish(self, code: str, pending: Pending) -> Vouched:
        """Who has come back with this code. Raises ProviderFailed."""
        found = await self.discover()
        tokens = await self._exchange(found, code, pending.verifier)
        claims = self._claims(tokens.id_token, await _fetch("GET", found.jwks_uri), pending.nonce)
        if "email" not in claims and found.userinfo_endpoint and tokens.access_token:
            bearer = {"authorization": f"Bearer {tokens.access_token}"}
            more = _read(await _fetch("GET", found.userinfo_endpoint, headers=bearer), dict[str, Any])
            claims |= more if more.get("sub") == claims["sub"] else {}
        vouched = claims.get("email_verified") in (True, "true")
        email = str(claims.get("email", ""))[:254] if vouched else ""
        return Vouched(self._provider.issuer, str(claims["sub"]), email)

    async def _exchange(self, found: Discovery, code: str, verifier: str) -> Tokens:
        form = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": self._back, "code_verifier": verifier,
            "client_id": self._provider.client_id,
        }  # fmt: skip
        more: dict[str, Any] = {}
        if self._secret and "client_secret_basic" in found.token_endpoint_auth_methods_supported:
            more["auth"] = (self._provider.client_id, self._secret)
        elif self._secret:
            form["client_secret"] = self._secret
        return _read(await _fetch("POST", found.token_endpoint, data=form, **more), Tokens)

    def _claims(self, token: str, keys: bytes, nonce: str) -> dict[str, Any]:
        from joserfc import jwt
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        client = self._provider.client_id
        wanted = jwt.JWTClaimsRegistry(
            now=int(self._clock().timestamp()), leeway=LEEWAY,
            iss={"essential": True, "value": self._provider.issuer}, aud={"essential": True, "value": client},
            nonce={"essential": True, "value": nonce}, sub={"essential": True}, exp={"essential": True},
            iat={"essential": True},
        )  # fmt: skip
        try:
            named = [each for each in _read(keys, dict[str, Any])["keys"] if each.get("use") in (None, "sig")]
            claims = jwt.decode(token, KeySet.import_key_set({"keys": named}), algorithms=list(SIGNED_BY)).claims
            wanted.validate(claims)
        except (JoseError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ProviderFailed(f"its token is not one we take: {error}") from error
        if claims.get("azp", client) != client:
            raise ProviderFailed("its token was made for another client")
        return claims


async def _fetch(method: str, address: str, **more: Any) -> bytes:
    """The body of an answer. Follows nobody elsewhere. Raises ProviderFailed."""
    import httpx2

    body = bytearray()
    try:
        async with (
            httpx2.AsyncClient(timeout=SECONDS) as client,
            client.stream(method, address, **more) as answer,
        ):
            if answer.status_code != 200:
                raise ProviderFailed(f"{address} answered {answer.status_code}")
            async for piece in answer.aiter_bytes():
                body += piece
                if len(body) > LARGEST:
                    raise ProviderFailed(f"{address} sends more than {LARGEST} bytes")
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
        raise ProviderFailed(f"{address} does not answer: {type(error).__name__} {error}") from error
    return bytes(body)


def _read(body: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise ProviderFailed(f"an answer that is no {kind.__name__}: {error}") from error
