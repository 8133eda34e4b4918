"""Frames as they may come from the network: cut anywhere, in fragments, with control frames between them."""

import asyncio
import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from websockets.frames import CONT, PING, TEXT, Frame, Opcode

from house import SHOP, Running, running
from peer import Peer, arrive, begin, first_frame, new_id
from samovar.web.transport.frame_header import bounds, head

SHAKE = (
    "GET /ws/visitor HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nOrigin: {origin}\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: c2Ftb3ZhciBiZW5jaCBrZQ==\r\n\r\n"
)


def frame(opcode: Opcode, content: bytes, fin: bool = True) -> bytes:
    return Frame(opcode, content, fin).serialize(mask=True)


def message(conv: str, body: str) -> bytes:
    return json.dumps({"t": "send", "cid": new_id(), "conv": conv, "body": body}).encode()


def in_fragments(content: bytes) -> Iterable[bytes]:
    """Three of them, and a ping in the middle of the message."""
    yield frame(TEXT, content[:10], fin=False)
    yield frame(PING, b"still here?")
    yield frame(CONT, content[10:20], fin=False)
    yield frame(CONT, content[20:])


@pytest.mark.parametrize("size", [1, 3, 64, 100_000])
async def test_messages_keep_their_order_however_their_bytes_are_cut(at: Running, size: int):
    mary = await begin(at, "0")
    reader, writer = await asyncio.open_connection("127.0.0.1", at.port)
    writer.write(SHAKE.format(origin=SHOP).encode())
    assert b" 101 " in await reader.readuntil(b"\r\n\r\n")
    hello = first_frame(mary.token)
    sent = [frame(TEXT, json.dumps(hello).encode())]
    for number in range(1, 9):
        content = message(mary.conv, str(number) * (150 if number % 3 else 1))
        sent += in_fragments(content) if number % 2 else [frame(TEXT, content)]
    whole = b"".join(sent)
    for start in range(0, len(whole), size):
        writer.write(whole[start : start + size])
        if size < 64 and start % 50 == 0:
            await asyncio.sleep(0)
    await mary.expect("ev", lambda ev: ev["e"]["body"].startswith("8"))
    batch = await mary.ask("get", conv=mary.conv)
    assert [event["body"][0] for event in batch["events"]] == list("012345678")
    writer.close()


async def test_nothing_is_lost_where_frames_are_compressed(folder: Path):
    async with running(folder, filled=False, compression=True) as at:
        mary = await arrive(at)
        await mary.come_in()
        assert "permessage-deflate" in mary.socket.response.headers["Sec-WebSocket-Extensions"]
        bodies = [f"{number} " + "да " * number for number in range(20)]
        for body in bodies:
            assert (await mary.say(body))["t"] == "ok"
        batch = await mary.ask("get", conv=mary.conv)
        assert [event["body"] for event in batch["events"]] == bodies


@pytest.mark.parametrize("wrong", [b"\xff\xfe", b'{"t":"typing","conv":"\xc3\x28aaaaaaaaaaaaaaaa"}'])
async def test_what_is_no_text_ends_the_socket(at: Running, wrong: bytes):
    mary = await begin(at)
    mary.socket.transport.write(frame(TEXT, wrong))
    assert await mary.closes() in (1007, 4400)
    assert (await (await back(mary)).say("Всё в порядке"))["t"] == "ok"


async def back(mary: Peer) -> Peer:
    tab = Peer(mary.at, mary.token, mary.path, mary.headers)
    await tab.come_in()
    tab.conv = mary.conv
    return tab


async def test_more_questions_at_once_than_are_taken_are_answered_in_their_turn(at: Running):
    mary = await begin(at)
    queries = [{"t": "get", "rid": new_id(), "conv": mary.conv} for _ in range(300)]
    mary.socket.transport.write(b"".join(frame(TEXT, json.dumps(each).encode()) for each in queries))
    answered = [(await mary.expect("batch"))["rid"] for _ in queries]
    assert answered == [each["rid"] for each in queries]


@pytest.mark.parametrize("length", [0, 1, 125, 126, 65_535, 65_536, 100_000])
def test_a_frame_ends_where_its_head_says(length: int):
    server = head(length) + bytes(length)
    assert bounds(server, 0) == (len(server), len(server) - length)
    client = frame(TEXT, bytes(length))
    assert bounds(b"before" + client, 6) == (6 + len(client), 6 + len(client) - length)
    for known in range(2, len(client) - length - 4):
        assert bounds(client[:known], 0)[0] > known
