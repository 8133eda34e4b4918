"""Whoever does not read is dropped, and nobody else waits for them."""

import asyncio
import json
import socket as plain

from house import Running, Within, until
from peer import Peer, first_frame, held


async def deaf(at: Running, peer: Peer) -> plain.socket:
    """The same person on a socket that is never read, with the smallest buffer there is."""
    made = plain.socket()
    made.setsockopt(plain.SOL_SOCKET, plain.SO_RCVBUF, 2048)
    made.setblocking(False)
    await asyncio.get_running_loop().sock_connect(made, ("127.0.0.1", at.port))
    key = "dGhlIHNhbXBsZSBub25jZQ=="
    head = "".join(f"{name}: {value}\r\n" for name, value in peer.headers.items())
    shake = (
        f"GET {peer.path} HTTP/1.1\r\nHost: 127.0.0.1:{at.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n{head}\r\n"
    )
    await asyncio.get_running_loop().sock_sendall(made, shake.encode())
    assert b" 101 " in await asyncio.get_running_loop().sock_recv(made, 500)
    hello = json.dumps(first_frame(peer.token)).encode()
    mask = b"\0\0\0\0"
    length = bytes([0x80 | 126]) + len(hello).to_bytes(2, "big")
    await asyncio.get_running_loop().sock_sendall(made, bytes([0x81]) + length + mask + hello)
    return made


async def test_a_reader_who_leaves_a_megabyte_unread_is_dropped_and_others_never_wait(within: Within):
    """Long before it is one who takes nothing for too long."""
    async with within(queue_bytes=100_000, write_seconds=60.0) as at:
        mary, anna = await held(at)
        slow = await deaf(at, mary)
        await until(lambda: at.house.sockets.living == 3)
        for _ in range(50):
            assert (await anna.say("ж" * 10_000, lock=anna.lock))["t"] == "ok"
        assert at.house.sockets.living == 2
        assert (await mary.say("А у меня всё пришло"))["t"] == "ok"
        slow.close()


async def test_a_reader_who_takes_nothing_for_too_long_is_dropped(within: Within):
    async with within(write_seconds=0.3) as at:
        mary, anna = await held(at)
        slow = await deaf(at, mary)
        await until(lambda: at.house.sockets.living == 3)
        # More than the kernel takes, and less than may wait.
        for _ in range(20):
            await anna.say("ж" * 10_000, lock=anna.lock)
        await until(lambda: at.house.sockets.living == 2)
        slow.close()
