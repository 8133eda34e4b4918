"""What follows from a change of a conversation, and is saved in the transaction that makes it: its timers.

Pure: from the conversation as it was and as it is. When a timer rings, deadlines.py judges whether anything is to do.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from operator import attrgetter

import msgspec

from samovar.domain.conversation.rules import GATHER, KEPT_FOR, OFFER_LASTS
from samovar.model.conversation import Conversation

MOMENT = timedelta(seconds=10)
"""After a question the owner is looked for: whoever is just coming back hears of it first."""
_grounds = attrgetter("state", "owner_id", "last_owner_id", "offered_at")


class Effects(msgspec.Struct, frozen=True):
    """Timers to set, by kind, and to drop."""

    timers: dict[str, datetime] = {}
    dropped: frozenset[str] = frozenset()


NOTHING = Effects()


def effects(was: Conversation, talk: Conversation) -> Effects:
    """What follows from the change; from most messages nothing."""
    looks = _looks_for_owner(was, talk)
    if not looks and _grounds(was) == _grounds(talk) and not _asks(was, talk):
        return NOTHING
    before, after = dict(_deadlines(was)), dict(_deadlines(talk))
    given = {kind: due for kind, due in after.items() if before.get(kind) != due}
    if looks:
        given["owner"] = stirred(talk) + MOMENT
    alone = {"owner"} if was.owner_id and not talk.owner_id else set[str]()
    return Effects(given, frozenset(before.keys() - after.keys() | alone))


def _deadlines(talk: Conversation) -> Iterator[tuple[str, datetime]]:
    """What ends at a time of its own while a conversation stands so."""
    if talk.offered_at:
        yield "offer", talk.offered_at + OFFER_LASTS
    if talk.state == "waiting" and talk.last_owner_id and talk.waiting_at:
        yield "keeper", talk.waiting_at + KEPT_FOR
    if talk.state == "waiting" and talk.question and talk.waiting_at:
        yield "question", talk.waiting_at + GATHER


def _asks(was: Conversation, talk: Conversation) -> bool:
    """A question that nobody holds yet: it may have to be mailed."""
    return talk.state == "waiting" and not was.question and bool(talk.question)


def _looks_for_owner(was: Conversation, talk: Conversation) -> bool:
    """From the claim on, and anew after anything that breaks a silence. In a lively talk, and where somebody waits,
    nothing writes this timer: there is one, which is over only in silence (`silent_at`)."""
    if talk.owner_id is None:
        return False
    return was.owner_id is None or (was.waiting_at is None and stirred(talk) > stirred(was) + MOMENT)


def stirred(talk: Conversation) -> datetime:
    """When it was last written to, or claimed."""
    return max(talk.last_at or talk.opened_at, talk.claimed_at or talk.opened_at)


def silent_at(talk: Conversation) -> datetime:
    """When its owner is looked for no longer where nobody waits: well after the next message would set a timer."""
    return stirred(talk) + 2 * MOMENT
