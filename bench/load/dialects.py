"""What the ends of a pair say to each server, and how they tell what they hear."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from secrets import token_hex, token_urlsafe

import msgspec

from bench.load.job import HOLE, End, Manner, Step
from bench.people import HOUSE, SHOP, Asking, Talk, World
from samovar.web.wire import PROTOCOL

SIZE = 200
"""Bytes of a message's frame."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """A manner, and rooms of people who talk so."""

    manner: Manner
    rooms: Sequence[Sequence[End]]

    @property
    def lines(self) -> int:
        """Connections of all rooms."""
        return sum(len(room) for room in self.rooms)


def shake(path: str, headers: Mapping[str, str] | None = None) -> Step:
    """A WebSocket's handshake."""
    told = "".join(f"{name}: {value}\r\n" for name, value in (headers or {}).items())
    return Step(
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: c2Ftb3ZhciBiZW5jaCBrZQ==\r\n{told}\r\n".encode(),
        raw=True,
    )


def _padded(head: bytes, tail: bytes) -> bytes:
    """As long as every message; the number stands in its text too."""
    return head + HOLE + b"x" * (SIZE - len(head) - len(HOLE) - len(tail)) + tail


# ---------------------------------------------------------------- Samovar

SAMOVAR = Manner(
    # An entry of a conversation that is followed, live or caught up.
    messages=(b'{"t":"ev"', b'{"t":"batch"'),
    # Committed.
    answers=(b'{"t":"ok"',),
    # Ends the run, for then nothing measured would be true.
    refusals=(b'{"t":"no"',),
)


def samovar(world: World) -> Dialect:
    """Each visitor and the operator who holds his conversation."""
    run = token_hex(6).encode()
    return Dialect(SAMOVAR, [(talking_visitor(talk, run), holding_operator(talk, run)) for talk in world.talks])


def watched(world: World, consoles: int) -> Dialect:
    """A visitor who waits writes, and every console of his channel shows it: tabs of all its operators."""
    seen = Manner(messages=(b'{"t":"summary"',), answers=SAMOVAR.answers, refusals=SAMOVAR.refusals, turns=False)
    [asking] = world.asking
    tabs = [operator(world.talks[number % len(world.talks)]) for number in range(consoles)]
    return Dialect(seen, [(talking_visitor(asking, token_hex(6).encode()), *tabs)])


def asking(talk: Talk, question: bytes, answer: bytes) -> Dialect:
    """A console that asks again and again."""
    manner = Manner(messages=(), answers=(answer,), refusals=SAMOVAR.refusals, turns=False)
    return Dialect(manner, [(End(operator(talk).steps, question),)])


def idling(ends: Sequence[End]) -> Dialect:
    """They come in and stay."""
    return Dialect(IDLE, [(end,) for end in ends])


def talking_visitor(talk: Talk | Asking, run: bytes) -> End:
    """He writes in his conversation. `run`: makes the messages' ids unlike those of every other run."""
    return End(visitor(talk.visitor).steps, _send(talk, run, b""))


def holding_operator(talk: Talk, run: bytes) -> End:
    """He has opened the conversation that he holds, and answers."""
    get = b'{"t":"get","rid":"%b","conv":"%b"}' % (token_urlsafe(16).encode(), talk.conv.encode())
    steps = (*operator(talk).steps, Step(get, b'{"t":"batch"'))
    return End(steps, _send(talk, run, b',"lock":%d' % talk.lock))


def visitor(token: str) -> End:
    """A visitor's socket after hello."""
    return End((shake("/ws/visitor", {"Origin": SHOP}), _hello(token)))


def operator(talk: Talk) -> End:
    """A tab of a console after hello."""
    headers = {"Origin": HOUSE, "Cookie": f"samovar_session={talk.cookie}"}
    return End((shake("/ws/operator", headers), _hello(talk.page)))


def _hello(token: str) -> Step:
    hello = {"t": "hello", "v": PROTOCOL, "token": token}
    return Step(msgspec.json.encode(hello), b'{"t":"welcome"')


def _send(talk: Talk | Asking, run: bytes, lock: bytes) -> bytes:
    head = b'{"t":"send","cid":"%b%b","conv":"%b"%b,"body":"' % (run, HOLE, talk.conv.encode(), lock)
    return _padded(head, b'"}')


# ---------------------------------------------------------------- peers

PLAIN = Manner(messages=(b"",))
IDLE = Manner(messages=(b"",), alive=b'{"t":"ping"}')
GROUP = Manner(messages=(b'{"t":"msg"',), answers=(b'{"t":"ok"',))
SOCKETIO = Manner(
    messages=(b'42["msg"',), answers=(b"43",), refusals=(b"44",), replies=((b"2", b"3"),)
)  # fmt: skip


def empty() -> End:
    """A socket that only opens."""
    return End((shake("/"),))


def plain(pairs: int) -> Dialect:
    """A relay that knows no words of its own."""
    return Dialect(PLAIN, _by_path(pairs, _padded(b"", b"")))


def group(pairs: int) -> Dialect:
    """peers/ws_group.mjs."""
    return Dialect(GROUP, _by_path(pairs, _padded(b'{"cid":"%b%b","body":"' % (token_hex(6).encode(), HOLE), b'"}')))


def _by_path(pairs: int, message: bytes) -> list[tuple[End, ...]]:
    return [tuple(End((shake(f"/{pair}/{side}"),), message) for side in (0, 1)) for pair in range(pairs)]


def socketio(pairs: int) -> Dialect:
    """peers/socketio_chat.mjs; each message asks for an answer with its own number."""
    head = b'42%b["msg",{"cid":"%b%b","body":"' % (HOLE, token_hex(6).encode(), HOLE)
    message = _padded(head, b'"}]')
    return Dialect(SOCKETIO, [(_joined(pair, message), _joined(pair, message)) for pair in range(pairs)])


def _joined(pair: int, message: bytes) -> End:
    steps = (
        shake("/socket.io/?EIO=4&transport=websocket"),
        Step(b"", b"0{"),
        Step(b"40", b"40{"),
        Step(b'420["join","room-%d"]' % pair, b"430"),
    )
    return End(steps, message)


# ---------------------------------------------------------------- XMPP

XMPP = Manner(
    messages=(b"<message ",), answers=(b"<a ",), refusals=(b"<stream:error", b"<failure"),
    replies=((b"<r ", b"<a xmlns='urn:xmpp:sm:3' h='%u'/>"),), tags=True,
)  # fmt: skip


def xmpp(pairs: int, host: str, password: str) -> Dialect:
    """Accounts user-0 and user-1 are a pair, and so on."""
    return Dialect(XMPP, [tuple(_account(2 * pair + side, host, password) for side in (0, 1)) for pair in range(pairs)])


def _account(number: int, host: str, password: str) -> End:
    """SASL PLAIN, a resource, presence, stream management; he writes to the other of his pair."""
    stream = (
        f"<stream:stream to='{host}' version='1.0' xmlns='jabber:client' "
        "xmlns:stream='http://etherx.jabber.org/streams'>"
    )
    secret = b64encode(f"\0user-{number}\0{password}".encode()).decode()
    auth = f"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>{secret}</auth>"
    bind = "<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>r</resource></bind></iq>"
    steps = [
        (stream, "</stream:features>"), (auth, "<success "), (stream, "</stream:features>"), (bind, "</iq>"),
        ("<presence/>", "<presence "), ("<enable xmlns='urn:xmpp:sm:3'/>", "<enabled "),
    ]  # fmt: skip
    head = f"<message type='chat' id='{HOLE.decode()}' to='user-{number ^ 1}@{host}/r'><body>".encode()
    message = _padded(head, b"</body></message>") + b"<r xmlns='urn:xmpp:sm:3'/>"
    return End([Step(say.encode(), expect.encode()) for say, expect in steps], message)
