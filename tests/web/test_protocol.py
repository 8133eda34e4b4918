"""What both ends have agreed on: told to the browsers whole, and in keeping with what the server itself allows."""

import re
from typing import Any, get_args

import msgspec
import pytest

from samovar.settings import Limits
from samovar.web import protocol, wire
from samovar.web.endpoints import long_polls
from samovar.web.guard import rate_limits
from samovar.web.typescript import typescript

AGREED = {name: value for name, value in vars(protocol).items() if name[0].isupper()}


def test_the_browsers_are_told_every_number_with_its_words():
    enum = typescript().partition("export enum Protocol {\n")[2].partition("}")[0]
    told = dict(re.findall(r"  /\*\* .+ \*/\n  (\w+) = ([\d.]+),\n", enum))
    assert told == {name: str(value) for name, value in AGREED.items()}


@pytest.mark.parametrize(
    ("struct", "field", "bound", "agreed"),
    [
        (wire.Hello, "cursors", "max_length", protocol.CURSORS),
        (wire.Get, "limit", "le", protocol.PAGE),
        (wire.List, "limit", "le", protocol.PAGE),
    ],
)
def test_a_frame_takes_as_many_as_agreed(struct: type[msgspec.Struct], field: str, bound: str, agreed: int):
    assert getattr(meta(struct, field), bound) == agreed


def meta(struct: type[msgspec.Struct], field: str) -> Any:
    """The bounds of a field."""
    hints = struct.__annotations__[field]
    return next(each for each in get_args(hints) if isinstance(each, msgspec.Meta))


def test_what_is_in_flight_may_come_in_one_burst():
    assert Limits().messages_burst >= protocol.IN_FLIGHT


def test_a_dead_connection_is_found_out_within_25_s_and_all_is_well_3_s_after_waking():
    assert protocol.QUIET_MS * (1 + protocol.QUIET_SPREAD) + protocol.PONG_MS <= 25_000
    assert protocol.WAKE_MS + protocol.RETRY_MS < 3_000


def test_a_sign_of_typing_is_passed_on_and_stands_until_the_next_one_has_come():
    assert rate_limits.SIGNAL_SECONDS * 1000 <= protocol.TYPING_MS
    assert protocol.TYPING_SHOWN_MS >= 2 * protocol.TYPING_MS


def test_a_request_brings_as_many_frames_as_the_server_takes():
    assert long_polls.AT_ONCE == protocol.SAID_AT_ONCE
