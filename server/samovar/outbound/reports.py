"""What mail servers report of a letter they took (RFC 3464): delivered, or not, and why."""

from collections.abc import Iterator
from email.message import Message

import msgspec

from samovar.outbound.reading import IDS, heads

WORDS = 400


class Report(msgspec.Struct, frozen=True):
    """Of one letter. `answers`: its Message-ID; `delivered`, or not at all; `words`: the other server's."""

    answers: str
    delivered: bool
    words: str


def reports(message: Message) -> list[Report]:
    """All final ones in a letter; delays are none."""
    if message.get_content_type() != "multipart/report":
        return []
    about = next(_originals(message), "")
    return [
        Report(about, action == "delivered", words)
        for action, words in _recipients(message)
        if about and action in ("failed", "delivered")
    ]


def _recipients(message: Message) -> Iterator[tuple[str, str]]:
    """What happened for each recipient, and the words that go with it. The first group of fields is of the letter."""
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status" and isinstance(groups := part.get_payload(), list):
            for group in groups[1:]:
                if isinstance(group, Message):
                    yield _field(group, "action").lower(), _words(group)


def _words(group: Message) -> str:
    said = _field(group, "diagnostic-code").partition(";")[2] or _field(group, "status")
    return " ".join("".join(each if each.isprintable() else " " for each in said).split())[:WORDS]


def _field(group: Message, name: str) -> str:
    return " ".join(heads(group, name)[:1]).strip()


def _originals(message: Message) -> Iterator[str]:
    """The Message-ID of the letter that comes back, whole or only its head."""
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "text/rfc822-headers":
            content = part.get_payload(decode=True)
            text = content.decode("utf-8", "replace") if isinstance(content, bytes) else ""
            lines = [line for line in text.splitlines() if line.lower().startswith("message-id:")]
            yield from (found for line in lines for found in IDS.findall(line))
        elif kind == "message/rfc822" and isinstance(inner := part.get_payload(), list) and inner:
            whole = inner[0]
            if isinstance(whole, Message):
                yield from (found for value in heads(whole, "message-id") for found in IDS.findall(value))
