"""Bodies of requests, within their limits of size and time."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.requests import Request

from samovar.web.guard.origins import header_of

SLOWEST = 16 * 1024
"""Bytes a second that whoever has much to bring must bring at least."""
Receive = Callable[[], Awaitable[Any]]


class TooBig(Exception):
    """The body has more bytes than it may."""


class SlowBody(Exception):
    """The body did not come in time."""


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


async def body_of(request: Request, most: int) -> bytes:
    """The body. Raises TooBig beyond so many bytes, SlowBody as `within_bounds` says."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > most:
            raise TooBig
    return bytes(body)
