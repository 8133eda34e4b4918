"""What a reader gets of a conversation, as plain data. A view has no field that its reader may not know."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal

import msgspec

from samovar.domain.channels.directory import Directory
from samovar.domain.conversation import rules
from samovar.domain.conversation.keeping import Keeping
from samovar.live.presence import RECENT, Presence
from samovar.model.conversation import Conversation, Entry, Version

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


def last_seq(talk: Conversation | Version, notes: bool) -> int:
    """The last entry of it that one side may know of; `notes`: the operators'."""
    return talk.last_seq if notes else talk.visible_seq


def entry_before(entry: Entry, notes: bool) -> int:
    """The entry before it that one side may know of: operators' entries leave holes in a visitor's view."""
    return entry.seq - 1 if notes else entry.prev


# ---------------------------------------------------------------- rows


class RowView(msgspec.Struct, kw_only=True):
    """What everybody knows who sees a conversation in a list. People are named by id, here as in all views."""

    conv: str
    number: int
    rev: int
    state: str
    channel: str
    owner: str | None
    """Who holds it, or held it last."""
    opened_at: datetime
    closed_at: datetime | None
    updated_at: datetime
    """When something changed last that this view shows."""


class LockedRow(RowView, kw_only=True):
    """A colleague's: whose it is, and nothing of its content, nor when or how often that changes."""

    guest_name: str


class LastMessage(msgspec.Struct, kw_only=True):
    """The newest message."""

    seq: int
    side: str
    by: str | None
    at: datetime | None
    text: str


class VisitorRow(RowView, kw_only=True):
    """The visitor's own: nothing of what operators say to each other."""

    seq: int
    last: LastMessage | None
    unread: int
    waiting_at: datetime | None


class OfferView(msgspec.Struct, kw_only=True):
    """A transfer that waits to be accepted."""

    by: str | None
    to: str | None
    note: str
    until: datetime


class ReturnedView(msgspec.Struct, kw_only=True):
    """An offer that `by` did not take."""

    by: str | None
    to: str | None
    how: Literal["declined", "expired"]


class GuestView(msgspec.Struct, kw_only=True):
    """The visitor, as lists show them. `here`: on the site, as far as is known."""

    name: str
    city: str
    source: str
    visits: int
    here: bool


class FullRow(RowView, kw_only=True):
    """All of it: for whoever reads the conversation or may take it. `prefer`: for whom it waits first."""

    seq: int
    last: LastMessage | None
    unread: int
    lock: int
    prefer: str
    origin: str
    offer: OfferView | None
    returned: ReturnedView | None
    waiting_at: datetime | None
    question: str
    unanswered: int
    guest: GuestView


def locked_row(talk: Conversation, view: Literal["locked", "returned"]) -> LockedRow:
    """Its times are those of its changes of hands."""
    return LockedRow(
        **_known(talk, view, talk.closed_at or talk.claimed_at or talk.opened_at), guest_name=talk.guest_name
    )


def visitor_row(talk: Conversation) -> VisitorRow:
    """As its visitor sees it."""
    return VisitorRow(
        **_known(talk, "visitor", talk.closed_at or talk.last_at or talk.opened_at), seq=talk.visible_seq,
        last=_last(talk), unread=talk.unread_visitor, waiting_at=talk.waiting_at if talk.state == "waiting" else None,
    )  # fmt: skip


def _known(talk: Conversation, view: View, updated_at: datetime) -> dict[str, Any]:
    return {
        "conv": talk.id, "number": talk.number, "rev": rev(talk, view), "state": talk.state,
        "channel": talk.channel_id, "owner": talk.owner_id or talk.last_owner_id, "opened_at": talk.opened_at,
        "closed_at": talk.closed_at, "updated_at": updated_at,
    }  # fmt: skip


def _last(talk: Conversation) -> LastMessage | None:
    if not talk.last_message_seq:
        return None
    return LastMessage(
        seq=talk.last_message_seq, side=talk.last_side, by=talk.last_by, at=talk.last_at, text=talk.last_text
    )


def _offer(talk: Conversation) -> OfferView | None:
    if talk.offered_at is None:
        return None
    until = talk.offered_at + rules.OFFER_LASTS
    return OfferView(by=talk.offered_by or talk.owner_id, to=talk.offered_to, note=talk.offer_note, until=until)


def _returned(talk: Conversation) -> ReturnedView | None:
    if talk.returned_by is None or talk.state != "held":
        return None
    how: Literal["declined", "expired"] = "declined" if talk.returned_how == "declined" else "expired"
    return ReturnedView(by=talk.returned_by, to=talk.offered_by or talk.owner_id, how=how)


class Rows:
    """Makes rows of conversations; knows who is here."""

    def __init__(
        self, directory: Directory, operators: Presence, visitors: Presence, clock: Callable[[], datetime]
    ) -> None:
        self._visitors = visitors
        self._keeping = Keeping(directory, operators)
        self._clock = clock

    def of(self, talk: Conversation, view: View) -> RowView:
        """A conversation in a list, made of what this view's reader may see alone."""
        if view == "full":
            return self.full(talk)
        return visitor_row(talk) if view == "visitor" else locked_row(talk, view)

    def full(self, talk: Conversation) -> FullRow:
        """All of it."""
        guest = GuestView(
            name=talk.guest_name, city=talk.guest_city, source=talk.guest_source, visits=talk.guest_visits,
            here=self.waits_here(talk.visitor_id, talk.waiting_at),
        )  # fmt: skip
        return FullRow(
            **_known(talk, "full", talk.updated_at), seq=talk.last_seq, last=_last(talk), unread=talk.unread_operator,
            lock=talk.lock, prefer=self._prefer(talk), origin=talk.origin, offer=_offer(talk),
            returned=_returned(talk), waiting_at=talk.waiting_at, question=talk.question, unanswered=talk.unanswered,
            guest=guest,
        )  # fmt: skip

    def waits_here(self, visitor: str, since: datetime | None) -> bool:
        """Whether a visitor, who waits since then, is on the site as far as is known."""
        known = (self._clock() - since).total_seconds() if since else RECENT
        return self._visitors.maybe_here(visitor, known)

    def _prefer(self, talk: Conversation) -> str:
        return self._keeping.keeper(talk, self._clock()) if talk.state == "waiting" else ""
