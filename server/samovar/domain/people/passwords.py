"""Passwords: argon2id, at most two looked at at once, so that a flood of sign-ins cannot starve the talks."""

import asyncio
import secrets
from base64 import b64encode
from importlib.resources import files

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import ARGON2_VERSION

from samovar.model.errors import Refused

PASSWORD_MIN, PASSWORD_MAX = 10, 1000
_COMMON = frozenset(files("samovar.domain.people").joinpath("common_passwords.txt").read_text("utf-8").split())


class WrongPassword(Refused):
    """Name and password do not fit; which of them is not said."""

    code = "wrong_password"


class WeakPassword(Refused):
    """Too short, too long, or one of those everybody tries first."""

    code = "weak_password"


class Passwords:
    """Makes hashes and compares with them."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._hashing = asyncio.Semaphore(2)
        self._decoy = _decoy(self._hasher)

    async def hash(self, password: str) -> str:
        """What the database keeps of a password. Raises WeakPassword."""
        check_password(password)
        async with self._hashing:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def fits(self, hashed: str, password: str) -> bool:
        """Whether it is the one; where there is none, after as long."""
        async with self._hashing:
            return await asyncio.to_thread(self._verify, hashed or self._decoy, password)

    def _verify(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, password)
        except (VerificationError, InvalidHashError):
            return False


def _decoy(like: PasswordHasher) -> str:
    """A hash of no password that takes as long to check as a real one; to make a real one would delay every start."""
    salt, tag = (b64encode(secrets.token_bytes(size)).decode().rstrip("=") for size in (like.salt_len, like.hash_len))
    cost = f"m={like.memory_cost},t={like.time_cost},p={like.parallelism}"
    return f"$argon2id$v={ARGON2_VERSION}${cost}${salt}${tag}"


def check_password(password: str) -> None:
    """ASVS 5.0 6.2.1 and 6.2.4: long enough, and not one of the common ones. Raises WeakPassword."""
    if not PASSWORD_MIN <= len(password) <= PASSWORD_MAX or password.casefold() in _COMMON:
        raise WeakPassword
