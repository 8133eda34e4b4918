"""What happens. Each story has one tab of the visitor and one of the operator written down; others only act."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from house import KEY, Running, running
from peer import Peer, arrive, operator
from samovar.storage.engine import backup
from samovar.storage.engine.restore import restore
from transcripts.recorder import Tab, told

Story = dict[str, Any]


async def _meet(at: Running) -> tuple[Peer, Peer, Tab, Tab]:
    """A visitor's tab that has asked, an operator who has taken the talk at another tab and opens it here."""
    mary, anna = Tab("visitor"), Tab("operator")
    visitor, desk = await arrive(at), operator(at, "anna")
    await mary.connect(visitor)
    await mary.say("Сколько стоит угловая кухня?")
    await desk.come_in()
    anna.lock = (await desk.claim(mary.conv))["lock"]
    await mary.entry(2)
    await anna.connect(operator(at, "anna"))
    await anna.follow(mary.conv)
    return visitor, desk, mary, anna


async def first_talk(folder: Path) -> Story:
    """Messages both ways, notes and a corrected name between them, and what each has read."""
    async with running(folder, filled=False) as at:
        _, desk, mary, anna = await _meet(at)
        await mary.entry(await anna.say("Добрый день! Какой длины стены?"))
        await anna.say("Похоже на вчерашний проект", kind="note")
        await desk.cmd("correct", mary.conv, field="name", value="Мария")
        await anna.entry(5)
        await anna.entry(await mary.say("Два и три метра"))
        await anna.read(6)
        await mary.marks(operator=6)
        await anna.marks(operator=6)
        await mary.entry(await anna.say("Тогда от 180 тысяч"))
        await mary.read(7)
        await mary.marks(visitor=7, operator=6)
        await anna.marks(visitor=7, operator=6)
        return {side.side: await told(at, side) for side in (mary, anna)}


async def reconnect(folder: Path) -> Story:
    """Both lose their connection; meanwhile others write, take notes and read. Both catch up and go on."""
    async with running(folder, filled=False) as at:
        visitor, desk, mary, anna = await _meet(at)
        await mary.entry(await anna.say("Добрый день!"))
        await mary.cut()
        await anna.cut()
        other = Peer(at, visitor.token, visitor.path, visitor.headers, conv=mary.conv)
        await other.come_in()
        await desk.say("Вы здесь?", mary.conv, lock=anna.lock)
        await desk.say("Молчит", mary.conv, kind="note")
        await other.say("Да, с телефона")
        await other.send(t="read", conv=mary.conv, seq=4)
        await desk.expect("eph", lambda frame: frame.get("seen") == {"visitor": 4})
        await desk.say("Ответила с телефона", mary.conv, kind="note")
        await mary.connect(Peer(at, visitor.token, visitor.path, visitor.headers))
        await mary.hear("batch")
        await anna.connect(operator(at, "anna"))
        await anna.hear("batch")
        await anna.entry(await mary.say("Вернулась за компьютер"))
        await mary.entry(await anna.say("Продолжим"))
        return {side.side: await told(at, side) for side in (mary, anna)}


async def gap_and_reset(folder: Path) -> Story:
    """An entry is lost on its way and asked for. One more is, and before anybody asks the server is put back to a copy
    made earlier: what is remembered of the time between goes."""
    database, copy = folder / "samovar.db", folder / "copy.db"
    async with running(folder, filled=False) as at:
        visitor, desk, mary, anna = await _meet(at)
        backup.backup(database, copy, [KEY], with_secrets=True)
        for n, wait in ((3, True), (5, False)):
            await desk.say(f"Письмо {n}", mary.conv, lock=anna.lock)
            await desk.say(f"Письмо {n + 1}", mary.conv, lock=anna.lock)
            for tab in (mary, anna):
                await tab.lose("ev", lambda frame, n=n: frame["e"]["seq"] == n)
                await tab.entry(n + 1)
                if wait:
                    await tab.wait(500)
        await mary.cut()
        await anna.cut()
    restore(database, copy)
    async with running(folder, filled=False) as at:
        for tab, peer in ((mary, visitor), (anna, desk)):
            await tab.connect(Peer(at, peer.token, peer.path, peer.headers | _origin(at, peer)))
            await tab.hear("batch")
        await anna.entry(await mary.say("Связь пропадала"))
        await mary.entry(await anna.say("Теперь всё на месте"))
        return {side.side: await told(at, side) for side in (mary, anna)}


def _origin(at: Running, peer: Peer) -> dict[str, str]:
    """The restored server has another port; an operator's page comes from the server itself."""
    return {"Origin": at.http} if peer.path == "/ws/operator" else {}


async def history(folder: Path) -> Story:
    """A long talk is opened at its end, and scrolled up until its beginning."""
    async with running(folder, filled=False) as at:
        visitor, desk, mary, anna = await _meet(at)
        await mary.read(2)
        await anna.read(1)
        await anna.marks(visitor=2, operator=1)
        await mary.cut()
        await anna.cut()
        for n in range(3, 83):
            await desk.say(f"Строка {n}", mary.conv, **({"lock": anna.lock} if n % 5 else {"kind": "note"}))
        mary, anna, conv = Tab("visitor"), Tab("operator"), mary.conv
        for tab, peer in ((mary, visitor), (anna, desk)):
            await tab.connect(Peer(at, peer.token, peer.path, peer.headers))
            await tab.follow(conv)
            await tab.older(tab.steps[-1]["hear"]["from"])
        return {side.side: await told(at, side) for side in (mary, anna)}


STORIES: dict[str, Callable[[Path], Awaitable[Story]]] = {
    "first-talk": first_talk, "reconnect": reconnect, "gap-and-reset": gap_and_reset, "history": history,
}  # fmt: skip
