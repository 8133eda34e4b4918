"""An address for the answers to one letter: the star of chat+*@example.com becomes a sign that only we can make.

It says which letter is answered, in letters and digits that no mail server spoils.
"""

import hmac
from base64 import b32decode, b32encode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence

STAR = "*"
ID_BYTES, SIGN_BYTES = 16, 10


class ReplyAddresses:
    """`keys`: the signing keys, newest last."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = [key.encode() for key in keys]

    def of(self, pattern: str, mail_id: str) -> str:
        """Where an answer to this letter comes in."""
        if STAR not in pattern:
            return pattern
        raw = urlsafe_b64decode(f"{mail_id}==")
        sign = b32encode(raw + _signed(self._keys[-1], raw)).decode().rstrip("=").lower()
        return pattern.replace(STAR, sign, 1)

    def mail_id(self, pattern: str, address: str) -> str:
        """Which letter an address belongs to; empty where we have not made it."""
        before, star, after = pattern.lower().partition(STAR)
        if not star or not (address.startswith(before) and address.endswith(after)):
            return ""
        try:
            whole = b32decode(f"{address[len(before) : len(address) - len(after)].upper()}======")
        except ValueError:
            return ""
        raw, sign = whole[:ID_BYTES], whole[ID_BYTES:]
        known = any(hmac.compare_digest(_signed(key, raw), sign) for key in self._keys)
        return urlsafe_b64encode(raw).decode().rstrip("=") if known and len(raw) == ID_BYTES else ""


def _signed(key: bytes, raw: bytes) -> bytes:
    return hmac.digest(key, b"samovar.reply" + raw, "sha256")[:SIGN_BYTES]
