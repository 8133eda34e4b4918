"""What the desk tells, as frames. Each frame is encoded once for all who read it alike."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from samovar.domain.channels import cities
from samovar.domain.channels.directory import Directory
from samovar.domain.conversation.publish import Change, Row
from samovar.domain.reading.views import (
    FullRow,
    LastMessage,
    LockedRow,
    OfferView,
    ReturnedView,
    Rows,
    RowView,
    View,
    VisitorRow,
    entry_before,
    last_seq,
)
from samovar.model.conversation import Conversation, Entry
from samovar.storage import tables
from samovar.storage.tables import Channel
from samovar.web import wire


@lru_cache(maxsize=4096)
def rfc3339(at: datetime | None) -> str:
    """RFC 3339 in UTC with milliseconds; empty for no time."""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z") if at else ""


class Presenter:
    """Makes frames; knows names and faces."""

    def __init__(self, directory: Directory, rows: Rows) -> None:
        self._directory = directory
        self._rows = rows
        self._people: dict[str, tuple[tables.Operator, wire.Person]] = {}
        """As last made of the roll, so that they are not made for every frame."""

    # ------------------------------------------------ people

    def operator(self, operator_id: str | None) -> wire.Person | None:
        """An operator as everybody sees them."""
        found = self._directory.operator(operator_id)
        if found is None or operator_id is None:
            return None
        known = self._people.get(operator_id)
        if known is None or known[0] is not found:
            known = self._people[operator_id] = (found, person(found))
        return known[1]

    def author(self, entry: Entry) -> wire.Person:
        """Who wrote an entry. A visitor without a name: what operators call them stays in their lists."""
        if entry.author == "operator":
            return self.operator(entry.author_id) or wire.Person(side="operator")
        if entry.author == "visitor":
            return wire.Person(side="visitor")
        return wire.Person(side="system")

    # ------------------------------------------------ entries

    def event(self, entry: Entry, notes: bool) -> wire.Event:
        """An entry, as one side sees it; `notes`: operators."""
        before = entry_before(entry, notes)
        prev = -1 if before == entry.seq - 1 else before
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

    def row(self, view: RowView) -> wire.Row:
        """A conversation in a list."""
        row = wire.Row(
            conv=view.conv, number=view.number, rev=view.rev, state=view.state, channel=view.channel, seq=0,  # type: ignore[arg-type]
            owner=self.operator(view.owner), opened=rfc3339(view.opened_at), closed=rfc3339(view.closed_at),
            updated=rfc3339(view.updated_at),
        )  # fmt: skip
        if isinstance(view, FullRow):
            self._show_all(row, view)
        elif isinstance(view, VisitorRow):
            self._show_visitor(row, view)
        elif isinstance(view, LockedRow):
            row.locked, row.visitor = True, wire.Visitor(name=view.guest_name)
        return row

    def rows(self, views: Sequence[RowView]) -> list[wire.Row]:
        """A list."""
        return [self.row(each) for each in views]

    def _show_visitor(self, row: wire.Row, view: VisitorRow) -> None:
        row.seq, row.last, row.unread = view.seq, self._last(view.last), view.unread
        row.waiting = rfc3339(view.waiting_at)

    def _show_all(self, row: wire.Row, view: FullRow) -> None:
        row.seq, row.last, row.unread = view.seq, self._last(view.last), view.unread
        row.lock, row.prefer, row.origin = view.lock, view.prefer, view.origin  # type: ignore[assignment]
        row.offer, row.returned = self._offer(view.offer), self._returned(view.returned)
        row.waiting, row.question, row.unanswered = rfc3339(view.waiting_at), view.question, view.unanswered
        guest = view.guest
        row.visitor = wire.Visitor(
            name=guest.name, city=guest.city, city_latin=cities.latin(guest.city), source=guest.source,
            visits=guest.visits, here=guest.here,
        )  # fmt: skip

    def _last(self, last: LastMessage | None) -> wire.Event | None:
        if last is None:
            return None
        by = self.operator(last.by) or wire.Person(side=last.side)  # type: ignore[arg-type]
        return wire.Event(seq=last.seq, kind="message", by=by, ts=rfc3339(last.at), body=last.text)

    def _offer(self, offer: OfferView | None) -> wire.Offer | None:
        by, to = (self.operator(offer.by), self.operator(offer.to)) if offer else (None, None)
        if offer is None or by is None or to is None:
            return None
        return wire.Offer(by=by, to=to, note=offer.note, until=rfc3339(offer.until))

    def _returned(self, returned: ReturnedView | None) -> wire.Returned | None:
        by, to = (self.operator(returned.by), self.operator(returned.to)) if returned else (None, None)
        if returned is None or by is None or to is None:
            return None
        return wire.Returned(by=by, to=to, how=returned.how)

    def summary(self, row: Row, view: View) -> bytes:
        """`summary` of the conversation for those who see it so, encoded once for each view."""
        made = row.encoded.get(view)
        if made is None:
            made = row.encoded[view] = wire.encode(wire.Summary(row=self.row(self._rows.of(row.talk, view))))
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
    """Address of their face on this server."""
    return f"/photo/{operator.photo_id}" if operator.photo_id else ""


def head(talk: Conversation, notes: bool) -> wire.Head:
    """Where a conversation stands for one side."""
    return wire.Head(conv=talk.id, seq=last_seq(talk, notes), seen=seen(talk))


def seen(talk: Conversation) -> wire.Seen:
    """How far each side has read."""
    return wire.Seen(visitor=talk.seen_visitor, operator=talk.seen_operator)
