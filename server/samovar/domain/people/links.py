"""Links to an account, as the browser shows them again: their secrets are made of a seed and the server's key.

The database keeps the seed and the SHA-256 of the secret. A stolen copy of it opens no account without the key.
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Sequence

from samovar.storage.tables import Invitation, new_id


def secret_of(key: str, seed: str) -> str:
    """The same for the same two; 256 bits that nobody guesses who lacks either."""
    made = hmac.digest(key.encode(), f"samovar.invitation {seed}".encode(), "sha256")
    return urlsafe_b64encode(made).decode().rstrip("=")


def fresh(keys: Sequence[str]) -> tuple[str, str]:
    """A new seed, and its secret by the newest key."""
    seed = new_id()
    return seed, secret_of(keys[-1], seed)


def digest(secret: str) -> str:
    """What the database keeps of a secret."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def shown_again(keys: Sequence[str], invitation: Invitation) -> str:
    """The secret of an invitation; empty where its key is no longer the server's."""
    made = (secret_of(key, invitation.seed) for key in keys)
    return next((each for each in made if digest(each) == invitation.id), "")
