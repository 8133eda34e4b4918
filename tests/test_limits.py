"""Every limit has its words, where the person looks whom it holds back: a new limit without any fails here."""

import json
from dataclasses import fields
from pathlib import Path

import pytest

from samovar.settings import Limits
from samovar.texts import LANGS, Texts

ROOT = Path(__file__).parents[1]
BUBBLE, STRIP, FORM = "at the message", "over the talk and the console", "over the form"
LAUNCHER = "in the page's own console, the log and over the administrators' console: nobody has written anything yet"
WORDS: dict[str, tuple[str, tuple[str, ...]]] = {
    # Field: where the words stand, and their keys (server: with a dot; both browsers' sides: without).
    "visitor_body": (BUBBLE, ("refusals.too_long", "over")),
    "operator_body": (BUBBLE, ("refusals.too_long", "over")),
    "frames_burst": (BUBBLE, ("refusals.rate_frames_per_second", "held", "hurried")),
    "frames_per_second": (BUBBLE, ("refusals.rate_frames_per_second", "held", "hurried")),
    "messages_burst": (BUBBLE, ("refusals.rate_messages_per_second", "held")),
    "messages_per_second": (BUBBLE, ("refusals.rate_messages_per_second", "held")),
    "messages_per_day": (BUBBLE, ("refusals.rate_messages_per_day", "held")),
    "conversations_per_half_day": (BUBBLE, ("refusals.rate_conversations_per_half_day", "held")),
    "pages_burst": (LAUNCHER, ("refusals.rate_pages_per_second",)),
    "pages_per_second": (LAUNCHER, ("refusals.rate_pages_per_second",)),
    "starts_per_hour": (LAUNCHER, ("refusals.rate_starts_per_hour",)),
    "sign_ins_address": (FORM, ("pages.errors.too_many",)),
    "sign_ins_account": (FORM, ("pages.errors.too_many",)),
    "codes_account": (FORM, ("pages.errors.code_many",)),
    "provider_address": ("on a page of its own", ("pages.message.provider_many.what",)),
    "letters_address": (FORM, ("pages.errors.letters_many",)),
    "letters_account": (FORM, ("pages.errors.letters_many",)),
    "requests_address": ("in the answer itself", ("unfinished.address",)),
    "sockets_visitor": (STRIP, ("crowded",)),
    "sockets_address": (STRIP, ("crowded",)),
    "sockets": (STRIP, ("crowded",)),
    # Of lines and machines: whoever is dropped for these has no line, and reads so.
    "hello_seconds": (STRIP, ("offline",)),
    "write_seconds": (STRIP, ("offline",)),
    "queue_bytes": (STRIP, ("offline",)),
}


def test_every_limit_says_where_its_words_stand():
    assert WORDS.keys() == {each.name for each in fields(Limits)}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", WORDS)
def test_its_words_are_there(name: str, lang: str):
    _, keys = WORDS[name]
    sides = [json.loads((ROOT / side / "texts" / f"{lang}.json").read_text("utf-8")) for side in ("widget", "console")]
    for key in keys:
        texts = [Texts.load().by_lang[lang]] if "." in key else sides
        assert all(each.get(key, "").strip() for each in texts), key
