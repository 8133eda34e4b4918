"""What people read of a letter before they open it stands there as it was written."""

from email import message_from_bytes
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import parseaddr

import pytest

from samovar.outbound.headers import ASCII_ONLY

WORDS = [
    "Марина Кузнецова зовёт вас отвечать посетителям: Ольха",
    "Марина Кузнецова, «Ольха и клён», канал Санкт-Петербург и Ленинградская область",
    "Anna invites you to answer visitors: Olkha",
    "a" * 30 + " " + "б" * 160,
    "Привет, мир 👩‍🎨 ещё раз и ещё раз и ещё раз",
]


@pytest.mark.parametrize("words", WORDS)
def test_every_space_arrives(words: str):
    letter = EmailMessage()
    letter["Subject"] = words
    letter["From"] = Address(words, "chat", "olha.example")
    letter.set_content("Hello")
    raw = letter.as_bytes(policy=ASCII_ONLY)
    assert raw.isascii() and max(len(line) for line in raw.split(b"\r\n")) <= 98
    read = message_from_bytes(raw)
    name, address = parseaddr(read["From"])
    assert (told(read["Subject"]), told(name), address) == (words, words, "chat@olha.example")


def told(header: str) -> str:
    """As mail programs read it (RFC 2047); the library's newer reader puts spaces where there are none."""
    return str(make_header(decode_header(header)))
