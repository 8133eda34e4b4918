"""The file with the signing keys, which only we can read."""

import secrets
from collections.abc import Sequence
from pathlib import Path


def make(path: Path) -> bool:
    """A first key, where there is no file yet; tells whether it was made."""
    if path.exists():
        return False
    write(path, [secrets.token_urlsafe(48)])
    return True


def write(path: Path, keys: Sequence[str]) -> None:
    """Keep these, newest last: whole or not at all."""
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    part.write_text("".join(f"{key}\n" for key in keys), "utf-8")
    part.replace(path)
