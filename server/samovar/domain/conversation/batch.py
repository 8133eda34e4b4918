"""Carries out commands on conversations, many at once, for the writer.

One way for all verbs: look for retries, lock the conversations, let each verb change its snapshot, save all in
bulk statements. A short one for messages, in trust: nearly every one comes for the first time, to a conversation as
it was left here. There the verbs change remembered snapshots before the transaction begins, which only saves them.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from operator import attrgetter

import msgspec

from samovar.domain.conversation.effects import effects
from samovar.domain.conversation.opening import Openings, ReopensFor
from samovar.domain.conversation.stored import Stored
from samovar.domain.conversation.verbs import Answer, MarkRead, Note, Say, Verb
from samovar.model.conversation import Conversation, Entry
from samovar.model.errors import NotFound, Refused
from samovar.storage.engine.database import Database, Session
from samovar.storage.engine.writer import Conflict
from samovar.storage.queries import conversations, log_entries, timers, visitors
from samovar.storage.recent import Recent

PLAIN = frozenset(("message", "note"))
MESSAGES = (Say, Answer, Note, MarkRead)
Known = dict[tuple[str, str], Entry]
"""Entries by what makes a retry harmless: (author id, cid)."""


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """One verb for one conversation."""

    verb: Verb
    conv: str | None
    now: datetime

    @property
    def key(self) -> tuple[str, str] | None:
        """What makes a retry harmless: its author and their id of it."""
        by, cid = self.verb.by, self.verb.cid
        return (by.id, cid) if by and cid else None


class Committed(msgspec.Struct):
    """What became of a command: the conversation after the whole group, and the entry it made.

    `last`: no later command of the group changed the conversation, so lists need to be told.
    """

    talk: Conversation
    entries: Sequence[Entry]
    dup: bool = False
    last: bool = False
    from_channel: str = ""
    audience_before: tuple[str | None, str | None] = (None, None)
    """Owner and offered operator before."""
    marked: bool = False
    outdated: Sequence[str] = ()
    """Conversations whose visitor has another card since: what is remembered shows the old one."""

    @property
    def entry(self) -> Entry | None:
        """The entry that the command's own id names: the newest."""
        return self.entries[-1] if self.entries else None

    @property
    def plain(self) -> bool:
        """Only messages, notes or read marks: who sees the conversation, and what they may do, is as before."""
        return not self.entries or (len(self.entries) == 1 and self.entries[0].kind in PLAIN)


Outcome = Committed | Refused
Store = Callable[[Session], None]


class CommandBatch:
    """A kind of work for the writer, see there."""

    def __init__(self, recent: Recent, reopens_for: ReopensFor) -> None:
        self._recent = recent
        self._reopens_for = reopens_for

    async def optimistic(self, database: Database, items: Sequence[Command]) -> tuple[list[Outcome], Store]:
        """What becomes of messages if nothing speaks against them, and what saves that. Whatever may speak against
        them is raised; the database is asked only for conversations that are not remembered."""
        if not all(isinstance(command.verb, MESSAGES) for command in items):
            raise Conflict
        talks = await self._recent.open(database, {command.conv for command in items if command.conv})
        group = _Group(Stored(), talks, {}, self._reopens_for)
        done: list[Outcome] = []
        for command in items:
            done.append(made := group.carry_out(command))
            if made.dup and not isinstance(command.verb, MarkRead):
                raise Conflict
        return done, partial(group.save, done)

    def carry_out(self, session: Session, items: Sequence[Command]) -> list[Outcome]:
        """All commands in their order; refused ones answer with their refusal and change nothing."""
        talks = conversations.load(session, (command.conv for command in items if command.conv), lock=True)
        # Only under the locks it is certain that no other process is storing the same just now.
        known = log_entries.known(session, (command.key for command in items if command.key))
        elsewhere = {entry.conversation_id for entry in known.values()} - talks.keys()
        if elsewhere:
            talks |= conversations.load(session, elsewhere, lock=True)
        group = _Group(Stored(session, talks), talks, known, self._reopens_for)
        outcomes = [group.outcome(command) for command in items]
        group.save(outcomes, session)
        return outcomes

    def after_commit(self, outcomes: Sequence[object]) -> None:
        """The next messages find the conversations as they stand now."""
        done = [outcome for outcome in outcomes if isinstance(outcome, Committed)]
        self._recent.keep(outcome.talk for outcome in done)
        self._recent.forget(conv for outcome in done for conv in outcome.outdated)


class _Group:
    """Commands on conversations that are open for change. `known`: what was stored of them before."""

    def __init__(self, stored: Stored, talks: dict[str, Conversation], known: Known, reopens_for: ReopensFor) -> None:
        self._stored = stored
        self._talks = talks
        self._known = known
        self._openings = Openings(stored, talks, reopens_for)

    def save(self, outcomes: Sequence[Outcome], session: Session) -> None:
        """Write down what has changed."""
        save(session, [talk for talk in self._talks.values() if talk.changed])
        if asked := self._stored.timers:
            given = [(conv, kind, at) for (conv, kind), at in asked.items() if at]
            timers.save(session, given, [key for key, at in asked.items() if not at])
        session.add_all(self._stored.rows)
        if self._stored.cards:
            self._save_cards(outcomes, session)
        _mark_last(outcomes)

    def _save_cards(self, outcomes: Sequence[Outcome], session: Session) -> None:
        cards = self._stored.cards
        for visitor, values in cards.items():
            visitors.change_card(session, visitor, values)
        outdated = [talk.id for talk in conversations.open_of(session, list(cards))]
        for outcome in outcomes:
            if isinstance(outcome, Committed):
                outcome.outdated = outdated

    def outcome(self, command: Command) -> Outcome:
        try:
            return self.carry_out(command)
        except Refused as refusal:
            return refusal

    def carry_out(self, command: Command) -> Committed:
        """Raises Refused."""
        key = command.key
        if key and (entry := self._known.get(key)):
            return Committed(self._talks[entry.conversation_id], [entry], dup=True)
        talk = self._find(command)
        before, channel, seen = len(talk.fresh), talk.channel_id, (talk.seen_visitor, talk.seen_operator)
        audience_before = (talk.owner_id, talk.offered_to)
        command.verb(talk, command.now, self._stored)
        entries = talk.fresh[before:]
        if key and entries:
            self._known[key] = entries[-1]
        marked = seen != (talk.seen_visitor, talk.seen_operator)
        changed = bool(entries) or marked
        return Committed(
            talk, entries, dup=not changed, from_channel=channel, audience_before=audience_before, marked=marked
        )

    def _find(self, command: Command) -> Conversation:
        if isinstance(command.verb, Say):
            return self._openings.conversation_for(command.verb, command.conv, command.now)
        talk = self._talks.get(command.conv) if command.conv else None
        if talk is None:
            raise NotFound
        return talk


def save(session: Session, changed: Sequence[Conversation]) -> None:
    """Write down changed conversations and what follows, always in one order, so that no two processes wait for each
    other."""
    changed = sorted(changed, key=attrgetter("id"))
    conversations.save(session, changed)
    given: list[tuple[str, str, datetime]] = []
    dropped: list[tuple[str, str]] = []
    for talk in changed:
        assert talk.was is not None
        follows = effects(talk.was, talk)
        given += [(talk.id, kind, due) for kind, due in follows.timers.items()]
        dropped += [(talk.id, kind) for kind in follows.dropped]
    timers.save(session, given, dropped)


def _mark_last(outcomes: Sequence[Outcome]) -> None:
    done: set[str] = set()
    for outcome in reversed(outcomes):
        if isinstance(outcome, Committed) and not outcome.dup and outcome.talk.id not in done:
            outcome.last = True
            done.add(outcome.talk.id)
