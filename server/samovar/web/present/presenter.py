"""What the desk tells, as frames. Each frame is encoded once for all who read it alike."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal

from samovar.domain.channels import cities
from samovar.domain.channels.directory import Directory
from samovar.domain.conversation import rules
from samovar.domain.conversation.keeping import Keeping
from samovar.domain.conversation.publish import Change, Row
from samovar.live.presence import RECENT, Presence
from samovar.model.conversation import Conversation, Entry
from samovar.storage import tables
from samovar.storage.tables import Channel
from samovar.web import wire


@lru_cache(maxsize=4096)
def rfc3339(at: datetime | None) -> str:
    """RFC 3339 in UTC with milliseconds; empty for no time."""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z") if at else ""


View = Literal["full", "locked", "returned", "visitor"]
"""How one sees a conversation in a list. A colleague's is `locked`; `returned`: to whom it was offered in vain."""
TURN = 2**32
"""More than one hand's changes of a conversation; `lock` times this stays exact in a browser."""


def rev(talk: Conversation, view: View) -> int:
    """Grows with what this view shows, and with nothing else: whoever sees a row locked cannot count what happens
    in it. Each change of hands outweighs all changes before it, so that rows of one reader compare across views."""
    if view == "visitor":
        return talk.visible_seq + talk.seen_visitor + talk.seen_operator + talk.lock
    return talk.lock * TURN + (0 if view == "locked" else talk.rev)


class Presenter:
    """Makes frames; knows names and faces."""

    def __init__(
        self, directory: Directory, operators: Presence, visitors: Presence, clock: Callable[[], datetime]
    ) -> None:
        self._directory = directory
        self._operators = operators
        self._visitors = visitors
        self._keeping = Keeping(directory, operators)
        self._clock = clock
        self._people: dict[str, tuple[tables.Operator, wire.Person]] = {}
        """As last made of the roll, so that they are not made for every frame."""

    # ------------------------------------------------ people

    def operator(self, operator_id: str | None) -> wire.Person | None:
        """An operator as everybody sees him."""
        found = self._directory.operator(operator_id)
        if found is None or operator_id is None:
            return None
        known = self._people.get(operator_id)
        if known is None or known[0] is not found:
            known = self._people[operator_id] = (found, person(found))
        return known[1]

    def presence(self, operator: tables.Operator) -> str:
        """What he chose to be, while he is here."""
        return operator.presence if self._operators.here(operator.id) else "offline"

    def author(self, entry: Entry) -> wire.Person:
        """Who wrote an entry. A visitor without a name: what operators call them stays in their lists."""
        if entry.author == "operator":
            return self.operator(entry.author_id) or wire.Person(side="operator")
        if entry.author == "visitor":
            return wire.Person(side="visitor")
        return wire.Person(side="system")

    # ------------------------------------------------ entries

    def event(self, entry: Entry, notes: bool) -> wire.Event:
        """An entry; `notes`: in the operators' view, where the seq has no holes."""
        prev = -1 if notes or entry.prev == entry.seq - 1 else entry.prev
        return wire.Event(
            seq=entry.seq, prev=prev, kind=entry.kind, by=self.author(entry), ts=rfc3339(entry.at),
            body=entry.body, data=self._data(entry) if entry.data else {},
            cid=(entry.cid or "") if entry.body else "",
        )  # fmt: skip

    def _data(self, entry: Entry) -> dict[str, Any]:
        data = dict(entry.data)
        if entry.kind == "transferred":
            data["to"] = self.operator(data.get("to"))
        if entry.kind == "released":
            data["owner"] = self.operator(data.get("owner"))
        if "from" in data and entry.kind == "claimed":
            data["from"] = self.operator(data["from"])
        return data

    def ev(self, change: Change, entry: Entry, notes: bool) -> bytes:
        """`ev` of one entry, encoded once for both sides where they see the same before it."""
        key = entry.seq, notes or entry.prev == entry.seq - 1
        made = change.encoded.get(key)
        if made is None:
            made = change.encoded[key] = wire.encode(wire.Ev(conv=change.talk.id, e=self.event(entry, notes)))
        return made

    def batch(
        self,
        talk: Conversation,
        entries: Sequence[Entry],
        *,
        notes: bool,
        after: int | None,
        more: bool,
        rid: str = "",
    ) -> bytes:
        """Entries in order. `after`: what they follow; None for a page from the end."""
        first = after + 1 if after is not None else (entries[0].seq if entries else 0)
        last = entries[-1].seq if entries else (after or 0)
        events = [self.event(entry, notes) for entry in entries]
        return wire.encode(
            wire.Batch(rid=rid, conv=talk.id, from_=first, to=last, events=events, more=more, seen=seen(talk))
        )

    # ------------------------------------------------ lists

    def row(self, talk: Conversation, view: View) -> wire.Row:
        """A conversation in a list. Each view is made of what its reader may see alone, also its `rev` and times."""
        row = wire.Row(
            conv=talk.id, number=talk.number, rev=rev(talk, view), state=talk.state, channel=talk.channel_id,  # type: ignore[arg-type]
            seq=0, owner=self.operator(talk.owner_id or talk.last_owner_id), opened=rfc3339(talk.opened_at),
            closed=rfc3339(talk.closed_at), updated=rfc3339(talk.closed_at or talk.claimed_at or talk.opened_at),
        )  # fmt: skip
        if view == "visitor":
            self._show_visitor(row, talk)
        elif view == "full":
            self._show_all(row, talk)
        else:
            row.locked, row.visitor = True, wire.Visitor(name=talk.guest_name)
        return row

    def _show_visitor(self, row: wire.Row, talk: Conversation) -> None:
        row.seq, row.last, row.unread = talk.visible_seq, self._last(talk), talk.unread_visitor
        row.waiting = rfc3339(talk.waiting_at) if talk.state == "waiting" else ""
        row.updated = rfc3339(talk.closed_at or talk.last_at or talk.opened_at)

    def _show_all(self, row: wire.Row, talk: Conversation) -> None:
        row.seq, row.last, row.unread = talk.last_seq, self._last(talk), talk.unread_operator
        row.lock, row.prefer, row.origin = talk.lock, self._prefer(talk), talk.origin  # type: ignore[assignment]
        row.offer, row.returned = self._offer(talk), self._returned(talk)
        row.waiting, row.updated = rfc3339(talk.waiting_at), rfc3339(talk.updated_at)
        row.question, row.unanswered = talk.question, talk.unanswered
        row.visitor = wire.Visitor(
            name=talk.guest_name, city=talk.guest_city, city_latin=cities.latin(talk.guest_city),
            source=talk.guest_source, visits=talk.guest_visits,
            here=self.waits_here(talk.visitor_id, talk.waiting_at),
        )  # fmt: skip

    def waits_here(self, visitor: str, since: datetime | None) -> bool:
        """Whether a visitor, who waits since then, is on the site as far as is known."""
        known = (self._clock() - since).total_seconds() if since else RECENT
        return self._visitors.maybe_here(visitor, known)

    def _last(self, talk: Conversation) -> wire.Event | None:
        if not talk.last_message_seq:
            return None
        by = self.operator(talk.last_by) or wire.Person(side=talk.last_side)  # type: ignore[arg-type]
        return wire.Event(
            seq=talk.last_message_seq, kind="message", by=by, ts=rfc3339(talk.last_at), body=talk.last_text
        )

    def _prefer(self, talk: Conversation) -> str:
        return self._keeping.keeper(talk, self._clock()) if talk.state == "waiting" else ""

    def _offer(self, talk: Conversation) -> wire.Offer | None:
        if talk.offered_at is None:
            return None
        by, to = self.operator(talk.offered_by or talk.owner_id), self.operator(talk.offered_to)
        if by is None or to is None:
            return None
        return wire.Offer(by=by, to=to, note=talk.offer_note, until=rfc3339(talk.offered_at + rules.OFFER_LASTS))

    def _returned(self, talk: Conversation) -> wire.Returned | None:
        if talk.returned_by is None or talk.state != "held":
            return None
        by, to = self.operator(talk.returned_by), self.operator(talk.offered_by or talk.owner_id)
        if by is None or to is None:
            return None
        return wire.Returned(by=by, to=to, how="declined" if talk.returned_how == "declined" else "expired")

    def summary(self, row: Row, view: View) -> bytes:
        """`summary` of the conversation, encoded once for each view."""
        made = row.encoded.get(view)
        if made is None:
            made = row.encoded[view] = wire.encode(wire.Summary(row=self.row(row.talk, view)))
        return made

    def heads(self, row: Row, notes: bool) -> bytes:
        """`heads` of the one conversation, encoded once for each side."""
        key = ("heads", notes)
        made = row.encoded.get(key)
        if made is None:
            made = row.encoded[key] = wire.encode(wire.Heads(heads=[head(row.talk, notes)]))
        return made

    def read_mark(self, change: Change) -> bytes:
        """`eph read`, encoded once."""
        made = change.encoded.get("read")
        if made is None:
            made = change.encoded["read"] = wire.encode(
                wire.Eph(kind="read", conv=change.talk.id, seen=seen(change.talk))
            )
        return made


def person(operator: tables.Operator) -> wire.Person:
    """An operator as a person of the wire."""
    return wire.Person(
        id=operator.id, side="operator", name=operator.name, latin=operator.latin, photo=photo(operator),
        grammar=operator.grammar,  # type: ignore[arg-type]
    )  # fmt: skip


def as_met(operator: tables.Operator) -> wire.Operator:
    """An operator as visitors meet them."""
    return wire.Operator(
        id=operator.id, name=operator.name, latin=operator.latin, photo=photo(operator), title=operator.title,
        title_latin=operator.title_latin,
    )  # fmt: skip


def as_channel(channel: Channel) -> wire.Channel:
    """A channel as visitors know it."""
    return wire.Channel(id=channel.id, name=channel.name, latin=latin(channel))


def latin(channel: Channel) -> str:
    """Its name in Latin letters: as given, or as the city of that name is written."""
    return channel.latin or cities.latin(channel.name)


def photo(operator: tables.Operator) -> str:
    """Address of his face on this server."""
    return f"/photo/{operator.photo_id}" if operator.photo_id else ""


def head(talk: Conversation, notes: bool) -> wire.Head:
    """Where a conversation stands for one side."""
    return wire.Head(conv=talk.id, seq=talk.last_seq if notes else talk.visible_seq, seen=seen(talk))


def seen(talk: Conversation) -> wire.Seen:
    """How far each side has read."""
    return wire.Seen(visitor=talk.seen_visitor, operator=talk.seen_operator)
