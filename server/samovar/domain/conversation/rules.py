"""Who may do what: pure functions that raise a refusal or return."""

from datetime import datetime, timedelta

from samovar.model.conversation import Conversation, Version
from samovar.model.errors import (
    Closed,
    Empty,
    Forbidden,
    Full,
    NotFound,
    NotOffered,
    NotOwner,
    StaleLock,
    Taken,
    TooLong,
)
from samovar.model.people import Operator, Visitor
from samovar.model.text import has_text, line, note, plain

OFFER_LASTS = timedelta(seconds=60)
KEPT_FOR = timedelta(seconds=60)
"""How long the last owner is called alone by a visitor who comes back."""
GATHER = timedelta(seconds=30)
"""What is written within it goes in one letter, where it is mailed at all."""
MISSED_AFTER = timedelta(minutes=1)
"""What nobody answered is missed after that at the soonest; each channel says how long it takes there."""
NAME = 100
"""Characters of a name, a city, or another field of one line."""
NOTE = 2000
"""Characters of the note of a transfer."""


def can_see(member: Operator, talk: Conversation | Version) -> bool:
    """An operator knows of conversations in their channels, those they hold, and those offered to them."""
    return member.sees_all or talk.channel_id in member.channels or member.id in (talk.owner_id, talk.offered_to)


def shared(member: Operator, channels: frozenset[str]) -> frozenset[str]:
    """Of somebody's channels those that an operator knows about."""
    return channels if member.sees_all else channels & member.channels


def require_sight(member: Operator, talk: Conversation) -> None:
    """Raises NotFound where they know nothing of it."""
    if not can_see(member, talk):
        raise NotFound


def require_read(member: Operator, talk: Conversation, holds_visitor: bool) -> None:
    """Their own in full; every earlier talk of a visitor they are talking with; who oversees a channel all of it."""
    if holds_visitor or can_read_freely(member, talk):
        return
    require_sight(member, talk)
    raise Taken(talk.owner_id, talk.claimed_at) if talk.state == "held" else Forbidden


def can_read_freely(member: Operator, talk: Conversation) -> bool:
    """Whether the content is open to them without asking the database for more."""
    if talk.owner_id == member.id or member.oversees(talk.channel_id):
        return True
    return talk.state == "closed" and talk.last_owner_id == member.id


def whose(member: Operator, holder: str | None) -> str | None:
    """Whose talks with a visitor one may read who reads one of them: all for whoever holds the visitor (`holder`) and
    for administrators, else their own, and those of the channels they oversee."""
    return None if member.sees_all or holder == member.id else member.id


def can_see_content(member: Operator, talk: Conversation) -> bool:
    """Whether their list shows the content: besides what they read, all that waits for someone in their channel."""
    if can_read_freely(member, talk) or talk.offered_to == member.id:
        return True
    ownerless = talk.state == "waiting" or (talk.state == "closed" and talk.last_owner_id is None)
    return ownerless and talk.channel_id in member.channels


def require_owner(member: Operator, talk: Conversation, lock: int | None) -> None:
    """Only the owner acts, and only under the present fencing number."""
    require_sight(member, talk)
    if talk.state == "closed":
        raise Closed
    if talk.owner_id != member.id:
        raise Taken(talk.owner_id, talk.claimed_at) if talk.owner_id else NotOwner
    _in_force(talk, lock)


def require_pass(member: Operator, talk: Conversation, lock: int | None) -> None:
    """The owner passes a talk on, or who oversees the channel for them; both under the present fencing number."""
    if not _is_over(member, talk):
        return require_owner(member, talk, lock)
    _in_force(talk, lock)


def require_take(member: Operator, talk: Conversation, lock: int | None) -> None:
    """Who oversees the channel takes over what a colleague holds, as they have seen it."""
    require_sight(member, talk)
    if talk.state == "closed":
        raise Closed
    if talk.owner_id is None:
        raise NotOwner
    if not _is_over(member, talk):
        raise Taken(talk.owner_id, talk.claimed_at)
    _in_force(talk, lock)


def _in_force(talk: Conversation, lock: int | None) -> None:
    if lock != talk.lock:
        raise StaleLock


def _is_over(member: Operator, talk: Conversation) -> bool:
    """An administrator or a senior before a colleague's talk."""
    return member.oversees(talk.channel_id) and talk.state == "held" and talk.owner_id != member.id


def require_claim(member: Operator, talk: Conversation) -> None:
    """Members of the channel claim what waits; who oversees it reads without claiming, but may."""
    require_sight(member, talk)
    if talk.state == "closed":
        raise Closed
    if talk.owner_id is not None:
        raise Taken(talk.owner_id, talk.claimed_at)


def require_room(member: Operator, holds: int) -> None:
    """One more claim fits under the limit of their talks at once. What a colleague hands over is not held back."""
    if member.most and holds >= member.most:
        raise Full(member.most)


def require_close(member: Operator, talk: Conversation, lock: int | None) -> None:
    """The owner; who oversees the channel any that is open."""
    if not (member.oversees(talk.channel_id) and talk.state != "closed" and talk.owner_id != member.id):
        require_owner(member, talk, lock)


def can_have_closed(by: Visitor | Operator, talk: Conversation) -> bool:
    """Whether it is a talk of their own, which somebody else of them has closed a moment before."""
    return isinstance(by, Visitor) or by.oversees(talk.channel_id) or talk.last_owner_id == by.id


def require_offer(member: Operator, talk: Conversation, now: datetime) -> None:
    """Only the one it was offered to, within the minute."""
    require_sight(member, talk)
    fresh = talk.offered_at is not None and now - talk.offered_at <= OFFER_LASTS
    if talk.offered_to != member.id or not fresh:
        raise NotOffered


def require_own(guest: Visitor, talk: Conversation) -> None:
    """A visitor knows of their own conversations only."""
    if talk.visitor_id != guest.id:
        raise NotFound


def fits(body: str, limit: int) -> str:
    """The text to store: plain, with something to see, within `limit` characters."""
    text = plain(body)
    if not has_text(body):
        raise Empty
    if len(text) > limit:
        raise TooLong(limit)
    return text


def field(text: str) -> str:
    """The value of a field of the card: one line with something to see."""
    value = line(text)
    if not value:
        raise Empty
    return _short(value, NAME)


def remark(text: str, limit: int = NOTE) -> str:
    """What is written along with a deed, or nothing."""
    return _short(note(text), limit)


def _short(text: str, limit: int) -> str:
    if len(text) > limit:
        raise TooLong(limit)
    return text
