"""Every frame that is not one: the socket closes with the code of protocol.md, or the person reads why not; nothing is
half stored, and the server stays up."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from house import Running
from peer import Peer, arrive, begin, enter, first_frame, held, new_id, operator
from polled import polled
from samovar.model.errors import Refused
from samovar.storage.engine.database import Session
from samovar.storage.tables import Base
from samovar.texts import Texts
from samovar.web import wire

ID = "a-made-up-id-0000"
SIDES = ("visitor", "operator")


async def rows(at: Running) -> dict[str, int]:
    """How much is stored, by table."""

    def count(session: Session) -> dict[str, int]:
        return {
            name: session.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in Base.metadata.tables.items()
        }

    return await at.house.services.database.read(count)


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


# ---------------------------------------------------------------- good frames in the wrong state

ODD_SENDS: dict[str, tuple[dict[str, Any], str]] = {
    "without text": ({"body": ""}, "empty"),
    "of white space": ({"body": " \n\t\u2003"}, "empty"),
    "of NUL": ({"body": "\u0000"}, "empty"),
    "of nothing to see": ({"body": "\u200b\u2800\u3164\u00ad\ufe0f\u0301"}, "empty"),
    "to both an old and a new talk": ({"body": "x", "new": {"ccid": ID, "channel": ID}}, "bad_request"),
    "a note of a visitor": ({"body": "x", "kind": "note"}, "bad_request"),
    "with an operator's number": ({"body": "x", "lock": 1}, "bad_request"),
}


async def test_a_message_that_cannot_be_is_refused_in_words(on_each: Running):
    mary = await begin(on_each)
    before = await rows(on_each)
    for what, (more, code) in ODD_SENDS.items():
        cid = new_id()
        refused = await mary.told("cid", cid, {"t": "send", "cid": cid, "conv": mary.conv, **more})
        assert (refused["t"], refused["code"]) == ("no", code) and "retry" not in refused, what
        assert refused["text"] == Texts.load().get("ru", f"refusals.{code}")
    assert await rows(on_each) == before
    assert (await mary.say("Всё в порядке"))["t"] == "ok"


async def test_a_message_to_nowhere_is_refused(at: Running):
    mary, anna = await held(at)
    for peer in (mary, anna):
        cid = new_id()
        refused = await peer.told("cid", cid, {"t": "send", "cid": cid, "body": "Куда?"})
        assert refused["code"] in ("bad_request", "not_found")
    cid = new_id()
    refused = await anna.told(
        "cid", cid, {"t": "send", "cid": cid, "body": "Я открываю", "new": {"ccid": ID, "channel": ID}}
    )
    assert refused["code"] in ("bad_request", "not_found")


WITHOUT = [
    ("claim", {}), ("release", {"lock": 1}), ("accept", {}), ("decline", {}), ("close", {"lock": 1}), ("reopen", {}),
    ("correct", {"field": "city", "value": "Тверь"}), ("transfer", {"lock": 1, "to": "operator-ivan-000"}),
    ("move", {"lock": 1, "to": "channel-kazan-0000"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "more"), WITHOUT)
async def test_a_command_without_its_conversation_is_refused_in_words(at: Running, name: str, more: dict[str, Any]):
    [anna, _] = await enter(at, "anna", "ivan")
    refused = await anna.told("rid", ID, {"t": name, "rid": ID, **more})
    assert (refused["t"], refused["code"]) == ("no", "bad_request") and refused["text"]
    assert (await anna.ask("list"))["t"] == "page"


@pytest.mark.parametrize("name", ["transfer", "move"])
async def test_a_command_without_its_target_is_refused_in_words(at: Running, name: str):
    mary, anna = await held(at)
    refused = await anna.cmd(name, mary.conv, lock=anna.lock)
    assert (refused["t"], refused["code"]) == ("no", "bad_request") and refused["text"]


async def test_texts_of_any_letters_are_kept_as_they_were_typed(on_each: Running):
    mary, anna = await held(on_each)
    bodies = [
        "<script>alert(1)</script>", "{{7*7}} ${x} <%= y %> {0.__class__}", "' OR 1=1; DROP TABLE entry; --", "%_\\",
        "\u202eперевёрнуто\u202c", "a\u0301" * 500, "👨‍👩‍👧‍👦",
        "\u2028.\u2029\ufeff", "null", "\u0001\u001b[31m", "x" * 5000,
    ]  # fmt: skip
    for body in bodies:
        assert (await mary.say(body))["t"] == "ok"
    page = await anna.ask("get", conv=mary.conv)
    assert [event["body"] for event in page["events"][2:]] == bodies
    assert [frame["e"]["body"] for frame in anna.frames if frame["t"] == "ev" and "body" in frame["e"]] == bodies


async def test_notes_of_commands_with_letters_no_database_stores(on_each: Running):
    mary, anna = await held(on_each)
    [ivan] = await enter(on_each, "ivan")
    assert (await anna.cmd("transfer", lock=anna.lock, to="operator-ivan-000", note="Ваш\u0000 клиент"))["t"] == "ok"
    row = (await ivan.expect("summary", lambda frame: "offer" in frame["row"]))["row"]
    assert row["offer"]["note"] == "Ваш клиент"
    assert (await anna.cmd("presence", presence="busy", why="\u0000"))["t"] == "ok"
    assert (await anna.cmd("correct", mary.conv, field="city", value="Тве\u0000рь"))["t"] == "ok"
    assert (await anna.cmd("move", lock=anna.lock, to="channel-kazan-0000", note="\u0000"))["t"] == "ok"


@pytest.mark.parametrize("way", ["socket", "requests"])
@pytest.mark.parametrize(
    ("window", "browser", "word"),
    [
        ("ru", "en", "разговор"), ("en", "ru", "conversation"),
        # Whoever says nothing of a window is an older client.
        (None, "ru", "разговор"), (None, "en", "conversation"),
    ],
)  # fmt: skip
async def test_refusals_speak_the_language_of_the_window(
    at: Running, way: str, window: str | None, browser: str, word: str
):
    mary = await arrive(at)
    mary = mary if way == "socket" else polled(mary)
    mary.headers["Accept-Language"] = browser
    await mary.come_in(**({"lang": window} if window else {}))
    refused = await mary.ask("get", conv=ID)
    assert refused["code"] == "not_found" and word in refused["text"]


async def test_refusals_speak_the_language_of_the_operators_console(at: Running):
    """As it is drawn; one that does not say is an older one, of the language that is its operator's now."""
    for console, word in (("en", "conversation"), ("ru", "разговор"), (None, "разговор")):
        anna = operator(at, "anna")
        anna.headers["Accept-Language"] = "en" if word == "разговор" else "ru"
        await anna.come_in(**({"lang": console} if console else {}))
        assert word in (await anna.ask("get", conv=ID))["text"]


def test_every_refusal_has_words_in_both_languages():
    def family(of: type[Refused]) -> list[type[Refused]]:
        return [of, *(each for child in of.__subclasses__() for each in family(child))]

    # What only forms refuse has its words at their fields.
    forms = ("samovar.domain.people", "samovar.domain.mails", "samovar.domain.channels", "samovar.domain.company")
    codes = {each.code for each in family(Refused) if not each.__module__.startswith(forms)} - {"bad_contact"}
    for lang in ("ru", "en"):
        for code in codes | {"drain"}:
            assert Texts.load().get(lang, f"refusals.{code}").strip(), (lang, code)


async def test_nothing_is_stored_by_those_who_only_knock(at: Running):
    mary = await begin(at)
    before = await rows(at)
    for _ in range(5):
        peer = Peer(at, mary.token, mary.path, mary.headers)
        await peer.come_in()
        await peer.send(t="got", conv=ID, seq=5)
        await peer.send(t="read", conv=ID, seq=5)
        await peer.send(t="typing", conv=ID)
        await peer.rows()
    assert await rows(at) == before
    assert before["conversation"] == before["entry"] == 1
