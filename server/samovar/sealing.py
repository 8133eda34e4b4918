"""Seals what has to be read again and that nobody else shall read: secrets of second factors, passwords of servers.

The newest signing key seals; older ones still open. Without the key a sealed text stays shut for ever.
"""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet


class BrokenSeal(Exception):
    """Sealed with another key, or no sealed text at all."""


class Seal:
    """`keys`: the signing keys, newest last."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = keys

    def close(self, text: str) -> str:
        """The text, sealed."""
        return self._boxes.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """What was sealed. Raises BrokenSeal."""
        from cryptography.fernet import InvalidToken

        try:
            return self._boxes.decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise BrokenSeal from None

    @cached_property
    def _boxes(self) -> "MultiFernet":
        # Imported when something is sealed: a start takes less without it.
        from cryptography.fernet import Fernet, MultiFernet

        return MultiFernet([Fernet(_key(each)) for each in reversed(self._keys)])


def _key(signing: str) -> bytes:
    """A key of its own, so that nothing sealed is worth anything to whoever wants to sign."""
    return urlsafe_b64encode(hmac.digest(signing.encode(), b"samovar.seal", "sha256"))
