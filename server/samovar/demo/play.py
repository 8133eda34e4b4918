"""Plays one written talk: each line becomes the verb it would have been, at the time it would have taken."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from samovar.demo.people import MARINA
from samovar.demo.script import LongPoll, Talk
from samovar.domain.conversation.rules import OFFER_LASTS
from samovar.domain.conversation.stored import Stored
from samovar.domain.conversation.verbs import (
    Accept,
    Answer,
    Claim,
    Close,
    Decline,
    MarkRead,
    Move,
    Note,
    Release,
    Say,
    Transfer,
    Verb,
)  # fmt: skip
from samovar.model.conversation import Conversation
from samovar.model.people import Operator, Visitor
from samovar.storage.tables import new_id

READ, TYPE = 0.02, 0.16
"""Seconds a character, to read and to type."""
THINK = {"say": 9.0, "answer": 6.0, "note": 12.0}
"""Seconds before somebody starts typing."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Ids behind the keys of the story: worker → (id, role, channel ids); channel's name → id."""

    workers: Mapping[str, tuple[str, str, frozenset[str]]]
    channels: Mapping[str, str]

    def member(self, key: str) -> Operator:
        """A worker as commands know him."""
        return Operator(*self.workers[key])

    def key_of(self, operator_id: str | None) -> str:
        """The worker behind an id; the administrator where nobody is."""
        return next((key for key, (each, *_) in self.workers.items() if each == operator_id), MARINA)


def span(talk: Talk) -> float:
    """Seconds from the first line to the last."""
    return sum(_wait(talk, n) for n in range(1, len(talk.lines)))


def play(made: Conversation, talk: Talk, start: datetime, cast: Cast) -> None:
    """Do everything the talk's lines say to a fresh conversation."""
    stage, at = _Stage(made, cast), start
    for n, line in enumerate(talk.lines):
        at += timedelta(seconds=_wait(talk, n) if n else 0)
        stage.act(line, at)


class _Stage:
    def __init__(self, talk: Conversation, cast: Cast) -> None:
        self.talk = talk
        self.cast = cast
        self.guest = Visitor(talk.visitor_id, talk.site_id)

    def act(self, line: LongPoll, at: datetime) -> None:
        """One line."""
        acts = {
            "say": self.say, "answer": self.answer, "note": self.note, "claim": self.claim, "hand": self.hand,
            "refuse": self.refuse, "expire": self.expire, "release": self.release, "abandon": self.abandon,
            "move": self.move, "close": self.close, "leave": self.leave,
        }  # fmt: skip
        acts[line.what](line, at)

    def do(self, verb: Verb, at: datetime) -> None:
        verb(self.talk, at, Stored())

    @property
    def owner(self) -> Operator:
        """Who holds it; the administrator where nobody does."""
        return self.cast.member(self.cast.key_of(self.talk.owner_id))

    def say(self, line: LongPoll, at: datetime) -> None:
        self.visitor_reads(at)
        self.do(Say(by=self.guest, cid=new_id(), body=line.body), at)
        if self.talk.owner_id:
            self.owner_reads(at + timedelta(seconds=2))

    def answer(self, line: LongPoll, at: datetime) -> None:
        self.do(Answer(by=self.owner, cid=new_id(), body=line.body, lock=self.talk.lock), at)
        self.visitor_reads(at + timedelta(seconds=3))

    def note(self, line: LongPoll, at: datetime) -> None:
        member = self.cast.member(line.who) if line.who else self.owner
        self.do(Note(by=member, cid=new_id(), body=line.body), at)

    def claim(self, line: LongPoll, at: datetime) -> None:
        self.do(Claim(by=self.cast.member(line.who), cid=new_id()), at)
        self.owner_reads(at + timedelta(seconds=1))

    def hand(self, line: LongPoll, at: datetime) -> None:
        self.offer(line, at)
        self.do(Accept(by=self.cast.member(line.who), cid=new_id()), at + timedelta(seconds=11))
        self.owner_reads(at + timedelta(seconds=12))

    def refuse(self, line: LongPoll, at: datetime) -> None:
        self.offer(line, at)
        self.do(Decline(by=self.cast.member(line.who), cid=new_id()), at + timedelta(seconds=14))

    def expire(self, line: LongPoll, at: datetime) -> None:
        self.offer(line, at)
        self.do(Decline(), at + OFFER_LASTS)

    def offer(self, line: LongPoll, at: datetime) -> None:
        to = self.cast.member(line.who)
        verb = Transfer(
            by=self.owner, cid=new_id(), lock=self.talk.lock, to=to.id, note=line.body, channels=to.channels
        )  # fmt: skip
        self.do(verb, at)

    def release(self, line: LongPoll, at: datetime) -> None:
        self.do(Release(by=self.owner, cid=new_id(), lock=self.talk.lock), at)

    def abandon(self, line: LongPoll, at: datetime) -> None:
        self.do(Release(lock=self.talk.lock), at)

    def move(self, line: LongPoll, at: datetime) -> None:
        names = {channel: name for name, channel in self.cast.channels.items()}
        verb = Move(
            by=self.owner, cid=new_id(), lock=self.talk.lock, to=self.cast.channels[line.who],
            names=names, note=line.body,
        )  # fmt: skip
        self.do(verb, at)

    def close(self, line: LongPoll, at: datetime) -> None:
        self.do(Close(by=self.owner, cid=new_id(), lock=self.talk.lock), at)

    def leave(self, line: LongPoll, at: datetime) -> None:
        self.do(Close(by=self.guest, cid=new_id()), at)

    def visitor_reads(self, at: datetime) -> None:
        self.do(MarkRead(by=self.guest, seq=self.talk.visible_seq), at)

    def owner_reads(self, at: datetime) -> None:
        self.do(MarkRead(by=self.owner, seq=self.talk.last_seq), at)


def _wait(talk: Talk, n: int) -> float:
    """Seconds before line `n`, and what the line before it needed to play out."""
    line, before = talk.lines[n], talk.lines[n - 1]
    played = {"hand": 12.0, "refuse": 14.0, "expire": OFFER_LASTS.total_seconds()}.get(before.what, 0.0)
    if line.wait is not None:
        return line.wait + played
    # No two people think equally long; the same talk always takes the same time.
    mood = 1 + ((len(line.body) * 7 + n * 13) % 10) / 12
    return played + (THINK.get(line.what, 8.0) + len(before.body) * READ + len(line.body) * TYPE) * mood
