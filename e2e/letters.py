"""A mail server of the stories; it knows nobody whose address begins with "nobody"."""

import re
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from time import monotonic, sleep
from typing import Any

from aiosmtpd.controller import Controller

from served import free_port


class Letters:
    """Keeps what it is given."""

    def __init__(self) -> None:
        self.all: list[EmailMessage] = []
        self.server = Controller(self, hostname="127.0.0.1", port=free_port())
        self.server.start()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server.port}?tls=none&from=chat@olha.example"

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        if address.startswith("nobody"):
            return "550 No such user here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.all.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        return "250 OK"

    def to(self, address: str, link: str, meanwhile: Callable[[], None] = lambda: None) -> tuple[EmailMessage, str]:
        """The letter to this address with such a link, as soon as it has come; and the link."""
        end = monotonic() + 45
        while monotonic() < end:
            for letter in self.all:
                if letter["To"].addresses[0].addr_spec == address and (found := re.search(link, _text(letter))):
                    return letter, found[0]
            meanwhile()
            sleep(0.1)
        raise AssertionError(f"no such letter to {address} has come, but {[each['Subject'] for each in self.all]}")

    def stop(self) -> None:
        self.server.stop()


def _text(letter: EmailMessage) -> str:
    part = letter.get_body(("plain",))
    assert part
    return str(part.get_content())
