"""Timers against the plain rule: whatever people do, a talk comes back when its owner is gone too long, and not before.

In memory, second by second, so that many days pass in no time.
"""

from datetime import timedelta
from random import Random
from typing import Any

from acts import Answers, answer, claim, close, reopen, say
from samovar.domain.conversation.deadlines import Deadlines
from samovar.domain.conversation.effects import effects
from samovar.domain.conversation.verbs import Release, Verb
from samovar.live.presence import Presence
from talks import NOW, waiting

LIMIT, MOMENT, TICK, SEEDS = 120.0, 10.0, 1.0, 60
SPANS = (1, 3, 8, 9, 10, 11, 12, 19, 20, 21, 30, 59, 119, 120, 121, 130, 300)


class Nowhere:
    """A directory that knows of nobody's settings."""

    def site(self, site_id: str) -> None:
        return None

    def channel(self, channel_id: str) -> None:
        return None


class Talking:
    """One talk, its timers, and whether Anna is there."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.operators = Presence(lambda: self.seconds, lease=1e9)
        directory: Any = Nowhere()
        self.deadlines = Deadlines(directory, self.operators, Presence(lambda: self.seconds), lambda *ids: ("", ""))
        self.talk = waiting(opened_at=NOW, waiting_at=NOW, last_at=NOW)
        self.timers: dict[str, Any] = {}

    @property
    def now(self) -> Any:
        return NOW + timedelta(seconds=self.seconds)

    def do(self, verb: Verb) -> None:
        self.talk = self.talk.opened()
        verb(self.talk, self.now, Answers())
        assert self.talk.was
        follows = effects(self.talk.was, self.talk)
        self.timers = {kind: at for kind, at in self.timers.items() if kind not in follows.dropped} | follows.timers

    def second(self) -> None:
        """The clock looks, and the rule holds."""
        self.seconds += TICK
        for kind in [kind for kind, at in self.timers.items() if at <= self.now and kind == "owner"]:
            deed = self.deadlines.deed(kind, self.talk, self.now)
            if isinstance(deed, Release):
                assert self.gone > LIMIT and self.asked >= MOMENT
                self.do(deed)
            elif deed is None:
                del self.timers[kind]
            else:
                self.timers[kind] = deed
        assert not (self.talk.owner_id and self.gone > LIMIT + 2 * TICK and self.asked > MOMENT + 2 * TICK)

    @property
    def gone(self) -> float:
        return self.operators.away_for("anna")

    @property
    def asked(self) -> float:
        return (self.now - self.talk.waiting_at).total_seconds() if self.talk.waiting_at else 0.0

    def act(self, what: str) -> None:
        """What is possible just now of what people do."""
        here = bool(self.operators.connected("anna"))
        match what:
            case "come":
                self.operators.renew("anna", "tab")
            case "go":
                self.operators.leave("anna", "tab")
            case "say":
                self.do(say())
            case "answer" if here and self.talk.owner_id:
                self.do(answer(lock=self.talk.lock))
            case "claim" if here and self.talk.state == "waiting":
                self.do(claim())
            case "close" if here and self.talk.owner_id:
                self.do(close(lock=self.talk.lock))
            case "reopen" if here and self.talk.state == "closed":
                self.do(reopen())


DEEDS = ("come", "go", "say", "say", "say", "answer", "answer", "claim", "claim", "close", "reopen")


def days(seed: int) -> int:
    """People come, write and go as chance has it; how often the talk came back."""
    chance, at, released = Random(seed), Talking(), 0
    for _ in range(150):
        at.act(chance.choice(DEEDS))
        before = at.talk.state
        for _ in range(chance.choice(SPANS) if chance.random() < 0.6 else 0):
            at.second()
        released += before == "held" and at.talk.state == "waiting"
    return released


def test_whatever_people_do_nobody_waits_for_an_owner_who_is_gone():
    assert sum(days(seed) for seed in range(SEEDS)) > SEEDS
