"""People as an administrator pastes them: one a line, an address alone, "Name <address>", or the columns of a table.

    anna@olha.example
    Иван Ветров <ivan@olha.example>
    olga@olha.example; Ольга Минц; старший; Москва, Казань

Columns are separated by tabs, semicolons or commas; a first line that names them is passed over.
"""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from samovar.domain.channels.cities import fold
from samovar.domain.conversation.rules import NAME
from samovar.model.email import fold_email, is_email

MOST = 200
"""People invited at once: a company's, and not a mailing list's."""
WITH_NAME = re.compile(r"(?P<name>[^<>]*)<(?P<email>[^<>]+)>")
BETWEEN_NAMES = re.compile(r"[,;/|+]")


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody to be invited. Where no role or no channels stand in the line, the form's are meant."""

    email: str
    name: str = ""
    role: str = ""
    channels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unread:
    """A line that cannot be used, and why."""

    number: int
    why: Literal["address", "name", "role", "channel"]
    value: str


@dataclass(slots=True)
class Pasted:
    """What was read."""

    guests: list[Guest] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)


def read(text: str, roles: Mapping[str, str], channels: Mapping[str, str]) -> Pasted:
    """Who is meant, each address once. `roles`, `channels`: what they are called, folded → what they are."""
    made, seen = Pasted(), set[str]()
    for number, columns in _lines(text):
        guest = _guest(number, columns, roles, channels)
        if isinstance(guest, Unread):
            made.unread.append(guest)
        elif guest.email not in seen:
            seen.add(guest.email)
            made.guests.append(guest)
    return made


def _lines(text: str) -> list[tuple[int, Sequence[str]]]:
    lines = [(number, _columns(line.strip())) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    # The names of columns are no address, and what stands below them is.
    named = len(lines) > 1 and len(lines[0][1]) > 1 and "@" not in "".join(lines[0][1])
    return lines[1:] if named else lines


def _columns(line: str) -> Sequence[str]:
    if found := WITH_NAME.fullmatch(line.rstrip(",;")):
        return found["email"].strip(), found["name"].strip().strip('"')
    mark = next((each for each in "\t;," if each in line), ",")
    columns = [each.strip() for each in next(csv.reader([line], delimiter=mark))]
    # Tables begin with the name as often as with the address.
    if len(columns) > 1 and "@" not in columns[0] and "@" in columns[1]:
        columns[:2] = columns[1], columns[0]
    return columns


def _guest(
    number: int, columns: Sequence[str], roles: Mapping[str, str], channels: Mapping[str, str]
) -> Guest | Unread:
    email, name, role, named, *_ = (*columns, "", "", "", "")
    if not is_email(fold_email(email)):
        return Unread(number, "address", email)
    if len(name) > NAME or not name.isprintable():
        return Unread(number, "name", name)
    if role and fold(role) not in roles:
        return Unread(number, "role", role)
    cities = [each.strip() for each in BETWEEN_NAMES.split(named) if each.strip()]
    if unknown := next((each for each in cities if fold(each) not in channels), ""):
        return Unread(number, "channel", unknown)
    return Guest(fold_email(email), name, roles.get(fold(role), ""), tuple(channels[fold(each)] for each in cities))
