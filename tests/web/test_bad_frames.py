"""Every frame that is not one: the socket closes with the code of protocol.md, or the person reads why not; nothing is
half stored, and the server stays up."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from house import Running
from knocking import rows
from peer import Peer, arrive, enter, first_frame, held, operator
from polled import polled
from samovar.web import wire

ID = "a-made-up-id-0000"
SIDES = ("visitor", "operator")


async def side(at: Running, name: str) -> tuple[Peer, str]:
    """Somebody of this side, and a talk he may write in."""
    mary, anna = await held(at)
    return (mary if name == "visitor" else anna), mary.conv


# ---------------------------------------------------------------- what is no frame at all

BROKEN: dict[str, str | bytes] = {
    "nothing": "",
    "not JSON": "привет",
    "cut JSON": '{"t":"ping"',
    "two frames in one": '{"t":"ping"}{"t":"ping"}',
    "a list": '[{"t":"ping"}]',
    "a number": "1",
    "null": "null",
    "no type": "{}",
    "an unknown type": '{"t":"shutdown"}',
    "a type that is a number": '{"t":1}',
    "a type that is null": '{"t":null}',
    "a server's frame": '{"t":"ok","cid":"x"}',
    "an unknown field": '{"t":"ping","role":"administrator"}',
    "__proto__": '{"t":"ping","__proto__":{"admin":true}}',
    "constructor": '{"t":"ping","constructor":1}',
    "NaN": '{"t":"got","conv":"a-made-up-id-0000","seq":NaN}',
    "Infinity": '{"t":"got","conv":"a-made-up-id-0000","seq":Infinity}',
    "a number beyond all numbers": '{"t":"got","conv":"a-made-up-id-0000","seq":1e400}',
    "single quotes": "{'t':'ping'}",
    "a comment": '{"t":"ping"} // hello',
    "a byte order mark": '\ufeff{"t":"ping"}',
    "half a letter": '{"t":"send","cid":"a-made-up-id-0000","conv":"a-made-up-id-0000","body":"\\ud800"}',
    "deep": "[" * 8000,
    "deep objects": '{"a":' * 2500 + "1" + "}" * 2500,
    "deep in an unknown field": '{"t":"ping","x":' + "[" * 3000 + "]" * 3000 + "}",
    "a binary frame": b'{"t":"ping"}',
    "rubbish bytes": b"\x00\xff\xfe",
    "hello again": json.dumps(first_frame("x")),
}


@pytest.mark.parametrize("name", SIDES)
async def test_what_is_no_frame_closes_the_socket_and_stores_nothing(at: Running, name: str):
    first, conv = await side(at, name)
    before = await rows(at)
    for what, data in BROKEN.items():
        peer = Peer(at, first.token, first.path, first.headers)
        await peer.come_in()
        await peer.raw(data)
        assert await peer.closes() == 4400, what
    assert await rows(at) == before
    again = Peer(at, first.token, first.path, first.headers)
    await again.come_in()
    assert (await again.ask("get", conv=conv))["t"] == "batch"


@pytest.mark.parametrize("data", ['{"t":"ping"}', '{"t":"send"}', "x", b"x", '{"t":"hello"}', '{"t":"hello","v":3}'])
@pytest.mark.parametrize("name", SIDES)
async def test_whatever_comes_before_hello_closes_the_socket(at: Running, name: str, data: str | bytes):
    peer = await arrive(at) if name == "visitor" else (await enter(at, "anna"))[0]
    bare = Peer(at, peer.token, peer.path, peer.headers)
    bare.polite = False
    await bare.connect()
    await bare.raw(data)
    assert await bare.closes() == 4400
    assert bare.frames == []


OTHERS: list[dict[str, Any]] = [{"v": v} for v in (0, wire.PROTOCOL - 1, wire.PROTOCOL + 1, -1, 2**53)]
OTHERS.append({"v": 1, "dev": ID})  # As a page of the first version said it.


@pytest.mark.parametrize("way", ["socket", "requests"])
@pytest.mark.parametrize("hello", OTHERS, ids=str)
@pytest.mark.parametrize("name", SIDES)
async def test_a_page_of_another_version_is_closed_before_its_welcome(
    at: Running, name: str, hello: dict[str, Any], way: str
):
    """By which it knows that it has to be reloaded, and says so (link/src/connection/closing.ts)."""
    page = await arrive(at) if name == "visitor" else operator(at, "anna")
    page = page if way == "socket" else polled(page)
    await page.connect(**hello)
    assert await page.closes() == 4400
    assert page.frames == []


# ---------------------------------------------------------------- fields of the wrong kind

NO_ID: list[Any] = [
    "1abc", 1.0, 1, True, None, [], {}, -1, 2**63, 10**400, "", "x" * 15, "x" * 65, "../../etc/passwd", "%31%32", "a b",
    "ключ-из-шестнадцати", "a-made-up-id-0000\n", "a-made-up-id-0000\u0000", "' OR 1=1 --aaaaaaaa", "__proto__",
]  # fmt: skip
NO_SEQ: list[Any] = ["1", 1.5, -1, 2**53 + 1, 2**63, 10**400, True, [], {}]
GOOD: dict[str, dict[str, Any]] = {
    "send": {"t": "send", "cid": ID, "conv": ID, "body": "Привет", "lock": 1},
    "send new": {"t": "send", "cid": ID, "new": {"ccid": ID, "channel": ID}, "body": "Привет"},
    "close": {"t": "close", "rid": ID, "conv": ID, "lock": 1},
    "transfer": {"t": "transfer", "rid": ID, "conv": ID, "lock": 1, "to": ID, "note": "Возьмёшь?"},
    "correct": {"t": "correct", "rid": ID, "conv": ID, "field": "city", "value": "Тверь"},
    "presence": {"t": "presence", "rid": ID, "presence": "busy", "why": "обед"},
    "profile": {"t": "profile", "rid": ID, "grammar": "she", "title": "Дизайнер"},
    "got": {"t": "got", "conv": ID, "seq": 1},
    "read": {"t": "read", "conv": ID, "seq": 1},
    "get": {"t": "get", "rid": ID, "conv": ID, "after": 1, "before": 2, "limit": 10},
    "list": {"t": "list", "rid": ID, "channel": ID, "visitor_of": ID, "limit": 10},
    "look": {"t": "look", "rid": ID, "conv": ID},
    "typing": {"t": "typing", "conv": ID},
    "hello": first_frame("x") | {"epoch": ID, "cursors": [{"conv": ID, "seq": 1}]},
}
IDS = ("cid", "rid", "conv", "to", "channel", "visitor_of", "epoch", "ccid")
OF_OPERATORS = ("look", "transfer", "correct", "presence", "profile")
NUMBERS = ("seq", "lock", "after", "before", "limit")


def spoiled() -> list[tuple[str, Any]]:
    """Each good frame with one field spoiled, in every way its kind can be."""
    made: list[tuple[str, Any]] = []
    for name, frame in GOOD.items():
        for path in paths(frame):
            key = path[-1]
            bad: list[Any] = [{"x": 1}, [1], True, *([] if key == "v" else [5])]
            if key in IDS:
                bad = [each for each in NO_ID if each is not None or key in ("cid", "rid", "ccid")]
            elif key in NUMBERS:
                bad = [*NO_SEQ, *([0, 101] if key == "limit" else [])]
            made += [(f"{name}: {key} = {str(value)[:20]!r}", put(frame, path, value)) for value in bad]
    return made


def paths(frame: Any, before: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(frame, dict):
        return [path for key, value in frame.items() if key != "t" for path in paths(value, (*before, key))]
    if isinstance(frame, list):
        return [path for index, value in enumerate(frame) for path in paths(value, (*before, index))]
    return [before]


def put(frame: Any, path: tuple[Any, ...], value: Any) -> Any:
    copy = json.loads(json.dumps(frame))
    place = copy
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return copy


SPOILED = spoiled()


@pytest.mark.parametrize("decoder", [wire.visitor_decoder, wire.operator_decoder], ids=SIDES)
def test_a_field_of_the_wrong_kind_is_never_read_as_something_else(decoder: Any):
    taken = []
    for what, frame in SPOILED:
        try:
            decoder.decode(json.dumps(frame))
        except (msgspec.DecodeError, RecursionError):
            continue
        taken.append(what)
    assert taken == []
    assert len(SPOILED) > 200
    for frame in GOOD.values():
        if decoder is wire.operator_decoder or frame["t"] not in OF_OPERATORS:
            decoder.decode(json.dumps(frame))


@pytest.mark.parametrize("name", SIDES)
async def test_a_spoiled_frame_closes_the_socket(at: Running, name: str):
    first, _ = await side(at, name)
    before = await rows(at)
    commands = wire.command_tags(wire.VisitorFrame if name == "visitor" else wire.OperatorFrame)
    for what, frame in [each for each in SPOILED if each[1]["t"] not in commands][::23]:
        peer = Peer(at, first.token, first.path, first.headers)
        await peer.come_in()
        await peer.send(**frame)
        assert await peer.closes() == 4400, what
    assert await rows(at) == before


@pytest.mark.parametrize("name", SIDES)
async def test_a_spoiled_command_is_refused_in_words(at: Running, name: str):
    peer, _ = await side(at, name)
    before = await rows(at)
    commands = wire.command_tags(wire.VisitorFrame if name == "visitor" else wire.OperatorFrame)
    spoiled = [frame for _, frame in SPOILED if frame["t"] in commands and frame["rid"] == ID]
    assert len(spoiled) > 20
    for number, frame in enumerate([*spoiled, {"t": "close", "conv": ID, "lock": 1, "novelty": 1}]):
        rid = f"{ID}-{number}"
        refused = await peer.told("rid", rid, frame | {"rid": rid})
        assert (refused["t"], refused["code"]) == ("no", "bad_request") and refused["text"], frame
    assert await rows(at) == before


PLAIN = st.none() | st.booleans() | st.integers() | st.text()


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.recursive(PLAIN, lambda part: st.lists(part) | st.dictionaries(st.text(), part)))
def test_any_other_json_is_refused(value: Any):
    for text in (json.dumps([value]), json.dumps({"t": "send", "x": value}), json.dumps({"t": value, "x": 1})):
        for decoder in (wire.visitor_decoder, wire.operator_decoder):
            with pytest.raises(msgspec.DecodeError):
                decoder.decode(text)
