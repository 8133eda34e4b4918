"""Many consoles that come back at once: what they ask alike is asked of the database together."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from house import Running, until
from peer import Peer, held, new_id, operator
from samovar.domain.people.accounts import Accounts
from samovar.domain.people.links import digest
from samovar.domain.reading.library import access
from samovar.storage.engine.database import Session, Unavailable
from samovar.storage.tables import Operator, OperatorSession, utc_now
from samovar.web import wire

INSIDE = ("anna", "ivan", "marina") * 20
OUTSIDE = ("expired", "idle", "disabled", "unknown")


class Questions:
    """How many keys each reading of one kind asked about; held up until `free`. `broken`: it fails then."""

    def __init__(self, at: Running, kind: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sizes: list[int] = []
        self.free, self.broken = asyncio.Event(), False
        self._name, self._read = kind.__qualname__, at.house.services.database.read
        monkeypatch.setattr(at.house.services.database, "read", self)

    async def __call__(self, query: Any, *args: Any, **kwargs: Any) -> Any:
        if query.__qualname__ != self._name:
            return await self._read(query, *args, **kwargs)
        self.sizes.append(len(args[0]))
        await self.free.wait()
        if self.broken:
            raise Unavailable("no line")
        return await self._read(query, *args, **kwargs)


def ended(session: Session) -> None:
    """Sessions that no longer let anybody in."""
    now = utc_now()
    session.add(Operator(id="operator-gone-000", name="Ушла", email="gone@olha.example", disabled_at=now))
    session.flush()
    for name, whose, used, ends in (
        ("expired", "anna", 0, -1),
        ("idle", "anna", -13, 24),
        ("disabled", "gone", 0, 24),
    ):
        session.add(
            OperatorSession(
                id=digest(f"secret-{name}"), operator_id=f"operator-{whose}-000",
                used_at=now + timedelta(hours=used), ends_at=now + timedelta(hours=ends),
            )
        )  # fmt: skip


async def at_the_door(at: Running, questions: Questions, names: Sequence[str]) -> list[Peer]:
    """All knock before the first of them is known."""
    tabs, asked, who = [operator(at, name) for name in names], [], at.house.services.accounts.who

    def noted(secret: str) -> Any:
        asked.append(secret)
        return who(secret)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(at.house.services.accounts, "who", noted)
        knocking = [asyncio.create_task(tab.connect()) for tab in tabs]
        await until(lambda: len(asked) == len(names))
    questions.free.set()
    await asyncio.gather(*knocking)
    return tabs


async def test_many_sessions_are_one_question_and_ended_ones_among_them_are_refused(
    at: Running, monkeypatch: pytest.MonkeyPatch
):
    await at.house.services.database.write(ended)
    questions = Questions(at, Accounts.owners_of, monkeypatch)
    tabs = await at_the_door(at, questions, [*INSIDE[:30], *OUTSIDE, *INSIDE[30:]])
    inside, outside = tabs[:30] + tabs[34:], tabs[30:34]
    assert [await tab.closes() for tab in outside] == [wire.CloseCode.TOKEN] * len(OUTSIDE)
    told = [(await tab.expect("welcome"))["you"]["name"] for tab in inside]
    assert told == ["Анна", "Иван", "Марина"] * 20
    # Whoever comes first may be asked about alone.
    assert len(questions.sizes) <= 2 and sum(questions.sizes) == len(tabs)


async def test_a_database_that_fails_sends_the_whole_crowd_away_for_a_while(
    at: Running, monkeypatch: pytest.MonkeyPatch
):
    questions = Questions(at, Accounts.owners_of, monkeypatch)
    questions.broken = True
    tabs = await at_the_door(at, questions, INSIDE)
    assert [await tab.closes() for tab in tabs] == [wire.CloseCode.BUSY] * len(INSIDE)
    questions.broken = False
    await operator(at, "anna").come_in()


async def test_all_places_a_console_comes_back_to_are_one_question(at: Running, monkeypatch: pytest.MonkeyPatch):
    mary, anna = await held(at)
    questions = Questions(at, access, monkeypatch)
    questions.free.set()
    unknown = [new_id() for _ in range(30)]
    cursors = [{"conv": conv, "seq": 1} for conv in (*unknown[:15], mary.conv, *unknown[15:])]
    tab = Peer(at, anna.token, anna.path, anna.headers)
    welcome = await tab.come_in(epoch=at.house.services.epoch, cursors=cursors)
    assert [head["conv"] for head in welcome["heads"]] == [mary.conv]
    assert [(await tab.expect("reset"))["scope"] for _ in unknown] == unknown
    assert (await tab.expect("batch"))["conv"] == mary.conv
    assert questions.sizes == [len(cursors)]
