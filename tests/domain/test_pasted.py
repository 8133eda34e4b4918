"""What an administrator pastes, read as people."""

import pytest

from samovar.domain.channels.cities import fold
from samovar.domain.people.pasted import Guest, read

ROLES = {fold(name): role for name, role in (("оператор", "operator"), ("старший", "senior"))}
CHANNELS = {fold(name): channel for name, channel in (("Москва", "moscow"), ("Казань", "kazan"))}

READ: dict[str, tuple[str, list[Guest]]] = {
    "nobody": (" \n\n", []),
    "one address": ("Anna@Olha.example ", [Guest("anna@olha.example")]),
    "one a line, and one of them twice": (
        "a@olha.example\r\nb@olha.example\nA@olha.example", [Guest("a@olha.example"), Guest("b@olha.example")],
    ),
    "as a mail program copies it": (
        '"Иван Ветров" <ivan@olha.example>,\nОльга <olga@olha.example>;',
        [Guest("ivan@olha.example", "Иван Ветров"), Guest("olga@olha.example", "Ольга")],
    ),
    "columns": (
        "olga@olha.example; Ольга Минц; Старший; Москва, Казань",
        [Guest("olga@olha.example", "Ольга Минц", "senior", ("moscow", "kazan"))],
    ),
    "a table with its head, the name first": (
        'Имя,Почта,Роль,Каналы\n"Минц, Ольга",olga@olha.example,,"Москва,казань"',
        [Guest("olga@olha.example", "Минц, Ольга", "", ("moscow", "kazan"))],
    ),
    "cells of a spreadsheet": (
        "olga@olha.example\tОльга\t\tКазань", [Guest("olga@olha.example", "Ольга", "", ("kazan",))],
    ),
    "a table whose head is all there is": ("почта;имя", []),
}  # fmt: skip


@pytest.mark.parametrize(("text", "guests"), READ.values(), ids=READ.keys())
def test_what_is_pasted_is_read_as_people(text: str, guests: list[Guest]):
    made = read(text, ROLES, CHANNELS)
    assert made.guests == guests
    assert bool(made.unread) is (text == "почта;имя")


UNREAD = [
    ("a@olha.example\n\nnonsense", 3, "address", "nonsense"),
    ("a@olha.example, b@olha.example\nc@", 2, "address", "c@"),
    ("a@olha.example\r\nBcc: b@olha.example", 2, "address", "Bcc: b@olha.example"),
    ("a@olha.example;" + "и" * 101, 1, "name", "и" * 101),
    ("a@olha.example;А\u202eн", 1, "name", "А\u202eн"),
    ("a@olha.example;Аня;директор", 1, "role", "директор"),
    ("a@olha.example;Аня;;Москва,Тверь", 1, "channel", "Тверь"),
]


@pytest.mark.parametrize(("text", "number", "why", "value"), UNREAD)
def test_a_line_that_cannot_be_used_is_named(text: str, number: int, why: str, value: str):
    [line] = read(text, ROLES, CHANNELS).unread
    assert (line.number, line.why, line.value) == (number, why, value)
