"""Numbers that people and links write."""

import pytest

from samovar.model.numbers import whole


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("0", 0), ("30", 30), ("007", 7), ("365", 365), ("366", None), ("0030", None), ("", None), ("-1", None),
        ("+1", None), ("1.0", None), ("1e2", None), (" 1", None), ("١", None), ("²", None), ("1_0", None),
        ("9" * 1_000_000, None),
    ],
)  # fmt: skip
def test_only_what_is_plainly_a_number_within_bounds_is_one(text: str, found: int | None):
    assert whole(text, 365) == found
