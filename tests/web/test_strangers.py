"""What strangers send is never an error of ours: an answer below 500, one calm line at most, and an end in time."""

import asyncio
import contextlib
import json
import logging
import os
from collections.abc import Iterator

import pytest
from starlette.routing import Route

from browser import Browser, says
from faults.wire import Wire, dial, frame
from house import SHOP, Running, Within, until
from peer import arrive, first_frame
from samovar.live.strangers import LINES, Few
from samovar.web.transport.bodies import SLOWEST


@pytest.fixture(autouse=True)
def calm(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Nothing here may be worth a warning."""
    caplog.set_level(logging.INFO)
    yield caplog
    loud = [record for record in caplog.get_records("call") if record.levelno >= logging.WARNING]
    assert [(each.name, each.getMessage(), each.exc_text) for each in loud] == []


async def posts(at: Running) -> list[str]:
    """Every address that takes a body, with somebody's invitation among them."""
    secret = await at.house.services.accounts.invite(
        email="petr@olha.example", name="Пётр", role="operator", channels=["channel-moscow-0000"]
    )
    routes = [each for each in at.house.asgi.site.routes if isinstance(each, Route) and "POST" in (each.methods or ())]
    return [each.path.replace("{secret}", secret) for each in routes]


BODIES = {
    "no UTF-8": b'{"key":"shop\xff\xfe"}',
    "half a letter": b"\xd0",
    "another encoding": "{}".encode("utf-16"),
    "a form of no UTF-8": b"email=%ff%fe&password=\xff&csrf=\xff",
    "NUL": b"\0",
    "lines of no UTF-8": b"\xff\n\xff\n\xff",
}
PART = b"--x\r\nContent-Disposition: form-data; name=\xff\r\n\r\n\xff\r\n--x--"
KINDS = [
    "text/plain", "application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
    "multipart/form-data; boundary=\xff", "application/x-www-form-urlencoded; charset=nonsense", "\xff/\xff",
]  # fmt: skip


async def test_bytes_that_are_no_text_are_never_an_error(at: Running):
    async with Browser(at) as browser:
        for path in await posts(at):
            for origin in (SHOP, at.http):
                for kind in KINDS:
                    for body in (
                        *BODIES.values(),
                        PART,
                    ):
                        headers = {"Origin": origin.encode(), "Content-Type": kind.encode("latin-1")}
                        answer = await browser.post(path, content=body, headers=headers)
                        assert answer.status_code < 500, (path, kind, body)


def head(path: str, origin: str, length: int = 1000) -> bytes:
    return (
        f"POST {path} HTTP/1.1\r\nHost: x\r\nOrigin: {origin}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {length}\r\n\r\nemail=a"
    ).encode()


async def test_a_body_that_stops_half_way_is_not_waited_for(within: Within):
    """At every address, and the person reads what happened."""
    async with within(hello_seconds=0.3) as at:

        async def ended(path: str, origin: str) -> bytes:
            reader, writer = await asyncio.open_connection("127.0.0.1", at.port)
            writer.write(head(path, origin))
            async with asyncio.timeout(3):
                answer = await reader.read()
            writer.close()
            return answer

        where = [(path, origin) for path in await posts(at) for origin in (SHOP, at.http)]
        answers = await asyncio.gather(*(ended(*each) for each in where))
        said = {each: answer[9:12] for each, answer in zip(where, answers, strict=True)}
        # 200: a line that ends before it begins, for nobody is signed in; 303: nor may they see the settings.
        assert set(said.values()) <= {b"200", b"303", b"403", b"404", b"400", b"408", b"410"}, said
        signing = answers[where.index(("/signin", at.http))]
        assert signing.startswith(b"HTTP/1.1 408") and says(signing.decode(), "pages.message.not_whole.what", "ru")


async def test_a_body_byte_by_byte_is_not_waited_for_either(within: Within):
    async with within(hello_seconds=0.3) as at:
        reader, writer = await asyncio.open_connection("127.0.0.1", at.port)
        writer.write(head("/signin", at.http))

        async def drip() -> None:
            while True:
                writer.write(b"a")
                await asyncio.sleep(0.02)

        dripping = asyncio.create_task(drip())
        async with asyncio.timeout(3):
            # The first line: what is sent meanwhile makes the end of the connection a reset.
            assert (await reader.readline()).startswith(b"HTTP/1.1 408")
        dripping.cancel()
        writer.close()


async def test_whoever_brings_much_and_keeps_bringing_it_has_the_time_for_it(within: Within):
    """A face over a slow line."""
    async with within(hello_seconds=0.3) as at:
        reader, writer = await asyncio.open_connection("127.0.0.1", at.port)
        size = SLOWEST * 2
        writer.write(head("/signin", at.http, size))
        for _ in range(12):
            writer.write(b"a" * (size // 15))
            await asyncio.sleep(0.05)
        writer.write(b"a" * (size - 7 - 12 * (size // 15)))
        async with asyncio.timeout(3):
            assert (await reader.readline()).startswith(b"HTTP/1.1 400")
        writer.close()


async def test_a_body_broken_off_leaves_nothing_in_the_log(within: Within):
    async with within() as at:
        for path in await posts(at):
            for origin in (SHOP, at.http):
                _, writer = await asyncio.open_connection("127.0.0.1", at.port)
                writer.write(head(path, origin))
                await writer.drain()
                await asyncio.sleep(0.01)
                writer.close()
        await asyncio.sleep(0.1)


async def test_a_crowd_of_half_bodies_leaves_room_for_others(within: Within):
    async with within(hello_seconds=0.5) as at:
        before = len(os.listdir("/proc/self/fd"))
        crowd = [await asyncio.open_connection("127.0.0.1", at.port) for _ in range(100)]
        for _, writer in crowd:
            writer.write(head("/signin", at.http))
        await asyncio.wait_for(asyncio.gather(*(reader.read() for reader, _ in crowd)), 5)
        for _, writer in crowd:
            writer.close()
        await until(lambda: len(os.listdir("/proc/self/fd")) <= before + 5)


LongPoll = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def begins(at: Running, what: bytes, source: str = "127.0.0.1") -> LongPoll:
    """A connection that sends this much and then nothing."""
    line = await asyncio.open_connection("127.0.0.1", at.port, local_addr=(source, 0))
    at.guests.append(line[1])
    line[1].write(what)
    await line[1].drain()
    return line


async def reads(line: LongPoll, within: float = 5) -> bytes:
    async with asyncio.timeout(within):
        return await line[0].read()


async def stays(line: LongPoll) -> bool:
    """Nothing was said to it, and it is open."""
    with contextlib.suppress(TimeoutError):
        return await reads(line, 0.2) == b"never"
    return True


HALF = {"head": b"GET /console HTTP/1.1\r\nHost: x\r\nAccept-Language: en\r\n", "body": head("/signin", SHOP)}


@pytest.mark.parametrize("half", HALF)
async def test_one_address_has_so_many_requests_that_are_not_whole(within: Within, half: str):
    """The one begun first gives way, and reads why; whole ones are none of them."""
    async with within(requests_address=3) as at:
        for _ in range(5):
            await begins(at, b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "127.0.0.2")
        first, *others = [await begins(at, HALF[half], "127.0.0.2") for _ in range(4)]
        answer = await reads(first)
        assert answer.startswith(b"HTTP/1.1 429") and b"retry-after: 11\r\n" in answer
        assert says(answer.decode(), "unfinished.address", "ru", n=11)
        assert await stays(await begins(at, HALF[half], "127.0.0.3"))
        assert [await stays(each) for each in others] == [True] * 3


async def test_what_has_only_connected_gives_way_without_a_word(within: Within):
    async with within(requests_address=1) as at:
        silent = await begins(at, b"", "127.0.0.2")
        await begins(at, b"", "127.0.0.2")
        assert await reads(silent) == b""


async def test_the_words_are_the_browsers_where_it_said_them(within: Within):
    async with within(requests_address=1) as at:
        asked = head("/signin", SHOP).replace(b"Host: x", b"Host: x\r\nAccept-Language: en")
        first = await begins(at, asked, "127.0.0.2")
        await begins(at, asked, "127.0.0.2")
        assert says((await reads(first)).decode(), "unfinished.address", "en", n=11)


async def test_behind_a_proxy_those_count_whom_it_names_and_never_itself(within: Within):
    async with within(requests_address=2) as at:

        def of(*named: str) -> bytes:
            return head("/signin", SHOP).replace(
                b"Host: x", b"Host: x\r\nX-Forwarded-For: " + ", ".join(named).encode()
            )

        own = [await begins(at, half) for half in (*HALF.values(), b"", head("/signin", SHOP))]
        first, *others = [await begins(at, of("203.0.113.7")) for _ in range(3)]
        others.append(await begins(at, of("203.0.113.8")))
        assert (await reads(first)).startswith(b"HTTP/1.1 429")
        assert [await stays(each) for each in (*own, *others)] == [True] * 7


HANDSHAKES = {
    "of another origin": {"Origin": "http://evil.example"},
    "of no origin": {},
    "of a version of long ago": {"Origin": SHOP, "Sec-WebSocket-Version": "8"},
    "with odd bytes": {"Origin": "http://\xff\xfe"},
    "with a subprotocol": {"Origin": "http://evil.example", "Sec-WebSocket-Protocol": "\xff, x"},
    "with extensions": {"Origin": "http://evil.example", "Sec-WebSocket-Extensions": "permessage-deflate; \xff=1"},
}


@pytest.mark.parametrize("path", ["/ws/visitor", "/ws/operator", "/ws/nothing", "/", "/ws/visitor/%ff"])
@pytest.mark.parametrize("what", HANDSHAKES)
async def test_a_refused_handshake_is_no_error(within: Within, path: str, what: str):
    async with within() as at:
        lines = [f"{name}: {value}\r\n" for name, value in HANDSHAKES[what].items()]
        key = "" if what == "with odd bytes" else "Sec-WebSocket-Key: c2Ftb3ZhciBiZW5jaCBrZQ==\r\n"
        reader, writer = await asyncio.open_connection("127.0.0.1", at.port)
        writer.write(
            f"GET {path} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n{key}".encode()
            + ("" if "Version" in "".join(lines) else "Sec-WebSocket-Version: 13\r\n").encode()
            + "".join(lines).encode("latin-1") + b"\r\n"
        )  # fmt: skip
        async with asyncio.timeout(5):
            status = int((await reader.read()).split(b" ")[1])
        assert 400 <= status < 500
        writer.close()


REQUESTS = [
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"\xff\xfe\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n",
    b"GET /\xff HTTP/1.1\r\nHost: x\r\n\r\n", b"GET /%ff%fe?%ff HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    b"GET /console HTTP/1.1\r\nCookie: samovar_session=\xff\r\nAccept-Language: \xff\r\nConnection: close\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"GET /invite/%00%ff HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    b"POST /signin HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
    b"POST /signin HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
]  # fmt: skip


@pytest.mark.parametrize("request_bytes", REQUESTS)
async def test_what_is_hardly_a_request_is_no_error(within: Within, request_bytes: bytes):
    async with within(hello_seconds=0.3) as at:
        reader, writer = await asyncio.open_connection("127.0.0.1", at.port)
        writer.write(request_bytes)
        with contextlib.suppress(ConnectionError):
            answer = await asyncio.wait_for(reader.read(), 5)
            assert not answer.startswith(b"HTTP/1.1 5")
        writer.close()


def fragments(text: bytes) -> bytes:
    return frame(text[:2], 0x01) + frame(text[2:], 0x80)


BAD = {
    "text": frame(b"\xff\xfe"),
    "a hello with bad bytes": frame(b'{"t":"hello","v":1,"token":"\xff"}'),
    "fragments": fragments(b"\xff\xfe\xfd\xfc"),
    "a close frame with bad words": frame(b"\x03\xe8\xff\xfe", 0x88),
    "a close frame with half a code": frame(b"\x03", 0x88),
    "bits that are reserved": frame(b"{}", 0xF1),
    "an opcode that is none": frame(b"{}", 0x83),
    "a long ping": frame(b"x" * 200, 0x89),
    "a binary frame": frame(b"\xff", 0x82),
}


@pytest.mark.parametrize("after_hello", [False, True])
@pytest.mark.parametrize("what", BAD)
async def test_bad_frames_are_no_error(within: Within, what: str, after_hello: bool):
    async with within() as at:
        mary = await arrive(at)
        line = await dial(at.port, "/ws/visitor", mary.headers, 5)
        if after_hello:
            line.send(json.dumps(first_frame(mary.token)).encode())
            await heard(line)
        line.transport.write(BAD[what])
        gone = asyncio.get_running_loop().create_future()
        line.gone = lambda code: gone.done() or gone.set_result(code)
        assert await asyncio.wait_for(gone, 5) in (1000, 1002, 1006, 1007, 4400)
        await until(lambda: at.house.sockets.living == 0)


async def heard(line: Wire) -> None:
    came = asyncio.get_running_loop().create_future()
    line.hear = lambda text: came.done() or came.set_result(None)
    await asyncio.wait_for(came, 5)


async def test_of_one_kind_there_are_some_lines_and_then_a_count(within: Within, calm: pytest.LogCaptureFixture):
    async with within() as at:
        async with Browser(at) as browser:
            for _ in range(20):
                await browser.post("/widget/start", content=b"\xff", headers={"Origin": SHOP})
        assert len([each for each in calm.records if "bad question" in str(each.msg)]) <= LINES


def test_a_line_after_many_says_how_many_there_were():
    now = [0.0]
    few = Few(lambda: now[0])
    made = [logging.LogRecord("x", logging.WARNING, "", 0, "bad %s", ("frame",), None) for _ in range(LINES + 4)]
    assert [few.filter(each) for each in made] == [True] * LINES + [False] * 4
    now[0] = 60.0
    last = logging.LogRecord("x", logging.WARNING, "", 0, "bad %s", ("frame",), None)
    assert few.filter(last) and last.getMessage() == "bad frame (and 4 like it before)" and last.levelname == "INFO"
    assert few.filter(logging.LogRecord("x", logging.ERROR, "", 0, "bad %s", ("frame",), None))
