"""What counts as one e-mail address."""

import re

import idna

from samovar.model.text import plain

_LOCAL = r"[^@\s,;:<>\"()\[\]\\.]+(\.[^@\s,;:<>\"()\[\]\\.]+)*"
_LABEL = r"[^\W_](?:(?:[^\W_]|-){0,61}[^\W_])?"
EMAIL = re.compile(rf"(?=[^@]{{1,64}}@){_LOCAL}@({_LABEL}\.)+(?!\d+$){_LABEL}")


def fold_email(email: str) -> str:
    """One spelling of an address."""
    return plain(email).strip().casefold()


def is_email(text: str) -> bool:
    """Whether a text is one address, as a browser's e-mail field understands it, in any alphabet: parts between single
    dots, at most 254 characters, and nothing that would be a second address or a header."""
    return len(text) <= 254 and text.isprintable() and EMAIL.fullmatch(text) is not None


def in_ascii(address: str) -> str:
    """With its domain as the name system writes it; what stands before the @ is the other server's own affair."""
    local, _, domain = address.rpartition("@")
    try:
        return f"{local}@{idna.encode(domain, uts46=True).decode()}"
    except idna.IDNAError:
        return address
