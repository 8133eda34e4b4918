"""Requests from pages of our sites: what their browsers may show them, and bodies within their limits."""

import asyncio
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from samovar.domain.directory import Directory


class TooBig(Exception):
    """The body has more bytes than it may."""


def header_of(scope: Mapping[str, Any], name: bytes) -> str:
    """A header of a request; empty where it has none."""
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


def origin_of(scope: Mapping[str, Any]) -> str:
    """The origin that a browser says, letter by letter: browsers write scheme and host small and leave out the usual
    port (HTML, "ASCII serialization of an origin"), so whatever else looks like one of ours does not come from it."""
    return header_of(scope, b"origin")


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


async def body_of(request: Request, most: int, within: float) -> bytes:
    """The body. Raises TooBig beyond so many bytes, TimeoutError after so many seconds."""
    body = bytearray()
    async with asyncio.timeout(within):
        async for piece in request.stream():
            body += piece
            if len(body) > most:
                raise TooBig
    return bytes(body)
