"""Which conversation a visitor's message goes to: the server decides."""

from collections.abc import Callable
from datetime import datetime, timedelta

from samovar.domain.conversation.stored import Stored
from samovar.domain.conversation.verbs import Opening, Say
from samovar.model.conversation import Conversation
from samovar.model.errors import NotFound
from samovar.model.people import Visitor
from samovar.storage import tables
from samovar.storage.queries import conversations
from samovar.storage.tables import new_id

ReopensFor = Callable[[str], timedelta]
"""Site id → how long after closing a visitor's message reopens a conversation."""


class Openings:
    """For the messages of one group. `talks`: its conversations, to which those that are opened come."""

    def __init__(self, stored: Stored, talks: dict[str, Conversation], reopens_for: ReopensFor) -> None:
        self._stored = stored
        self._talks = talks
        self._reopens_for = reopens_for

    def conversation_for(self, say: Say, conv: str | None, now: datetime) -> Conversation:
        """The visitor's open one, one closed a short time ago, else a new one. `conv`: where they wrote. Raises
        NotFound where that is not theirs."""
        named = self._talks.get(conv) if conv else None
        if conv and (named is None or named.visitor_id != say.by.id):
            raise NotFound
        if named and (named.state != "closed" or not say.body):
            return named
        talk = self._open_here(say.by) or self._to_go_on_with(say.by, now) or self._created(say, named, now)
        return self._talks.setdefault(talk.id, talk)

    def _open_here(self, visitor: Visitor) -> Conversation | None:
        """What this group has opened already."""
        theirs = (talk for talk in self._talks.values() if talk.visitor_id == visitor.id and talk.state != "closed")
        return next(theirs, None)

    def _to_go_on_with(self, visitor: Visitor, now: datetime) -> Conversation | None:
        since = now - self._reopens_for(visitor.site_id)
        found = conversations.current(self._stored.session, visitor.id, since)
        return self._talks.get(found.id, found) if found else None

    def _created(self, say: Say, named: Conversation | None, now: datetime) -> Conversation:
        visitor = self._stored.session.get(tables.Visitor, say.by.id)
        if visitor is None or visitor.site_id != say.by.site_id:
            raise NotFound
        wanted = say.opening or _again(named)
        if wanted.city and not visitor.city:
            visitor.city, visitor.city_how = wanted.city, "chosen"
        used = conversations.by_ccid(self._stored.session, visitor.id, wanted.ccid)
        talk = conversations.create(
            self._stored.session, visitor, ccid=new_id() if used else wanted.ccid, channel_id=wanted.channel_id,
            origin=wanted.origin, now=now, staffed=wanted.staffed,
        )  # fmt: skip
        if wanted.origin == "invited":
            self._greet(talk)
        return talk

    def _greet(self, talk: Conversation) -> None:
        """What the visitor answers to stands first in the log, as the window showed it."""
        said, at = conversations.greeting_of(self._stored.session, talk)
        if not said.get("text") or at is None:
            return
        by = said.get("by") or None
        side, data = ("operator", {}) if by else ("system", {"name": said.get("name", "")})
        talk.append("greeting", side, by, at, body=said["text"], data=data)


def _again(named: Conversation | None) -> Opening:
    """Whoever writes where everything was over long ago begins anew in the same channel."""
    if named is None:
        raise NotFound
    return Opening(ccid=new_id(), channel_id=named.channel_id, origin="incoming")
