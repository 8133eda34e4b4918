"""c38, c39: clients whose memory does not fit, and clients of another version."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from faults.checker import compare, stored
from faults.client import Client, new_id
from faults.fleet import Fleet
from faults.lifeline import Frame, encode
from faults.pace import KILLED
from faults.people import house, operator, visitor
from faults.supervisor import Supervisor, Zygote
from faults.wire import dial
from house import until
from samovar.storage.engine.database import Database, Session
from samovar.storage.tables import Entry
from samovar.web.wire import PROTOCOL

RECORDED = Path(__file__).parent / "recorded"


async def two_talks(zygote: Zygote, folder: Path) -> tuple[Supervisor, Client, str]:
    """Mary with a talk of five messages; and the talk of somebody else."""
    server = await (await house(zygote, folder, 3, 1)).start()
    mary, other = visitor(server, 0, KILLED), visitor(server, 1, KILLED)
    async with Fleet.lives(server, [mary, other]) as fleet:
        await fleet.level()
        for _ in range(5):
            fleet.says(mary)
        fleet.says(other)
        await fleet.level()
    return server, mary, other.conv


POISON: dict[str, tuple[dict[str, Any], int, int]] = {
    "too-high": ({"cursors": [{"conv": "mine", "seq": 6}]}, 1, 0),
    "as-high-as-can-be": ({"cursors": [{"conv": "mine", "seq": 2**31 - 1}]}, 1, 0),
    "another-epoch": ({"epoch": "e" * 22, "cursors": [{"conv": "mine", "seq": 3}]}, 1, 0),
    "no-epoch": ({"epoch": None, "cursors": [{"conv": "mine", "seq": 3}]}, 1, 0),
    "somebody-else's": ({"cursors": [{"conv": "other", "seq": 1}, {"conv": "mine", "seq": 5}]}, 1, 0),
    "never-heard-of": ({"cursors": [{"conv": "n" * 22, "seq": 0}]}, 1, 0),
    "twice-the-same": ({"cursors": [{"conv": "mine", "seq": 2}, {"conv": "mine", "seq": 4}]}, 0, 0),
    "negative": ({"cursors": [{"conv": "mine", "seq": -1}]}, 0, 4400),
    "too-large": ({"cursors": [{"conv": "mine", "seq": 2**63}]}, 0, 4400),
    "not-a-number": ({"cursors": [{"conv": "mine", "seq": "5"}]}, 0, 4400),
    "too-many": ({"cursors": [{"conv": "mine", "seq": 5}] * 201}, 0, 4400),
}


async def test_c38_a_poisoned_cursor_is_answered_once(zygote: Zygote, tmp_path: Path):
    """One reset, or a closed socket whose client stops; never a loop. Nothing of a stranger's talk is told."""
    server, mary, strange = await two_talks(zygote, tmp_path)
    names = {"mine": mary.conv, "other": strange}
    await asyncio.gather(*(poisoned(server, mary, names, case) for case in POISON))
    assert "Traceback" not in server.said()


async def poisoned(server: Supervisor, mary: Client, names: dict[str, str], case: str) -> None:
    """Mary comes back with such a hello."""
    changes, resets, code = POISON[case]
    again, frames = visitor(server, 0, KILLED), list[Frame]()
    cursors = [each | {"conv": names.get(each["conv"], each["conv"])} for each in changes["cursors"]]
    first = again.hello() | {"epoch": mary.epoch} | changes | {"cursors": cursors}
    again.hello = lambda: {key: value for key, value in first.items() if value is not None}  # type: ignore[method-assign]
    again.hears = frames.append
    again.start()
    await until(lambda: again.stopped == "version" if code else again.level and mary.conv in again.views, 20)
    await asyncio.sleep(0.5)
    again.stop()
    assert (again.counts["resets"], again.counts["breaks"]) == (resets, 0), case
    assert again.closes == ([code] if code else []) and again.counts["welcomes"] == (0 if code else 1), case
    assert code or len(again.views[mary.conv].events) in (5, 3), case
    assert not any("visitor 1.0" in json.dumps(frame) for frame in frames), case


SKEWED: list[Frame] = [{"v": PROTOCOL - 1}, {"v": PROTOCOL + 1}, {"novelty": 1}, {"t": "hullo"}]
STRANGE: list[Frame] = [{"t": "wave"}, {"t": "typing", "conv": "c" * 22, "emoji": "1"}, {"t": "got", "conv": "c" * 22}]


async def test_c39_a_client_of_another_version_is_told_and_stops(zygote: Zygote, tmp_path: Path):
    server = await (await house(zygote, tmp_path, 1)).start()
    for changes in SKEWED:
        mary = visitor(server, 0, KILLED)
        first = mary.hello() | changes
        mary.hello = lambda first=first: first  # type: ignore[method-assign,misc]
        mary.start()
        await until(lambda mary=mary: bool(mary.stopped), 20)  # type: ignore[misc]
        mary.stop()
        assert (mary.stopped, mary.closes) == ("version", [4400]), changes
    assert await stored(server.url) == []


async def test_c39_a_frame_of_another_version_ends_the_connection_and_stores_nothing(zygote: Zygote, tmp_path: Path):
    server = await (await house(zygote, tmp_path, 1)).start()
    for frame in STRANGE:
        mary = visitor(server, 0, KILLED).start()
        await until(lambda mary=mary: mary.live, 20)  # type: ignore[misc]
        assert mary.line is not None
        mary.line.send(encode(frame))
        await until(lambda mary=mary: mary.closes == [4400] and mary.live, 20)  # type: ignore[misc]
        mary.stop()
    assert await stored(server.url) == []


async def test_c39_an_entry_of_a_kind_that_this_server_does_not_know(zygote: Zygote, tmp_path: Path):
    """A newer server has written it, an older one runs again: it is served as it stands, and the numbers go on."""
    server, mary, _ = await two_talks(zygote, tmp_path)
    await server.end()
    database = Database(server.url)

    def newer(session: Session) -> None:
        session.add(
            Entry(
                conversation_id=mary.conv,
                seq=6,
                kind="rated",
                author="visitor",
                author_id="visitor-000000-00",
                data={"mark": 5},
            )
        )
        session.connection().exec_driver_sql(
            "UPDATE conversation SET last_seq = 6, visible_seq = 6, rev = rev + 1 WHERE last_seq = 5"
        )

    await database.write(newer)
    await database.close()
    await server.start()
    mary, anna = visitor(server, 0, KILLED), operator(server, 0, KILLED)
    async with Fleet.lives(server, [mary, anna]) as fleet:
        await fleet.level()
        await anna.command("claim", mary.conv)
        mary.say("visitor 0.0: 6")
        await fleet.level()
        (await compare(server.url, fleet.clients)).check()
        fleet.check_quiet()
    assert [(event["seq"], event["kind"]) for event in mary.views[mary.conv].events][5:] == [
        (6, "rated"),
        (7, "claimed"),
        (8, "message"),
    ]


@pytest.mark.parametrize("session", sorted(path.stem for path in RECORDED.glob("*.jsonl")))
async def test_c39_a_recorded_session_of_an_old_client(session: str, zygote: Zygote, tmp_path: Path):
    """Lines of {"say": frame} and {"hear": fields}, as they were when the version was current. An answer must have
    those fields; it may have more. $name stands for what was heard under that name, or made up."""
    server = await (await house(zygote, tmp_path, 1, 1)).start()
    who = operator(server, 0) if "operator" in session else visitor(server, 0)
    line = await dial(server.port, who.path, who.headers, 10)
    heard: asyncio.Queue[Frame] = asyncio.Queue()
    line.hear = lambda text: heard.put_nowait(json.loads(text))
    if "operator" in session:
        await begun(server)
    known = {"$token": who.token}
    for step in map(json.loads, (RECORDED / f"{session}.jsonl").read_text("utf-8").splitlines()):
        if "say" in step:
            line.send(json.dumps(filled(step["say"], known)).encode())
        else:
            await fitting(heard, step["hear"], known)
    line.close()


async def begun(server: Supervisor) -> None:
    """A visitor has written."""
    mary = visitor(server, 0, KILLED).start()
    mary.say("Здравствуйте")
    await until(lambda: mary.level and bool(mary.conv))
    mary.stop()


def filled(value: Any, known: dict[str, str]) -> Any:
    """The frame with the names replaced; a new name is a new id."""
    if isinstance(value, dict):
        return {key: filled(each, known) for key, each in value.items()}
    if isinstance(value, list):
        return [filled(each, known) for each in value]
    if isinstance(value, str) and value.startswith("$"):
        return known.setdefault(value, new_id())
    return value


async def fitting(heard: "asyncio.Queue[Frame]", wanted: Frame, known: dict[str, str]) -> None:
    """The next frame with these fields; others (lists, signals) come in any order between."""
    async with asyncio.timeout(10):
        while not fits(wanted, await heard.get(), known):
            pass


def fits(wanted: Any, value: Any, known: dict[str, str]) -> bool:
    """Whether a value has all that is wanted of it; learns names on the way."""
    if isinstance(wanted, dict):
        return isinstance(value, dict) and all(
            key in value and fits(each, value[key], known) for key, each in wanted.items()
        )
    if isinstance(wanted, list):
        return (
            isinstance(value, list)
            and len(wanted) == len(value)
            and all(fits(a, b, known) for a, b in zip(wanted, value, strict=True))
        )
    if isinstance(wanted, str) and wanted.startswith("$"):
        return bool(known.setdefault(wanted, value) == value)
    return bool(wanted == value)
