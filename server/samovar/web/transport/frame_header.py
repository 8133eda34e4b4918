"""Heads of WebSocket frames (RFC 6455, 5.2), as far as whole text messages need them."""

import struct
from functools import lru_cache

WHOLE_TEXT = 0x81
"""First byte of an uncompressed text frame that is a whole message."""
OPCODE, CLOSE = 0x0F, 0x08
"""Bits of the first byte that say what a frame is, and those of the last frame."""
MASKED = 0x80
"""Bit of the second byte, set in all frames of a client."""


@lru_cache(maxsize=4096)
def head(length: int) -> bytes:
    """Head of a text frame from the server: whole, not masked (RFC 6455, 5.2)."""
    if length < 126:
        return bytes((WHOLE_TEXT, length))
    if length < 65_536:
        return struct.pack("!BBH", WHOLE_TEXT, 126, length)
    return struct.pack("!BBQ", WHOLE_TEXT, 127, length)


def bounds(data: bytes, at: int) -> tuple[int, int]:
    """Where the frame that begins at `at` ends, and where its payload begins; past the data where its own head is
    not whole."""
    length, start = data[at + 1] & 0x7F, at + 2
    if length >= 126:
        wide = 2 if length == 126 else 8
        if len(data) < start + wide:
            return len(data) + 1, len(data) + 1
        length = int.from_bytes(data[start : start + wide])
        start += wide
    start += 4 if data[at + 1] & MASKED else 0
    return start + length, start
