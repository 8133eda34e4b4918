"""Carries out commands on conversations, many at once, for the writer.

One way for all verbs: look for retries, lock the conversations, let each verb change its snapshot, save all in
bulk statements. A short one for messages, in trust: nearly every one comes for the first time, to a conversation as
it was left here. There the verbs change remembered snapshots before the transaction begins, which only saves them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from operator import attrgetter

import msgspec

from samovar.domain.conversation.verbs import Answer, Correct, MarkRead, Note, Reopen, Say, Verb
from samovar.model.conversation import Conversation, Entry
from samovar.model.errors import NotFound, Refused
from samovar.model.people import Visitor
from samovar.storage import tables
from samovar.storage.engine.database import Database, Session
from samovar.storage.engine.writer import Conflict
from samovar.storage.queries import conversations
from samovar.storage.recent import Recent
from samovar.storage.tables import new_id

PLAIN = frozenset(("message", "note"))
MESSAGES = (Say, Answer, Note, MarkRead)
Known = dict[tuple[str, str], Entry]
"""Entries by what makes a retry harmless: (author id, cid or rid)."""


@dataclass(slots=True, kw_only=True)
class Opening:
    """How to open a conversation when the visitor has none open."""

    ccid: str
    channel_id: str
    origin: str
    city: str = ""
    """City of that channel: the visitor's, where nothing else is known of it."""
    staffed: bool = False
    """Somebody of that channel is online."""


class Command(msgspec.Struct, kw_only=True):
    """One verb for one conversation. `key`: (author id, cid or rid), what makes a retry harmless."""

    verb: Verb
    conv: str | None
    now: datetime
    key: tuple[str, str] | None = None
    opening: Opening | None = None


class Committed(msgspec.Struct):
    """What became of an order: the conversation after the whole group, and the entry it made.

    `last`: no later order of the group changed the conversation, so lists need to be told.
    """

    talk: Conversation
    entries: Sequence[Entry]
    dup: bool = False
    last: bool = False
    was_channel: str = ""
    was_with: tuple[str | None, str | None] = (None, None)
    """Owner and offered operator before."""
    marked: bool = False

    @property
    def entry(self) -> Entry | None:
        """The entry that the order's own id names: the newest."""
        return self.entries[-1] if self.entries else None

    @property
    def plain(self) -> bool:
        """Only messages, notes or read marks: who sees the conversation, and what he may do, is as before."""
        return not self.entries or (len(self.entries) == 1 and self.entries[0].kind in PLAIN)


ReopensFor = Callable[[str], timedelta]
"""Site id → how long after closing a visitor's message reopens a conversation."""


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
        if not all(isinstance(order.verb, MESSAGES) for order in items):
            raise Conflict
        talks = await self._recent.open(database, {order.conv for order in items if order.conv})
        group = self._group(None, talks, {})
        done: list[Outcome] = []
        for order in items:
            done.append(made := group.carry_out(order))
            if made.dup and not isinstance(order.verb, MarkRead):
                raise Conflict
        return done, partial(group.save, done)

    def carry_out(self, session: Session, items: Sequence[Command]) -> list[Outcome]:
        """All orders in their order; refused ones answer with their refusal and change nothing."""
        talks = conversations.load(session, (order.conv for order in items if order.conv), lock=True)
        # Only under the locks it is certain that no other process is storing the same just now.
        known = conversations.known(session, (order.key for order in items if order.key))
        elsewhere = {entry.conversation_id for entry in known.values()} - talks.keys()
        if elsewhere:
            talks |= conversations.load(session, elsewhere, lock=True)
        group = self._group(session, talks, known)
        outcomes = [group.outcome(order) for order in items]
        group.save(outcomes, session)
        self._recent.forget(group.corrected)
        return outcomes

    def keep(self, outcomes: Sequence[object]) -> None:
        """What was done is committed: the next messages find the conversations as they stand now."""
        self._recent.keep(outcome.talk for outcome in outcomes if isinstance(outcome, Committed))

    def _group(self, session: Session | None, talks: dict[str, Conversation], known: Known) -> "_Group":
        return _Group(session, talks, known, self._reopens_for)


def _mark_last(outcomes: Sequence[Outcome]) -> None:
    done: set[str] = set()
    for outcome in reversed(outcomes):
        if isinstance(outcome, Committed) and not outcome.dup and outcome.talk.id not in done:
            outcome.last = True
            done.add(outcome.talk.id)


class _Group:
    """Orders on conversations that are open for change. `known`: what was stored of them before. Without a session
    all that asks the database is doubt."""

    def __init__(
        self, session: Session | None, talks: dict[str, Conversation], known: Known, reopens_for: ReopensFor
    ) -> None:
        self._session = session
        self.talks = talks
        self.known = known
        self.reopens_for = reopens_for
        self.corrected: list[str] = []
        """Conversations of which snapshots show something that was corrected."""

    @property
    def session(self) -> Session:
        """To ask the database. Raises Doubt where that is not to be."""
        if self._session is None:
            raise Conflict
        return self._session

    def save(self, outcomes: Sequence[Outcome], session: Session) -> None:
        """Write down what has changed, always in one order, so that no two processes wait for each other."""
        changed = [talk for talk in self.talks.values() if talk.changed]
        conversations.save(session, sorted(changed, key=attrgetter("id")))
        _mark_last(outcomes)

    def outcome(self, order: Command) -> Outcome:
        try:
            return self.carry_out(order)
        except Refused as refusal:
            return refusal

    def carry_out(self, order: Command) -> Committed:
        """Raises Refused."""
        if order.key and (entry := self.known.get(order.key)):
            return Committed(self.talks[entry.conversation_id], [entry], dup=True)
        talk = self._find(order)
        if isinstance(order.verb, MarkRead):
            self._count_left(order.verb, talk)
        if isinstance(order.verb, Reopen):
            order.verb.another_open = self._another_open(talk)
        if isinstance(order.verb, Correct):
            order.verb.visitor = self.session.get_one(tables.Visitor, talk.visitor_id)
            self.corrected += [each.id for each in conversations.open_of(self.session, [talk.visitor_id])]
        before, channel, seen = len(talk.fresh), talk.channel_id, (talk.seen_visitor, talk.seen_operator)
        was_with = (talk.owner_id, talk.offered_to)
        order.verb(talk, order.now)
        entries = talk.fresh[before:]
        if order.key and entries:
            self.known[order.key] = entries[-1]
        marked = seen != (talk.seen_visitor, talk.seen_operator)
        changed = bool(entries) or marked
        return Committed(talk, entries, dup=not changed, was_channel=channel, was_with=was_with, marked=marked)

    def _another_open(self, talk: Conversation) -> bool:
        """As this group leaves them: what is stored may have been closed or opened in it."""
        stored = conversations.open_of(self.session, [talk.visitor_id])
        others = {each.id: each for each in stored} | self.talks
        return any(
            each.visitor_id == talk.visitor_id and each.state != "closed" and each.id != talk.id
            for each in others.values()
        )  # fmt: skip

    def _count_left(self, verb: MarkRead, talk: Conversation) -> None:
        seen = talk.seen_visitor if verb.side == "visitor" else talk.seen_operator
        if seen < verb.seq < talk.last_message_seq:
            other = "operator" if verb.side == "visitor" else "visitor"
            stored = conversations.unread(self.session, talk.id, other, verb.seq)
            fresh = (each for each in talk.fresh if each.kind == "message" and each.author == other)
            verb.left = stored + sum(each.seq > verb.seq for each in fresh)

    def _find(self, order: Command) -> Conversation:
        talk = self.talks.get(order.conv) if order.conv else None
        if isinstance(order.verb, Say):
            return self._for_visitor(order, order.verb.guest, talk)
        if talk is None:
            raise NotFound
        return talk

    def _for_visitor(self, order: Command, guest: Visitor, named: Conversation | None) -> Conversation:
        """The server decides where a visitor's message goes: his open talk, one closed a short time ago,
        else a new one."""
        if order.conv and (named is None or named.visitor_id != guest.id):
            raise NotFound
        if named and named.state != "closed":
            return named
        talk = self._open_here(guest) or self._stored(order, guest) or self._create(order, guest, named)
        return self.talks.setdefault(talk.id, talk)

    def _open_here(self, guest: Visitor) -> Conversation | None:
        mine = (talk for talk in self.talks.values() if talk.visitor_id == guest.id and talk.state != "closed")
        return next(mine, None)

    def _stored(self, order: Command, guest: Visitor) -> Conversation | None:
        found = conversations.current(self.session, guest.id, order.now - self.reopens_for(guest.site_id))
        return self.talks.get(found.id, found) if found else None

    def _create(self, order: Command, guest: Visitor, named: Conversation | None) -> Conversation:
        visitor = self.session.get(tables.Visitor, guest.id)
        if visitor is None or visitor.site_id != guest.site_id:
            raise NotFound
        wanted = order.opening
        if wanted is None:
            if named is None:
                raise NotFound
            wanted = Opening(ccid=new_id(), channel_id=named.channel_id, origin="incoming")
        if wanted.city and not visitor.city:
            visitor.city, visitor.city_how = wanted.city, "chosen"
        used = conversations.by_ccid(self.session, guest.id, wanted.ccid)
        talk = conversations.create(
            self.session, visitor, ccid=new_id() if used else wanted.ccid,
            channel_id=wanted.channel_id, origin=wanted.origin, now=order.now,
            staffed=wanted.staffed,
        )  # fmt: skip
        if wanted.origin == "invited":
            self._greet(talk)
        return talk

    def _greet(self, talk: Conversation) -> None:
        """What the visitor answers to stands first in the log, as the window showed it."""
        said, at = conversations.greeting_of(self.session, talk)
        if not said.get("text") or at is None:
            return
        by = said.get("by") or None
        side, data = ("operator", {}) if by else ("system", {"name": said.get("name", "")})
        talk.append("greeting", side, by, at, body=said["text"], data=data)
