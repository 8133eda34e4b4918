"""How long a text and a frame may be: at the limit, and one beyond."""

import asyncio
import json
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import pytest
import websockets

from house import Running
from peer import Peer, begin, held, new_id
from samovar.settings import Limits
from samovar.web.doors import largest
from samovar.web.endpoints.long_polls import AT_ONCE


@pytest.mark.parametrize("side", ["visitor", "operator"])
async def test_a_message_of_the_longest_size_is_stored_and_one_more_character_refused(at: Running, side: str):
    mary, anna = await held(at)
    peer, longest = (mary, 5000) if side == "visitor" else (anna, 10_000)
    more = {"lock": anna.lock} if side == "operator" else {}
    for letter in ("ж", "a"):
        assert (await peer.say(letter * longest, conv=mary.conv, **more))["t"] == "ok"
        refused = await peer.say(letter * (longest + 1), conv=mary.conv, **more)
        assert (refused["t"], refused["code"]) == ("no", "too_long") and "длинн" in refused["text"]
    assert [len(event["body"]) for event in (await anna.ask("get", conv=mary.conv))["events"][2:]] == [longest] * 2


async def test_a_message_far_too_long_is_refused_in_words_too(at: Running):
    mary, anna = await held(at)
    for peer, size, most, more in ((mary, 60_000, 5_000, {}), (anna, 120_000, 10_000, {"lock": anna.lock})):
        refused = await peer.say("a" * size, conv=mary.conv, **more)
        assert refused["code"] == "too_long" and str(most) in refused["text"]


def about(cid: object, frame: dict[str, Any]) -> bool:
    return frame.get("cid") == cid


@pytest.mark.parametrize("escaped", [False, True])
@pytest.mark.parametrize("letter", ["😀", "\u0001", '"', "\\", "ж", "\u2028"])
@pytest.mark.parametrize("side", ["visitor", "operator"])
async def test_a_text_within_its_limit_comes_in_however_it_is_written(
    at: Running, side: str, letter: str, escaped: bool
):
    """4,200 emoji closed the socket and nothing was said: the frame's limit was stricter than the text's."""
    mary, anna = await held(at)
    peer, longest = (mary, 5_000) if side == "visitor" else (anna, 10_000)
    body = "." + letter * (longest - 1)
    for text, answer in ((body, "ok"), (body + letter, "no")):
        frame = {"t": "send", "cid": new_id(), "conv": mary.conv, "body": text}
        frame |= {"lock": anna.lock} if side == "operator" else {}
        await peer.raw(json.dumps(frame, ensure_ascii=escaped))
        told = await peer.expect(answer, partial(about, frame["cid"]))
        assert told.get("code", "") == ("" if answer == "ok" else "too_long")


@pytest.mark.parametrize("body", [500, 5_000, 100_000])
def test_whatever_a_text_may_be_its_frame_and_its_request_may_be_more(body: int):
    limits = Limits(visitor_body=body, operator_body=body)
    written = len(json.dumps("😀" * body))
    assert min(limits.visitor_frame, limits.operator_frame) > written + 20_000
    assert largest(limits) > AT_ONCE * (limits.operator_frame + 1) + 64


@pytest.mark.parametrize("side", ["visitor", "operator"])
async def test_a_frame_of_thelargest_size_is_read_and_one_more_byte_ends_it(at: Running, side: str):
    mary, anna = await held(at)
    peer = mary if side == "visitor" else anna
    limit = at.settings.limits.visitor_frame if side == "visitor" else at.settings.limits.operator_frame
    ping = '{"t":"ping"}'
    await peer.raw(ping + " " * (limit - len(ping)))
    await peer.expect("pong")
    await peer.raw(ping + " " * (limit + 1 - len(ping)))
    assert await peer.closes() == 1009


@pytest.mark.parametrize("side", ["visitor", "operator"])
async def test_a_frame_of_ten_megabytes_ends_it(at: Running, side: str):
    mary, anna = await held(at)
    peer = mary if side == "visitor" else anna
    await peer.raw("x" * 10_000_000)
    assert await peer.closes() == 1009
    again = Peer(at, peer.token, peer.path, peer.headers)
    assert (await again.come_in())["t"] == "welcome"


async def test_a_frame_in_endless_fragments_ends_it(at: Running):
    mary = await begin(at)

    async def fragments() -> AsyncIterator[str]:
        while True:
            yield "x" * 8192
            await asyncio.sleep(0)

    with pytest.raises(websockets.ConnectionClosed):
        async with asyncio.timeout(5):
            await mary.socket.send(fragments())
    assert await mary.closes() == 1009
