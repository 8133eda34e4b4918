"""What counts as text. The browsers' half of the rule reads the same list (link/test/said.test.ts)."""

import json
from pathlib import Path

import pytest

from samovar.domain.conversation.rules import field, fits, remark
from samovar.model.errors import Empty, Refused, TooLong
from samovar.model.text import has_text

CASES = json.loads((Path(__file__).parents[2] / "link/test/seen.json").read_text("utf-8"))


@pytest.mark.parametrize("text", CASES["seen"])
def test_what_shows_is_text(text: str):
    assert has_text(text) and fits(text, 10) and field(text)


@pytest.mark.parametrize("text", CASES["unseen"])
def test_what_nobody_sees_is_no_message_no_name_and_no_note(text: str):
    assert not has_text(text) and remark(text) == ""
    for rule in (lambda: fits(text, 10), lambda: field(text)):
        with pytest.raises(Empty):
            rule()


@pytest.mark.parametrize(("rule", "most"), [(field, 100), (remark, 2000)])
def test_a_field_or_a_note_that_is_too_long_is_refused_with_the_number(rule: object, most: int):
    assert callable(rule)
    assert rule("😀" * most) == "😀" * most
    with pytest.raises(Refused) as refused:
        rule("😀" * (most + 1))
    assert isinstance(refused.value, TooLong) and refused.value.most == most


def test_a_field_is_one_line():
    assert field("  Мария \n Иванова\u2028") == "Мария Иванова"
