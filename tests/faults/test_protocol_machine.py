"""The whole protocol against a simple model: any sequence of what people, lines and the server do (Hypothesis).

At rest every tab shows what the model says, so does a new one, and so does the database: "snapshot before + frames =
snapshot after".
"""

import asyncio
from collections.abc import Coroutine, Iterator
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
import uvloop
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from faults.figures import Figures, of
from faults.protocol_house import Ground
from faults.protocol_model import CHANNELS, Intent, Talk
from faults.protocol_tabs import Tab
from faults.protocol_world import World
from peer import new_id
from samovar.live.presence import Presence
from samovar.live.throttle import Throttle

OPERATOR_VERBS = (
    "claim", "answer", "answer", "transfer", "transfer", "accept", "decline", "move", "release", "close", "reopen",
    "note",
)  # fmt: skip
VISITORS = ("mary", "paul")
FENCED = ("answer", "transfer", "move", "release", "close")
Pick = tuple[int, int, int, int, bool]
SEQUENCES = of(200, 2000)
STEPS = 8
NUMBERS = st.integers(0, 59)
PICK = st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS, st.sampled_from((False,) * 7 + (True,)))
"""Tab, verb, conversation, target; whether the line breaks before the answer."""


class Machine(RuleBasedStateMachine):
    """Draws what happens next; `World` does it."""

    ground: Ground

    def __init__(self) -> None:
        super().__init__()
        self.loop = uvloop.new_event_loop()
        self.ground.renew()
        self.world = World(self.ground)
        self.asked: list[Intent] = []

    def do(self, work: Coroutine[Any, Any, None]) -> None:
        self.failed = True
        self.loop.run_until_complete(asyncio.wait_for(work, 60))
        self.failed = False

    def teardown(self) -> None:
        try:
            self.do(self.world.stop() if self.failed else self._end())
        finally:
            self.loop.run_until_complete(self.loop.shutdown_default_executor())
            self.loop.close()

    async def _end(self) -> None:
        try:
            await self.world.check_whole((VISITORS[len(self.asked) % 2], list(CHANNELS)[len(self.asked) % 4]))
        finally:
            await self.world.stop()

    # ------------------------------------------------ what can happen

    @initialize(late=st.sets(st.integers(0, 7), min_size=3, max_size=4))
    def some_are_there(self, late: set[int]) -> None:
        self.do(self._start([tab for number, tab in enumerate(self.world.tabs) if number not in late]))

    async def _start(self, tabs: list[Tab]) -> None:
        await self.world.start()
        await asyncio.gather(*map(self.world.come, tabs))
        guests = [(tab, Intent(tab.who, "say", new_id()), False) for tab in tabs if not tab.operator]
        await self.world.act(guests)
        talks = list(self.world.model.talks)
        owners = [tab for tab in tabs if tab.who in ("anna", "ivan", "marina")]
        pairs = zip(owners, talks, strict=False)
        await self.world.act([(tab, Intent(tab.who, "claim", new_id(), conv), False) for tab, conv in pairs])

    def act(self, picks: list[Pick]) -> None:
        """Some act at the same moment."""
        self.do(self._act(picks))

    # What happens most is named most.
    one = rule(picks=st.lists(PICK, min_size=1, max_size=1))(act)
    two = rule(picks=st.lists(PICK, min_size=2, max_size=2))(act)
    three = rule(picks=st.lists(PICK, min_size=3, max_size=3))(act)
    four = rule(picks=st.lists(PICK, min_size=4, max_size=4))(act)
    some = rule(picks=st.lists(PICK, min_size=2, max_size=4))(act)

    @rule(number=NUMBERS, picks=st.lists(PICK, min_size=1, max_size=3))
    def come_back(self, number: int, picks: list[Pick]) -> None:
        """Those who were cut come back, while others act; what they had asked they ask again."""
        self.do(self._come_back(number, picks))

    @rule(number=NUMBERS)
    def cut(self, number: int) -> None:
        """A line breaks."""
        self.do(self._cut(number))

    @rule(number=NUMBERS)
    def again(self, number: int) -> None:
        """Somebody repeats what was answered long ago, perhaps in another tab."""
        if self.asked:
            self.do(self._again(self.asked[number % len(self.asked)]))

    @rule(tab=NUMBERS, conv=NUMBERS)
    def read(self, tab: int, conv: int) -> None:
        """Somebody reads what he has on his screen."""
        self.do(self._read(tab, conv))

    @rule(tab=NUMBERS, conv=NUMBERS)
    def open(self, tab: int, conv: int) -> None:
        """An operator opens a conversation, if he may."""
        self.do(self._open(tab, conv))

    @rule(picks=st.lists(PICK, max_size=2))
    def restart(self, picks: list[Pick]) -> None:
        """The server stops and starts, while something is on its way to it."""
        self.do(self._restart(picks))

    @rule(sweeps=st.booleans())
    def an_hour_passes(self, sweeps: bool) -> None:
        """Offers expire, what was closed stays closed."""
        self.do(self._hour(sweeps))

    # ------------------------------------------------ how

    def _pick(self, pick: Pick, tabs: list[Tab]) -> tuple[Tab, Intent, bool] | None:
        """The numbers as what one of these tabs does: mostly what can succeed, now and then anything."""
        found = None
        while tabs and not found:
            tab = tabs.pop(pick[0] % len(tabs))
            found = list(self._sensible(tab)) if pick[1] % 8 else list(self._all(tab))
        if not found:
            return None
        verb, conv = found[pick[2] % len(found)]
        to = {"move": ("moscow", "kazan"), "transfer": tuple(CHANNELS)}.get(verb, ("",))
        lock = tab.rows.get(conv or "", {}).get("lock", 0) if verb in FENCED and tab.operator else None
        return tab, Intent(tab.who, verb, new_id(), conv, lock, to[pick[3] % len(to)]), pick[4]

    def _sensible(self, tab: Tab) -> Iterator[tuple[str, str | None]]:
        for verb, conv in self._all(tab):
            talk = self.world.model.talks.get(conv or "")
            if talk is None or not tab.operator or self._can(tab.who, verb, talk):
                yield verb, conv

    def _can(self, who: str, verb: str, talk: Talk) -> bool:
        match verb:
            case "claim":
                return talk.state == "waiting" and self.world.model.require_sight(who, talk)
            case "accept" | "decline":
                return talk.offered == who
            case "reopen":
                return talk.state == "closed" and talk.last_owner in (who, None)
            case "note":
                return self.world.model.can_read_freely(who, talk)
        return talk.owner == who

    def _all(self, tab: Tab) -> Iterator[tuple[str, str | None]]:
        """A visitor writes where he wrote last; an operator does anything to any that there is."""
        known = list(self.world.model.talks)
        if not tab.operator:
            mine = [conv for conv in known if conv in tab.rows][-1:]
            return iter([("say", mine[0] if mine else None)] * 3 + [("close", conv) for conv in mine])
        return ((verb, conv) for conv in known for verb in OPERATOR_VERBS)

    def _asked(self, picks: list[Pick], breaks: bool = False) -> list[tuple[Tab, Intent, bool]]:
        tabs = self.world.live()
        made = [each for pick in picks if (each := self._pick(pick, tabs))]
        self.asked += [intent for _, intent, _ in made]
        return [(tab, intent, breaks or cut) for tab, intent, cut in made]

    async def _act(self, picks: list[Pick]) -> None:
        await self.world.act(self._asked(picks))
        await self.world.check()

    async def _come_back(self, number: int, picks: list[Pick]) -> None:
        away = [tab for tab in self.world.tabs if not tab.line][: 1 + number % 3]
        await self.world.act(self._asked(picks), coming=away)
        unsure, self.world.unsure = self.world.unsure, []
        for intent in unsure:
            await self._again(intent)
        await self.world.check()

    async def _again(self, intent: Intent) -> None:
        tab = next((tab for tab in self.world.live() if tab.who == intent.who), None)
        if tab:
            await self.world.act([(tab, intent, False)])
        elif intent not in self.world.unsure:
            self.world.unsure.append(intent)

    async def _cut(self, number: int) -> None:
        live = self.world.live()
        if live:
            await self.world.cut(live[number % len(live)])

    async def _read(self, number: int, at: int) -> None:
        live = self.world.live()
        tab = live[number % len(live)] if live else None
        seen = [conv for conv, screen in tab.screens.items() if screen.last] if tab else []
        if tab and tab.line and seen:
            conv = seen[at % len(seen)]
            await tab.line.send(t="read", conv=conv, seq=tab.screens[conv].last)
            await self.world.quiet()
            self.world.model.read(tab.who, conv, tab.screens[conv].last)
            await self.world.check()

    async def _open(self, number: int, at: int) -> None:
        live = [tab for tab in self.world.live() if tab.operator]
        convs = list(self.world.model.talks)
        if live and convs:
            await self.world.open(live[number % len(live)], convs[at % len(convs)])
            await self.world.check()

    async def _restart(self, picks: list[Pick]) -> None:
        await self.world.act(self._asked(picks, breaks=True))
        await self.world.restart()

    async def _hour(self, sweeps: bool) -> None:
        await self.world.pass_an_hour()
        if sweeps:
            await self.world.sweep()
        await self.world.check()


@pytest.fixture
def ground(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ground]:
    with Ground(tmp_path).patched(monkeypatch) as made:
        yield made


@pytest.mark.timeout(of(300, 1500))
def test_whatever_happens_everybody_sees_what_a_fresh_load_shows(
    ground: Ground, monkeypatch: pytest.MonkeyPatch, figures: Figures
) -> None:
    monkeypatch.setattr("samovar.domain.conversation.timers.TICK", 3600.0)
    # Nobody is away because a busy machine is slow.
    monkeypatch.setattr(Presence.__init__, "__defaults__", (monotonic, 3600.0, 3600.0))
    monkeypatch.setattr(Throttle.__init__, "__defaults__", (0.01, *(Throttle.__init__.__defaults__ or ())[1:]))
    monkeypatch.setattr(Machine, "ground", ground, raising=False)

    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=SEQUENCES, stateful_step_count=STEPS, deadline=None, database=None, derandomize=True,
            suppress_health_check=list(HealthCheck), phases=[Phase.generate],
        ),
    )  # fmt: skip
    figures.note("protocol machine: sequences", SEQUENCES, "2000")
