"""Good frames in the wrong state are refused in words, in the language of whoever reads them."""

from typing import Any

import pytest

from house import Running
from knocking import rows
from peer import Peer, arrive, begin, enter, held, new_id, operator
from polled import polled
from samovar.model.errors import Refused
from samovar.texts import Texts

ID = "a-made-up-id-0000"

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
