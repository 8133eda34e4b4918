"""Texts are cut between letters as people see them."""

import pytest

from samovar.model.letters import cut

FAMILY = "👨‍👩‍👧‍👦"


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("кухня", 5, "кухня"),
        ("кухня", 3, "кух"),
        ("кухня", 0, ""),
        ("аб😀", 2, "аб"),
        (f"а{FAMILY}б", 4, "а"),
        (f"а{FAMILY}б", 8, f"а{FAMILY}"),
        ("аи\u0306б", 2, "а"),
        ("👍🏽👍🏽", 3, "👍🏽"),
        ("🇷🇺🇷🇺", 3, "🇷🇺"),
        ("🇷🇺🇷🇺", 2, "🇷🇺"),
        ("а" + "\u0301" * 300, 200, "а" + "\u0301" * 199),
    ],
)
def test_no_part_of_a_letter_is_left(text: str, most: int, expected: str):
    assert cut(text, most) == expected


def test_an_endless_letter_costs_no_time():
    for endless in ("\u200d" * 100_000, "🇷" * 100_000, "а" + "\u0301" * 100_000):
        assert len(cut(endless, 50_000)) >= 50_000 - 1
