"""The promise, proved: when "sent" is shown the message is on disk, once, in one order, whenever the server dies."""

import asyncio
import json
import random
import secrets
import signal
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import websockets
from sqlalchemy import select
from sqlmodel import col

from house import KEY, SHOP, fill, people, until
from processes import Server, free_port
from samovar.domain.accounts import digest
from samovar.domain.people import Guest
from samovar.storage.database import Database, Session
from samovar.storage.tables import Entry, Visitor
from samovar.web.tokens import Tokens
from screen import Screen

KILLS = 20
VISITORS = 6
SITE = "site-of-the-shop00"
TOKENS = Tokens([KEY])


def new_id() -> str:
    return secrets.token_urlsafe(16)


@dataclass
class Client:
    """A client by the rules of protocol.md: an outbox in order, resent after every break with the same ids; a log with
    a cursor. Keeps a ledger of every acknowledgement."""

    port: int
    path: str
    headers: dict[str, str]
    token: str
    name: str
    conv: str = ""
    ccid: str = field(default_factory=new_id)
    outbox: list[dict[str, Any]] = field(default_factory=list)
    ledger: dict[str, tuple[str, int, str]] = field(default_factory=dict)
    """cid → conversation, seq and body, as acknowledged."""
    screens: dict[str, Screen] = field(default_factory=dict)
    epoch: str | None = None
    breaks: int = 0
    line: websockets.ClientConnection | None = None
    stopping: bool = False

    @property
    def notes(self) -> bool:
        return self.path == "/ws/operator"

    async def live(self) -> None:
        """Connect, catch up, send what is unsent; again after every break."""
        while not self.stopping:
            try:
                async with websockets.connect(
                    f"ws://127.0.0.1:{self.port}{self.path}", additional_headers=self.headers, proxy=None,
                    open_timeout=2, close_timeout=0.1, max_queue=None,
                ) as self.line:  # fmt: skip
                    await self._come_in()
                    async for frame in self.line:
                        await self._take(json.loads(frame))
            except (OSError, websockets.WebSocketException, TimeoutError):
                pass
            self.line = None
            self.breaks += 1
            await asyncio.sleep(random.uniform(0.01, 0.1))

    async def _come_in(self) -> None:
        cursors = [{"conv": conv, "seq": screen.last} for conv, screen in self.screens.items()]
        hello = {"t": "hello", "v": 1, "token": self.token, "dev": new_id(), "cursors": cursors}
        await self._send(hello | ({"epoch": self.epoch} if self.epoch else {}))

    async def _take(self, frame: dict[str, Any]) -> None:
        if frame["t"] == "welcome":
            self.epoch = frame["epoch"]
            for row in frame.get("rows", []):
                self.conv = self.conv or row["conv"]
            for entry in self.outbox:
                await self._post(entry)
        elif frame["t"] in ("ev", "batch"):
            screen = self.screens.setdefault(frame["conv"], Screen(frame["conv"], notes=self.notes))
            screen.show([frame])
        elif frame["t"] == "reset":
            raise AssertionError(f"nothing was rewound: {frame}")
        elif frame["t"] == "ok":
            self._acknowledged(frame)
        elif frame["t"] == "no" and not frame.get("retry"):
            raise AssertionError(f"refused: {frame}")

    def _acknowledged(self, ok: dict[str, Any]) -> None:
        for entry in [each for each in self.outbox if each["cid"] == ok.get("cid")]:
            self.outbox.remove(entry)
            before = self.ledger.setdefault(entry["cid"], (ok["conv"], ok["seq"], entry["body"]))
            assert before[:2] == (ok["conv"], ok["seq"])
            self.conv = ok["conv"]

    async def say(self, body: str, **more: Any) -> None:
        """Into the outbox, and out while the line is good."""
        entry = {"cid": new_id(), "body": body, **more}
        self.outbox.append(entry)
        await self._post(entry)

    async def _post(self, entry: dict[str, Any]) -> None:
        where: dict[str, Any] = {"conv": self.conv} if self.conv else {
            "new": {"ccid": self.ccid, "channel": "channel-moscow-0000"}
        }  # fmt: skip
        await self._send({"t": "send", **where, **entry})

    async def _send(self, frame: dict[str, Any]) -> None:
        if self.line is not None:
            try:
                await self.line.send(json.dumps(frame, ensure_ascii=False))
            except (OSError, websockets.WebSocketException):
                self.line = None


def visitor(port: int, number: int) -> Client:
    token = TOKENS.for_visitor(Guest(f"visitor-{number:04}-0000", SITE))
    return Client(port, "/ws/visitor", {"Origin": SHOP}, token, f"visitor {number}")


def anna(port: int) -> Client:
    headers = {"Origin": f"http://127.0.0.1:{port}", "Cookie": "samovar_session=secret-anna"}
    return Client(port, "/ws/operator", headers, TOKENS.for_page(digest("secret-anna")), "anna")


async def chatter(client: Client, until: float, **more: Any) -> None:
    """Writes all the time, a number a message, but never further ahead than eight unacknowledged."""
    number = 0
    while time.monotonic() < until:
        if len(client.outbox) < 8:
            await client.say(f"{client.name}: {number}", **more)
            number += 1
        await asyncio.sleep(random.uniform(0.001, 0.01))


async def killing(server: Server) -> int:
    """Dies and lives again at random moments; the last life goes on."""
    for _ in range(KILLS):
        await asyncio.sleep(random.uniform(0.05, 0.35))
        assert await server.end(signal.SIGKILL) == -signal.SIGKILL
        await server.start()
    return KILLS


def everybody(session: Session) -> None:
    people(session)
    session.flush()
    session.add_all(Visitor(id=f"visitor-{n:04}-0000", site_id=SITE) for n in range(VISITORS))


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    folder = tmp_path / "data"
    folder.mkdir()
    await fill(f"sqlite:///{folder / 'samovar.db'}", everybody)
    # One address plays many people here, and each writes faster than anybody can.
    wide = ("FRAMES_BURST", "FRAMES_PER_SECOND", "MESSAGES_BURST", "MESSAGES_PER_SECOND", "MESSAGES_PER_DAY")
    limits = {f"SAMOVAR_LIMIT_{name}": "100000" for name in (*wide, "CONVERSATIONS_PER_HALF_DAY")}
    made = Server(folder, free_port(), SAMOVAR_SECRET=KEY, **limits)
    await made.start()
    yield made
    await made.end(signal.SIGKILL)


async def settled(clients: list[Client]) -> None:
    """Everything is sent and acknowledged."""
    await until(lambda: not any(client.outbox or client.line is None for client in clients), 20)


async def log(folder: Path) -> list[Entry]:
    database = Database(f"sqlite:///{folder / 'samovar.db'}")
    wanted = select(Entry).order_by(col(Entry.conversation_id), col(Entry.seq))
    found = await database.read(lambda session: list(session.scalars(wanted)))
    await database.close()
    return found


def in_conversations(entries: list[Entry]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.conversation_id, []).append(entry)
    return found


@pytest.mark.timeout(120)
async def test_nothing_acknowledged_is_lost_or_doubled_by_twenty_kills(server: Server, tmp_path: Path):
    visitors = [visitor(server.port, number) for number in range(VISITORS)]
    operator = anna(server.port)
    lives = [asyncio.create_task(client.live()) for client in (*visitors, operator)]
    for client in visitors:
        await client.say(f"{client.name}: первое")
    await settled(visitors)
    lock = await hold(server, visitors[0].conv)
    operator.conv = visitors[0].conv

    deadline = time.monotonic() + 1000
    writing = [asyncio.create_task(chatter(client, deadline)) for client in visitors]
    writing.append(asyncio.create_task(chatter(operator, deadline, lock=lock)))
    kills = await killing(server)
    await asyncio.sleep(0.3)
    for task in writing:
        task.cancel()
    await settled([*visitors, operator])
    await asyncio.sleep(0.2)
    for client in (*visitors, operator):
        client.stopping = True
    broken = [task for task in lives if task.done()]
    assert not broken, [task.exception() for task in broken]
    for task in lives:
        task.cancel()
    await server.end(signal.SIGTERM)

    entries = await log(tmp_path / "data")
    check_ledgers(entries, [*visitors, operator])
    check_order(entries)
    check_screens(entries, visitors, operator)
    written = sum(len(client.ledger) for client in (*visitors, operator))
    assert kills == KILLS and min(client.breaks for client in visitors) >= KILLS // 2
    assert written > 20 * KILLS


async def hold(server: Server, conv: str) -> int:
    """Anna opens the conversation, in a tab of her own."""
    client = anna(server.port)
    async with websockets.connect(
        f"ws://127.0.0.1:{server.port}{client.path}", additional_headers=client.headers, proxy=None
    ) as socket:
        await socket.send(json.dumps({"t": "hello", "v": 1, "token": client.token, "dev": new_id()}))
        await socket.send(json.dumps({"t": "cmd", "rid": new_id(), "name": "claim", "conv": conv}))
        async for text in socket:
            frame = json.loads(text)
            if frame["t"] == "ok":
                return int(frame["lock"])
    raise AssertionError("the line ended")


def check_ledgers(entries: list[Entry], clients: list[Client]) -> None:
    """Every acknowledged message is where its acknowledgement said, with its words; each cid is stored once."""
    stored = {entry.cid: entry for entry in entries if entry.cid}
    assert len(stored) == sum(entry.cid is not None for entry in entries)
    for client in clients:
        lost = [cid for cid in client.ledger if cid not in stored]
        assert lost == [], f"{client.name} lost {len(lost)}"
        for cid, said in client.ledger.items():
            assert (stored[cid].conversation_id, stored[cid].seq, stored[cid].body) == said
        bodies = [entry.body for entry in entries if entry.body.startswith(f"{client.name}: ")]
        assert len(bodies) == len(set(bodies)) == len(client.ledger)
        numbers = [int(body.split(": ")[1]) for body in bodies if body.split(": ")[1].isdigit()]
        assert numbers == sorted(numbers), f"{client.name} out of order"


def check_order(entries: list[Entry]) -> None:
    for conv, log in in_conversations(entries).items():
        assert [entry.seq for entry in log] == list(range(1, len(log) + 1)), conv
        times = [entry.at for entry in log]
        assert times == sorted(times), conv


def check_screens(entries: list[Entry], visitors: list[Client], operator: Client) -> None:
    """What everybody has on the screen, after all breaks, is what is stored."""
    logs = in_conversations(entries)
    for client in visitors:
        visible = [(entry.seq, entry.body) for entry in logs[client.conv] if entry.audience == "all"]
        screen = client.screens[client.conv]
        assert [(event["seq"], event.get("body", "")) for event in screen.events] == visible, client.name
    screen = operator.screens[operator.conv]
    shown = [(event["seq"], event.get("body", "")) for event in screen.events]
    whole = [(entry.seq, entry.body) for entry in logs[operator.conv]]
    assert shown == whole[whole.index(shown[0]) :]


async def test_a_server_asked_to_stop_commits_says_goodbye_and_leaves_in_time(server: Server, tmp_path: Path):
    mary = visitor(server.port, 0)
    life = asyncio.create_task(mary.live())
    await mary.say("До свидания")
    await settled([mary])
    began = time.monotonic()
    status = await server.end(signal.SIGTERM)
    assert status in (0, -signal.SIGTERM) and time.monotonic() - began < 20
    life.cancel()
    assert "Traceback" not in server.log.read_text("utf-8")
    [entry] = await log(tmp_path / "data")
    assert entry.body == "До свидания"
    assert not (tmp_path / "data" / "samovar.db-wal").exists()
