"""Requests from pages of our sites: what their browsers may show them, and bodies within their limits."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from ipaddress import IPv4Address, ip_address, ip_network
from typing import Any

from starlette.requests import Request

from samovar.domain.directory import Directory


class TooBig(Exception):
    """The body has more bytes than it may."""


class SlowBody(Exception):
    """The body did not come in time."""


SLOWEST = 16 * 1024
"""Bytes a second that whoever has much to bring must bring at least."""
Receive = Callable[[], Awaitable[Any]]


def within_bounds(scope: Mapping[str, Any], receive: Receive, within: float, most: int) -> Receive:
    """The same messages of a request; TooBig where its body has more bytes, or says that it will have; SlowBody where
    it is not whole within so many seconds, and those that its size allows."""
    ends, whole = asyncio.get_running_loop().time() + within, False
    said, size = header_of(scope, b"content-length"), 0

    async def message() -> Any:
        nonlocal ends, whole, size
        if said.isdecimal() and int(said) > most:
            raise TooBig
        if whole:
            return await receive()
        try:
            async with asyncio.timeout_at(ends):
                came = await receive()
        except TimeoutError:
            raise SlowBody from None
        ends += len(came.get("body", b"")) / SLOWEST
        size += len(came.get("body", b""))
        if size > most:
            raise TooBig
        whole = not came.get("more_body", False)
        return came

    return message


def header_of(scope: Mapping[str, Any], name: bytes) -> str:
    """A header of a request; empty where it has none."""
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


def origin_of(scope: Mapping[str, Any]) -> str:
    """The origin that a browser says, letter by letter: browsers write scheme and host small and leave out the usual
    port (HTML, "ASCII serialization of an origin"), so whatever else looks like one of ours does not come from it."""
    return header_of(scope, b"origin")


def address_of(scope: Mapping[str, Any]) -> str:
    """Where a request comes from, after trusted proxies."""
    return str((scope.get("client") or ("?",))[0])


def customer_of(scope: Mapping[str, Any]) -> str:
    """Whose request it is, after trusted proxies."""
    return customer(address_of(scope))


def customer(address: str) -> str:
    """Whose address that is, for all limits by address: a provider gives each customer a whole /64 of IPv6."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(ip, IPv4Address):
        return str(ip)
    return str(ip.ipv4_mapped or ip_network((int(ip) >> 64 << 64, 64)))


def cors(directory: Directory, origin: str) -> dict[str, str]:
    """Headers that let a page of one of our sites read the answer; none for anybody else."""
    if not any(origin in site.origins for site in directory.sites()):
        return {}
    return {
        "access-control-allow-origin": origin,
        "access-control-allow-methods": "POST",
        "access-control-allow-headers": "content-type",
        "access-control-max-age": "86400",
        "vary": "origin",
        "cache-control": "no-store",
    }


async def body_of(request: Request, most: int) -> bytes:
    """The body. Raises TooBig beyond so many bytes, SlowBody as `within_bounds` says."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > most:
            raise TooBig
    return bytes(body)
