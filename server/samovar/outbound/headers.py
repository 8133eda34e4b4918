"""Headers in other alphabets. The library's own way of folding (Python 3.11) loses spaces between their words."""

from email.header import Header
from email.policy import EmailPolicy
from typing import Any


class Policy(EmailPolicy):
    """As the library's, but for what people read of a letter before they open it."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        """One header as it goes over the line."""
        if str(value).isascii() or name not in ("Subject", "From"):
            return super().fold_binary(name, value)
        words, address = (str(value), "") if name == "Subject" else _named(value.addresses[0])
        written = Header(words, "utf-8", header_name=name).encode(linesep=self.linesep)
        return f"{name}: {written}{address}{self.linesep}".encode()


def _named(address: Any) -> tuple[str, str]:
    return address.display_name, f" <{address.addr_spec}>"


ASCII_ONLY = Policy(linesep="\r\n")
