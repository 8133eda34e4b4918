"""What a letter from outside holds, as far as we need it; whatever it is made of."""

import re
from collections.abc import Iterable, Iterator
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.policy import Compat32
from email.utils import getaddresses
from hashlib import sha256
from html.parser import HTMLParser

import msgspec

from samovar.model.email import fold_email
from samovar.model.text import plain

IDS = re.compile(r"<([^<>\s]{1,300})>")
MOST_IDS = 30
MOST_PARTS = 100
MOST_GROUPS = 20
"""Groups of parts within groups of parts: each makes every line of the letter cost more."""
HEAD = 5_000
"""Characters of one header."""
DRAWN = 200_000
"""Characters of a drawn part that are looked at."""
BULK = frozenset({"bulk", "junk", "list", "auto_reply"})
SELF_SAID = ("x-autoreply", "x-autorespond", "x-auto-response-suppress", "list-id", "list-unsubscribe", "feedback-id")
"""Heads of letters that programs and lists write."""


class Received(msgspec.Struct, frozen=True):
    """A letter from outside. `message_id`: made of all of it where it has none; `answers`: the Message-IDs that it
    answers; `automatic`: no person wrote it."""

    message_id: str
    sender: str
    to: tuple[str, ...]
    answers: tuple[str, ...]
    automatic: bool
    text: str
    files: tuple[str, ...]
    message: Message


class _Bounded(Compat32):
    """The library's older way: its newer one takes minutes over a header that is made for that."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """One header, cut where it gets too long."""
        name, value = super().header_source_parse(sourcelines)
        return name, value[:HEAD]


def read(raw: bytes) -> Received:
    """What cannot be understood is empty. Costs what the letter's length costs, which may be seconds."""
    groups = [found.start() for found in re.finditer(rb"boundary", raw, re.I)]
    message = message_from_bytes(raw[: groups[MOST_GROUPS]] if len(groups) > MOST_GROUPS else raw, policy=_Bounded())
    parts = list(_parts(message))
    senders = _addresses(message, ["from"])
    return Received(
        message_id=next(iter(_ids(message, ["message-id"])), sha256(raw).hexdigest()),
        sender=senders[0] if senders else "",
        to=_addresses(message, ["to", "cc", "delivered-to", "x-original-to", "envelope-to"]),
        answers=_ids(message, ["in-reply-to", "references"]), automatic=_is_automatic(message), text=_text(parts),
        files=tuple(name for part in parts if (name := _file(part))), message=message,
    )  # fmt: skip


def heads(message: Message, name: str) -> list[str]:
    """A header's values as they stand: what is broken in one is not mended, and breaks nothing."""
    return [str(value) for key, value in message.raw_items() if key.lower() == name]


def _ids(message: Message, names: Iterable[str]) -> tuple[str, ...]:
    values = [value[:5000] for name in names for value in heads(message, name)[:3]]
    return tuple(found for value in values for found in IDS.findall(value))[-MOST_IDS:]


def _addresses(message: Message, names: Iterable[str]) -> tuple[str, ...]:
    values = [value[:2000] for name in names for value in heads(message, name)[:5]]
    return tuple(fold_email(address) for _, address in getaddresses(values) if address)


def _is_automatic(message: Message) -> bool:
    """RFC 3834, and what programs say that are older."""
    auto = "".join(heads(message, "auto-submitted")).strip().lower()
    bulk = "".join(heads(message, "precedence")).strip().lower() in BULK
    nobody = any(value.strip() == "<>" for value in heads(message, "return-path"))
    said = any(heads(message, name) for name in SELF_SAID)
    return auto not in ("", "no") or bulk or nobody or said or message.get_content_type() == "multipart/report"


def _parts(message: Message) -> Iterator[Message]:
    for number, part in enumerate(message.walk()):
        if number >= MOST_PARTS:
            return
        if not part.is_multipart():
            yield part


def _file(part: Message) -> str:
    """What an attached file is called; nothing for what is shown with the text."""
    try:
        name = str(make_header(decode_header(part.get_filename() or "")))
    except (LookupError, ValueError, HeaderParseError):
        name = "?"
    return " ".join(plain(name).split())[:100] if part.get_content_disposition() == "attachment" or name else ""


def _text(parts: list[Message]) -> str:
    """The plain part, or the drawn one without its drawing."""
    texts = [part for part in parts if part.get_content_maintype() == "text" and not _file(part)]
    for part in texts:
        if part.get_content_subtype() == "plain":
            return _decoded(part)
    return _undrawn(_decoded(texts[0])) if texts else ""


def _decoded(part: Message) -> str:
    content = part.get_payload(decode=True)
    content = content if isinstance(content, bytes) else b""
    try:
        return plain(content.decode(part.get_content_charset("utf-8"), "replace"))
    except LookupError:
        return plain(content.decode("utf-8", "replace"))


class _Undrawn(HTMLParser):
    """Text of a page; what mail programs mark as the answered letter becomes quoted lines."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._silent = self._quoted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("style", "script", "head"):
            self._silent += 1
        elif tag == "blockquote":
            self._quoted += 1
        if tag in ("br", "p", "div", "tr", "li", "blockquote"):
            self.pieces.append("\n> " if self._quoted else "\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("style", "script", "head"):
            self._silent = max(0, self._silent - 1)
        elif tag == "blockquote":
            self._quoted = max(0, self._quoted - 1)
            self.pieces.append("\n")

    def parse_html_declaration(self, i: int) -> int:
        """One that is broken is passed over; the library would stop there."""
        try:
            return super().parse_html_declaration(i)
        except AssertionError:
            return i + 2

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.pieces.append(data.replace("\n", " "))


def _undrawn(html: str) -> str:
    parser = _Undrawn()
    parser.feed(html[:DRAWN])
    return "".join(parser.pieces)
