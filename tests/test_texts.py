"""Both languages say the same things: on the server, in the widget, in the console."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from samovar.texts import LANGS, Texts, pick

ROOT = Path(__file__).parent.parent
FOLDERS = ("server/samovar/texts", "widget/texts", "console/texts")
PLACE = re.compile(r"\{\w+\}")


def flat(tree: dict[str, Any], prefix: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in tree.items():
        found |= flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {prefix + key: value}
    return found


def read(folder: str, lang: str) -> dict[str, str]:
    return flat(json.loads((ROOT / folder / f"{lang}.json").read_text(encoding="utf-8")))


@pytest.mark.parametrize("folder", FOLDERS)
def test_both_languages_have_the_same_keys(folder: str):
    assert read(folder, "ru").keys() == read(folder, "en").keys()


@pytest.mark.parametrize("folder", FOLDERS)
def test_both_languages_have_the_same_placeholders(folder: str):
    russian, english = read(folder, "ru"), read(folder, "en")
    for key, text in russian.items():
        assert set(PLACE.findall(text)) == set(PLACE.findall(english[key])), key


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("lang", LANGS)
def test_no_text_is_empty(folder: str, lang: str):
    assert [key for key, text in read(folder, lang).items() if not text.strip()] == []


def test_placeholders_are_filled_once_and_plainly():
    texts = Texts.load()
    assert texts.get("ru", "pages.least", n=10) == "от 10 знаков"
    assert texts.get("en", "pages.invite.call_channel", who="{channels}", channels="{0.__class__}") == (
        "{channels} invites you to answer in {0.__class__}"
    )


def test_a_text_we_do_not_have_is_an_error():
    with pytest.raises(KeyError):
        Texts.load().get("ru", "pages.nothing")


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", "ru"),
        ("en-GB,en;q=0.9", "en"),
        ("de-DE,de;q=0.9,en;q=0.5,ru;q=0.4", "en"),
        ("ru;q=0.2, en;q=0.8", "en"),
        ("en;q=0,ru;q=0.1", "ru"),
        ("de, fr", "ru"),
        ("en;q=rubbish", "ru"),
        ("," * 5000, "ru"),
    ],
)
def test_the_language_is_picked_from_what_the_browser_wants(header: str, expected: str):
    assert pick(header, "ru") == expected
