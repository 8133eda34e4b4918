"""The doctor's pass: shows a running server that whoever asks holds its signing keys."""

from collections.abc import Sequence

from itsdangerous import BadSignature, TimestampSigner

LASTS = 60
"""Seconds; each question makes one of its own."""


def make(keys: Sequence[str]) -> str:
    """A pass for one question."""
    return _signer(keys).sign("doctor").decode()


def holds(keys: Sequence[str], given: str) -> bool:
    """Whether a pass is ours and fresh."""
    try:
        return _signer(keys).unsign(given[:500], max_age=LASTS) == b"doctor"
    except BadSignature:
        return False


def _signer(keys: Sequence[str]) -> TimestampSigner:
    return TimestampSigner(list(keys), salt="samovar.doctor")
